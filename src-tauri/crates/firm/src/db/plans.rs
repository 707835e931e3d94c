//! Payment plans, as far as links bear on them (`rules.md` 26).

use chrono::{DateTime, NaiveDate, Utc};
use domain::{ClientId, Currency, Frequency, Money, Pays, Plan, PortalUserId};
use sqlx::FromRow;

use super::{Transaction, query, query_as, query_scalar};
use crate::{Error, FirmId};

#[derive(Debug, FromRow)]
struct PlanRow {
    kind: String,
    currency: String,
    amount: Option<i64>,
    frequency: String,
    starts_on: NaiveDate,
}

impl PlanRow {
    fn read(self) -> Result<Plan, Error> {
        let corrupt = || Error::Corrupt("a payment plan".to_owned());
        let currency = Currency::from_code(&self.currency)?;
        let amount = self.amount.map(|minor| Money { minor, currency });
        let pays = match self.kind.as_str() {
            "recurring" => Pays::Amount(amount.ok_or_else(corrupt)?),
            "autopay" => Pays::Invoices { cap: amount },
            _ => return Err(corrupt()),
        };
        let frequency = Frequency::from_code(&self.frequency).ok_or_else(corrupt)?;
        Ok(Plan { pays, frequency, starts_on: self.starts_on })
    }
}

/// The plans that this user has running for this client, in the order in which they began.
pub(crate) async fn running(
    tx: &mut Transaction,
    firm: FirmId,
    user: PortalUserId,
    client: &ClientId,
) -> Result<Vec<Plan>, Error> {
    let rows: Vec<PlanRow> = query_as(
        "SELECT kind, currency, amount, frequency, starts_on FROM plan
         WHERE firm_id = $1 AND portal_user_id = $2 AND client_id = $3 AND stopped_at IS NULL
         ORDER BY starts_on, plan_id",
    )
    .bind(firm.get())
    .bind(user.get())
    .bind(client.as_str())
    .fetch_all(tx)
    .await?;
    rows.into_iter().map(PlanRow::read).collect()
}

/// Stops them, since the user was de-linked.
pub(crate) async fn stop(
    tx: &mut Transaction,
    firm: FirmId,
    user: PortalUserId,
    client: &ClientId,
    now: DateTime<Utc>,
) -> Result<u64, Error> {
    query(
        "UPDATE plan SET stopped_at = $4, stopped_why = 'de_link'
         WHERE firm_id = $1 AND portal_user_id = $2 AND client_id = $3 AND stopped_at IS NULL",
    )
    .bind(firm.get())
    .bind(user.get())
    .bind(client.as_str())
    .bind(now)
    .execute(tx)
    .await
}

/// How many plans the de-link of this number has stopped.
pub(crate) async fn stopped_by_de_link(
    tx: &mut Transaction,
    firm: FirmId,
    user: PortalUserId,
    client: &ClientId,
    number: i64,
) -> Result<u64, Error> {
    let count: i64 = query_scalar(
        "SELECT count(*) FROM plan
         WHERE firm_id = $1 AND portal_user_id = $2 AND client_id = $3 AND stopped_why = 'de_link'
             AND stopped_at = (SELECT at FROM activity WHERE firm_id = $1 AND number = $4)",
    )
    .bind(firm.get())
    .bind(user.get())
    .bind(client.as_str())
    .bind(number)
    .fetch_one(tx)
    .await?;
    Ok(u64::try_from(count).unwrap_or_default())
}
