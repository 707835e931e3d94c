//! What stays open to a person after a de-link, and closing it (`rules.md` 27): the paths by which one portal user gets at
//! one client, before and after, each told with what shuts it.

use chrono::{DateTime, Utc};
use contract::answers::open_paths_of;
use contract::{CloseAccessAnswer, OpenPath, OpenPaths};
use domain::{ClientId, Path, PersonAtClient, PortalUserId};

use crate::db::Transaction;
use crate::linking::{Act, LinkOrder, change_link};
use crate::{Error, FirmId, facts};

/// The paths as they are, and as they would be after a de-link and after closing access.
///
/// # Errors
/// [`Error::NotFound`] if the user or the client is not of this firm.
pub async fn open_paths(
    tx: &mut Transaction,
    firm: FirmId,
    user: PortalUserId,
    client: &ClientId,
    now: DateTime<Utc>,
) -> Result<OpenPaths, Error> {
    let person = facts::of_person_at_client(tx, firm, user, client, now).await?;
    Ok(OpenPaths {
        before: paths(&person),
        after_de_link: paths(&person.after_de_link()),
        after_close_access: paths(&person.after_close_access()),
    })
}

/// Closes a portal user's access to a client: de-links, bars, revokes the one-click links sent to the address, stops the
/// plans. `order` says who does it and why; its act is [`Act::Close`].
///
/// # Errors
/// As [`change_link`].
pub async fn close_access(
    tx: &mut Transaction,
    firm: FirmId,
    order: &LinkOrder<'_>,
) -> Result<CloseAccessAnswer, Error> {
    debug_assert_eq!(order.act, Act::Close);
    let before = facts::of_person_at_client(tx, firm, order.user, order.client, order.by.now).await?;
    let answer = change_link(tx, firm, order).await?;
    // Asked anew and not foretold: what is shown is what is.
    let after = facts::of_person_at_client(tx, firm, order.user, order.client, order.by.now).await?;
    Ok(CloseAccessAnswer { answer, before: paths(&before), after: paths(&after) })
}

fn paths(person: &PersonAtClient) -> Vec<OpenPath> {
    open_paths_of(person, &Path::ALL)
}
