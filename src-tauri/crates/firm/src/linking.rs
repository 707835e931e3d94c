//! Changing how a portal user stands to a client: the pair, its activity row and what follows from it are written in one
//! transaction, or nothing is (`rules.md` 20, 23, 26, 27, 29).

use chrono::{DateTime, Utc};
use contract::{ActorKind, LinkAnswer, PairState};
use domain::{Change, ClientId, DeLinkDoubt, Origin, Pair, PortalUserId, Standing, words};

use crate::db::activity::NewActivity;
use crate::db::changes::Changed;
use crate::db::links::{Before, Made, PairChange};
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
    /// Whether staff know what a de-link does beyond ending the link (26, 28). Nobody else is asked.
    pub confirmed: bool,
    /// On what evidence (`rules.md` 20): an e-mail address, an invoice number.
    pub evidence: Option<&'a str>,
    /// Who does it, why and when.
    pub by: By<'a>,
}

/// What to do to a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Link them, with this origin.
    Link(Origin),
    /// De-link them.
    DeLink,
    /// De-link them and bar the user from claiming the client again (27).
    Close,
    /// Lift the bar.
    Unbar,
    /// Link them again, as they were before the de-link or closing of this number: by whom, when and on what evidence.
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

/// Who does something, why, when, and in which request: what the log records of every deed.
#[derive(Debug, Clone, Copy)]
pub struct By<'a> {
    /// Who does it.
    pub actor: Actor<'a>,
    /// Why, if a reason was typed.
    pub reason: Option<&'a str>,
    /// When.
    pub now: DateTime<Utc>,
    /// The id of the request that does it.
    pub request_id: &'a str,
}

impl Act {
    fn undo_of(self) -> Option<i64> {
        match self {
            Self::UndoDeLink(number) | Self::UndoLink(number) => Some(number),
            Self::Link(_) | Self::DeLink | Self::Close | Self::Unbar => None,
        }
    }
}

/// Carries out an order inside the caller's transaction. Where there is nothing to do it says so and writes nothing.
///
/// # Errors
/// [`Error::NotFound`] if the user or the client is not of this firm; [`Error::Moved`] if the pair is not of the
/// expected version, or if what is to be undone is not the last of those things that happened to it and were
/// not taken back;
/// [`Error::VersionRequired`] if an undo comes without a version; [`Error::NeedsConfirmation`] if a de-link takes the last
/// link away or stops payment plans, and nobody has confirmed that.
pub async fn change_link(tx: &mut Transaction, firm: FirmId, order: &LinkOrder<'_>) -> Result<LinkAnswer, Error> {
    let Before { first_name, email_key, client_name, state } =
        db::links::before(tx, firm, order.user, order.client).await?;
    check_version(order, &state, &client_name)?;
    let change = decide(tx, firm, order, &state, &client_name, &email_key).await?;
    if matches!(order.act, Act::DeLink | Act::UndoLink(_)) && change.is_some() && !order.confirmed {
        ask_first(tx, firm, order, &first_name, &client_name).await?;
    }
    let Some(change) = change else {
        let says = words::deed_answer(asked(order.act), &client_name, false);
        return Ok(LinkAnswer { says, more: false, changed: false, state, activity: None });
    };
    let number = write(tx, firm, order, change).await?;
    let plans = follow(tx, firm, order, change, &email_key).await?;
    let standing = change.pair.standing;
    let state = PairState {
        version: change.pair.version,
        origin: standing.origin,
        barred: standing.barred,
        changed_by: Some(order.by.actor.name.to_owned()),
        changed_at: Some(order.by.now),
    };
    let done = words::deed_answer(change.deed(), &client_name, true);
    let lifted = change.deed() == domain::Deed::Link && change.before.barred && !standing.barred;
    let done = if lifted { words::with_bar_lifted(done) } else { done };
    let says = words::with_plans(done, plans.stopped, plans.staying_stopped);
    let more = lifted || plans.stopped + plans.staying_stopped > 0;
    Ok(LinkAnswer { says, more, changed: true, state, activity: Some(number) })
}

/// Refuses a de-link that does more than it seems to.
async fn ask_first(
    tx: &mut Transaction,
    firm: FirmId,
    order: &LinkOrder<'_>,
    first_name: &str,
    client: &str,
) -> Result<(), Error> {
    let staying = db::links::count_of_user(tx, firm, order.user).await?.saturating_sub(1);
    let running_plans = db::plans::running(tx, firm, order.user, order.client).await?;
    let doubt = DeLinkDoubt { staying, running_plans };
    let asks = if order.act.undo_of().is_some() { doubt.asks_at_undo() } else { doubt.asks() };
    if asks { Err(Error::NeedsConfirmation(words::de_link_doubt(first_name, client, &doubt))) } else { Ok(()) }
}

/// What an act is called where it changed nothing.
fn asked(act: Act) -> domain::Deed {
    match act {
        Act::Link(_) | Act::UndoDeLink(_) => domain::Deed::Link,
        Act::DeLink | Act::UndoLink(_) => domain::Deed::DeLink,
        Act::Close => domain::Deed::CloseAccess,
        Act::Unbar => domain::Deed::Unbar,
    }
}

fn check_version(order: &LinkOrder<'_>, state: &PairState, client: &str) -> Result<(), Error> {
    match order.if_version {
        Some(version) if version != state.version => {
            let pair = Pair { version: state.version, standing: standing(state) };
            Err(refused(state, words::pair_moved(client, version, pair, state.changed_by.as_deref())))
        }
        None if order.act.undo_of().is_some() => Err(Error::VersionRequired),
        _ => Ok(()),
    }
}

fn standing(state: &PairState) -> Standing {
    Standing { origin: state.origin, barred: state.barred }
}

async fn decide(
    tx: &mut Transaction,
    firm: FirmId,
    order: &LinkOrder<'_>,
    state: &PairState,
    client: &str,
    email_key: &str,
) -> Result<Option<Change>, Error> {
    let pair = Pair { version: state.version, standing: standing(state) };
    match order.act {
        Act::Link(origin) => Ok(pair.link(origin)),
        Act::DeLink => Ok(pair.de_link()),
        Act::Close => match pair.close() {
            None if is_ajar(tx, firm, order, email_key).await? => Ok(Some(pair.close_again())),
            change => Ok(change),
        },
        Act::Unbar => Ok(pair.unbar()),
        Act::UndoDeLink(number) | Act::UndoLink(number) => {
            let newest = db::activity::newest_of_pair(tx, firm, order.user, order.client).await?;
            let relinks = matches!(order.act, Act::UndoDeLink(_));
            match newest {
                Some((newest, before)) if newest == number && before.is_linked() == relinks => Ok(pair.undo(before)),
                // The version is right, so nobody was faster: it is the number that is wrong.
                Some((newest, _)) => Err(refused(state, words::not_to_be_undone(client, number, newest, !relinks))),
                None => Err(moved(state, client)),
            }
        }
    }
}

/// Whether something has been opened since access was closed: a one-click link that was sent later, a plan.
async fn is_ajar(tx: &mut Transaction, firm: FirmId, order: &LinkOrder<'_>, email_key: &str) -> Result<bool, Error> {
    let unrevoked = db::one_click::unrevoked(tx, firm, order.client, email_key).await?;
    Ok(unrevoked || !db::plans::running(tx, firm, order.user, order.client).await?.is_empty())
}

fn moved(state: &PairState, client: &str) -> Error {
    refused(state, words::moved(client, standing(state), state.changed_by.as_deref()))
}

fn refused(state: &PairState, says: String) -> Error {
    Error::Moved(Box::new(Moved { state: state.clone(), says }))
}

async fn write(tx: &mut Transaction, firm: FirmId, order: &LinkOrder<'_>, change: Change) -> Result<i64, Error> {
    let made = match order.act {
        Act::Link(_) => Some(Made {
            by: order.by.actor.name.to_owned(),
            at: order.by.now,
            evidence: order.evidence.map(str::to_owned),
        }),
        Act::UndoDeLink(number) => db::activity::made_before(tx, firm, order.user, order.client, number).await?,
        Act::DeLink | Act::Close | Act::Unbar | Act::UndoLink(_) => None,
    };
    let pair = PairChange {
        user: order.user,
        client: order.client,
        pair: change.pair,
        made,
        by: order.by.actor.name,
        at: order.by.now,
    };
    db::links::put(tx, firm, &pair).await?;
    let activity = NewActivity {
        user: Some(order.user),
        client: Some(order.client),
        before: change.before,
        after: change.pair.standing,
        evidence: order.evidence,
        undo_of: order.act.undo_of(),
        ..NewActivity::of(change.deed(), &order.by)
    };
    let number = db::activity::insert(tx, firm, &activity).await?;
    db::changes::note(tx, firm, &Changed::Pair(order.user, order.client.clone()), order.by.now).await?;
    Ok(number)
}

/// What became of the payment plans that the user had for the client.
#[derive(Default)]
struct Plans {
    stopped: u64,
    staying_stopped: u64,
}

/// What follows from a change: whoever is not linked any more has no plans running for the client, and an undo starts
/// none again (26); to whom access was closed no one-click link opens it (27).
async fn follow(
    tx: &mut Transaction,
    firm: FirmId,
    order: &LinkOrder<'_>,
    change: Change,
    email_key: &str,
) -> Result<Plans, Error> {
    let after = change.pair.standing;
    if after.barred {
        db::one_click::revoke(tx, firm, order.client, email_key, order.by.now).await?;
    }
    let (user, client) = (order.user, order.client);
    Ok(match (after.is_linked(), order.act.undo_of()) {
        (false, _) => {
            Plans { stopped: db::plans::stop(tx, firm, user, client, order.by.now).await?, ..Plans::default() }
        }
        (true, Some(number)) => {
            let staying_stopped = db::plans::stopped_by_de_link(tx, firm, user, client, number).await?;
            Plans { staying_stopped, ..Plans::default() }
        }
        (true, None) => Plans::default(),
    })
}
