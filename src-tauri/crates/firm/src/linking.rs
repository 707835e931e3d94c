//! Changing how a portal user stands to a client: the pair and its activity row are written in one transaction, or
//! neither is (`rules.md` 20, 23, 29).

use chrono::{DateTime, Utc};
use contract::{ActorKind, LinkAnswer, PairState};
use domain::{Change, ClientId, Origin, Pair, PortalUserId, words};

use crate::db::activity::NewActivity;
use crate::db::links::PairChange;
use crate::db::{self, Transaction};
use crate::error::Moved;
use crate::{Error, FirmId};

/// An order to change how a portal user stands to a client.
#[derive(Debug, Clone, Copy)]
pub struct LinkOrder<'a> {
    /// The portal user.
    pub user: PortalUserId,
    /// The client.
    pub client: &'a ClientId,
    /// What to do.
    pub act: Act,
    /// Refuse if the pair has moved on from this version. An undo must give it.
    pub if_version: Option<i64>,
    /// Who does it.
    pub actor: Actor<'a>,
    /// On what evidence (`rules.md` 20): an e-mail address, an invoice number.
    pub evidence: Option<&'a str>,
    /// Why, if a reason was typed.
    pub reason: Option<&'a str>,
    /// When.
    pub now: DateTime<Utc>,
    /// The id of the request that does it.
    pub request_id: &'a str,
}

/// What to do to a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Link them, with this origin.
    Link(Origin),
    /// De-link them.
    DeLink,
    /// Link them again, as they were before the de-link of this number.
    UndoDeLink(i64),
    /// De-link them again, as they were before the link of this number.
    UndoLink(i64),
}

/// Who changes a link.
#[derive(Debug, Clone, Copy)]
pub struct Actor<'a> {
    /// What kind of person.
    pub kind: ActorKind,
    /// The name that the log records.
    pub name: &'a str,
}

impl Act {
    fn undo_of(self) -> Option<i64> {
        match self {
            Self::UndoDeLink(number) | Self::UndoLink(number) => Some(number),
            Self::Link(_) | Self::DeLink => None,
        }
    }
}

/// Carries out an order inside the caller's transaction. Where there is nothing to do it says so and writes nothing.
///
/// # Errors
/// [`Error::NotFound`] if the user or the client is not of this firm; [`Error::Moved`] if the pair is not of the
/// expected version, or if what is to be undone is no longer the last thing that happened to it;
/// [`Error::VersionRequired`] if an undo comes without a version.
pub async fn change_link(tx: &mut Transaction, firm: FirmId, order: &LinkOrder<'_>) -> Result<LinkAnswer, Error> {
    db::portal_users::get(tx, firm, order.user).await?;
    let client = db::clients::get(tx, firm, order.client.as_str()).await?.ok_or(Error::NotFound("client"))?;
    let state = db::links::pair(tx, firm, order.user, order.client).await?;
    check_version(order, &state, &client.name)?;
    let answer = |state: PairState, activity: Option<i64>| LinkAnswer {
        says: words::link_answer(&client.name, state.origin.is_some(), activity.is_some()),
        changed: activity.is_some(),
        state,
        activity,
    };
    match decide(tx, firm, order, &state, &client.name).await? {
        None => Ok(answer(state, None)),
        Some(change) => {
            let number = write(tx, firm, order, change).await?;
            let state = PairState {
                version: change.pair.version,
                origin: change.pair.origin,
                changed_by: Some(order.actor.name.to_owned()),
                changed_at: Some(order.now),
            };
            Ok(answer(state, Some(number)))
        }
    }
}

fn check_version(order: &LinkOrder<'_>, state: &PairState, client: &str) -> Result<(), Error> {
    match order.if_version {
        Some(version) if version != state.version => Err(moved(state, client)),
        None if order.act.undo_of().is_some() => Err(Error::VersionRequired),
        _ => Ok(()),
    }
}

async fn decide(
    tx: &mut Transaction,
    firm: FirmId,
    order: &LinkOrder<'_>,
    state: &PairState,
    client: &str,
) -> Result<Option<Change>, Error> {
    let pair = Pair { version: state.version, origin: state.origin };
    match order.act {
        Act::Link(origin) => Ok(pair.link(origin)),
        Act::DeLink => Ok(pair.de_link()),
        Act::UndoDeLink(number) | Act::UndoLink(number) => {
            let newest = db::activity::newest_of_pair(tx, firm, order.user, order.client).await?;
            let relinks = matches!(order.act, Act::UndoDeLink(_));
            match newest {
                Some((newest, before)) if newest == number && before.is_some() == relinks => Ok(pair.undo(before)),
                _ => Err(moved(state, client)),
            }
        }
    }
}

fn moved(state: &PairState, client: &str) -> Error {
    let says = words::moved(client, state.origin.is_some(), state.changed_by.as_deref());
    Error::Moved(Box::new(Moved { state: state.clone(), says }))
}

async fn write(tx: &mut Transaction, firm: FirmId, order: &LinkOrder<'_>, change: Change) -> Result<i64, Error> {
    let pair = PairChange {
        user: order.user,
        client: order.client,
        pair: change.pair,
        is_new_link: matches!(order.act, Act::Link(_)),
        evidence: order.evidence,
        by: order.actor.name,
        at: order.now,
    };
    db::links::put(tx, firm, &pair).await?;
    let activity = NewActivity {
        at: order.now,
        actor_kind: order.actor.kind,
        actor: order.actor.name,
        user: order.user,
        client: order.client,
        before: change.before,
        after: change.pair.origin,
        evidence: order.evidence,
        reason: order.reason,
        undo_of: order.act.undo_of(),
        request_id: order.request_id,
    };
    db::activity::insert(tx, firm, &activity).await
}
