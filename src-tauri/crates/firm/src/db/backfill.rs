//! What a migration cannot do in SQL: columns of an older file that hold what only `domain` or a digest can make. Each is
//! done once, in one transaction, when the file is opened.

use super::{Database, Transaction, chain, query, query_as, query_scalar};
use crate::{Error, FirmId};

/// Fills what is empty. A file of this version has nothing empty, and an index shows that at once.
pub(super) async fn run(database: &Database) -> Result<(), Error> {
    let mut tx = database.write_directory().await?;
    look_keys(&mut tx).await?;
    chain(&mut tx).await?;
    tx.commit().await
}

async fn look_keys(tx: &mut Transaction) -> Result<(), Error> {
    let clients: Vec<(i64, String)> = query_as(
        "SELECT c.firm_id, c.client_id FROM firm f JOIN client c ON c.firm_id = f.firm_id WHERE c.look_key = ''",
    )
    .fetch_all(tx)
    .await?;
    for (firm, client) in clients {
        query("UPDATE client SET look_key = $3 WHERE firm_id = $1 AND client_id = $2")
            .bind(firm)
            .bind(client.as_str())
            .bind(domain::look_alike_key(&client))
            .execute(tx)
            .await?;
    }
    Ok(())
}

/// Chains the rows of an activity log that was not chained yet.
async fn chain(tx: &mut Transaction) -> Result<(), Error> {
    let firms: Vec<i64> = query_scalar("SELECT firm_id FROM firm WHERE last_activity > 0").fetch_all(tx).await?;
    for firm in firms.into_iter().map(FirmId::from_database) {
        let first = chain::after(tx, firm, 0, 1).await?;
        if first.iter().all(|first| first.hash.is_some()) {
            continue;
        }
        let mut before = Vec::new();
        for link in chain::after(tx, firm, 0, u32::MAX).await? {
            let hash = link.row.hash(firm, &before);
            query("UPDATE activity SET hash = $3 WHERE firm_id = $1 AND number = $2")
                .bind(firm.get())
                .bind(link.row.number)
                .bind(hash.as_slice())
                .execute(tx)
                .await?;
            before = hash;
        }
    }
    Ok(())
}
