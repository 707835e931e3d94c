//! What a list of portal users shows of those on a page.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use contract::answers::{KnownClient, ListedClient, ListedUser};
use domain::directory::Linked;
use domain::{ClientId, PortalUserId};
use sqlx::FromRow;

use super::asked::{as_json, asked_users};
use super::{Transaction, clients, query_as};
use crate::{Error, FirmId};

#[derive(Debug, FromRow)]
struct UserRow {
    portal_user_id: i64,
    first_name: String,
    last_name: String,
    email: String,
    verified_at: Option<DateTime<Utc>>,
    last_sign_in_at: Option<DateTime<Utc>>,
    created_at: DateTime<Utc>,
}

/// These portal users, of whom the directory tells what their links come to.
pub(crate) async fn rows(
    tx: &mut Transaction,
    firm: FirmId,
    users: &[PortalUserId],
    linked: Vec<Linked>,
) -> Result<Vec<ListedUser>, Error> {
    let named: Vec<&ClientId> = linked.iter().flat_map(|linked| &linked.first).collect();
    let clients = clients::asked(tx, firm, &as_json(&named)).await?;
    let clients: HashMap<ClientId, KnownClient> =
        clients.into_iter().map(|client| (client.client_id.clone(), client)).collect();
    let mut linked: HashMap<i64, Linked> = users.iter().map(|user| user.get()).zip(linked).collect();
    let user = |row: UserRow| {
        let linked = linked.remove(&row.portal_user_id).unwrap_or_default();
        let named = linked.first.iter().filter_map(|client| clients.get(client));
        ListedUser {
            id: PortalUserId::new(row.portal_user_id),
            name: format!("{} {}", row.first_name, row.last_name),
            email: row.email,
            verified: row.verified_at.is_some(),
            last_sign_in_at: row.last_sign_in_at,
            created_at: row.created_at,
            clients: named.map(ListedClient::of).collect(),
            links: linked.clients as u64,
            open_portals: linked.open_portals as u64,
        }
    };
    Ok(asked_users(tx, firm, &as_json(users)).await?.into_iter().map(user).collect())
}

async fn asked_users(tx: &mut Transaction, firm: FirmId, users: &str) -> Result<Vec<UserRow>, Error> {
    query_as(concat!(
        "SELECT u.portal_user_id, u.first_name, u.last_name, u.email, u.verified_at, u.last_sign_in_at, u.created_at
         FROM ",
        asked_users!(),
        " JOIN portal_user u ON u.portal_user_id = asked.id
         WHERE u.firm_id = $1"
    ))
    .bind(firm.get())
    .bind(users)
    .fetch_all(tx)
    .await
}
