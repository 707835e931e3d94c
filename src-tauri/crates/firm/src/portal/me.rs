//! What a portal user sees after signing in.

use axum::Json;
use axum::extract::State;
use domain::{Access, ClientId, access};
use serde::Serialize;

use super::extract::PortalSession;
use crate::api::Backend;
use crate::api::problem::ApiError;
use crate::db;

/// Whoever is signed in, and the clients to be seen now.
#[derive(Serialize)]
pub(super) struct Me {
    email: String,
    first_name: String,
    last_name: String,
    access: Access,
    clients: Vec<LinkedPortal>,
}

/// A linked client whose portal is open.
#[derive(Serialize)]
struct LinkedPortal {
    client_id: ClientId,
    name: String,
}

/// The links are read at each request: a client that was de-linked is gone from the very next one (`rules.md` 24), and one
/// whose portal is closed does not show (1).
pub(super) async fn show(session: PortalSession, State(backend): State<Backend>) -> Result<Json<Me>, ApiError> {
    let mut tx = backend.database.read(session.firm.id).await?;
    let account = db::portal_users::get(&mut tx, session.firm.id, session.user).await?;
    let now = backend.clock.now();
    let links = db::links::of_user(&mut tx, session.firm.id, session.user, now).await?.linked;
    let linked = links.len() as u64;
    let clients: Vec<LinkedPortal> = links
        .into_iter()
        .filter(|link| link.portal.is_open())
        .map(|link| LinkedPortal { client_id: link.client_id, name: link.name })
        .collect();
    let access = access(account.verified_at.is_some(), linked, clients.len() as u64);
    let (email, first_name, last_name) = (account.email, account.first_name, account.last_name);
    Ok(Json(Me { email, first_name, last_name, access, clients }))
}
