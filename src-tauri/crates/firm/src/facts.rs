//! Filling `domain::Facts` from the tables: whatever decides or explains something begins here, so that an explanation is
//! made of the very facts that the portal decides by (`rules.md` 40).

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};
use contract::answers::{AtClient, KnownClient, KnownLink};
use domain::{
    Account, ClaimLock, ClientFacts, ClientId, Facts, FirmSettings, Limits, OneClickLink, Owed, PersonAtClient,
    PortalFacts, PortalUserId, SignInLimits, SignInLock, WrongPasswords,
};

use crate::db::links::LinksOfUser;
use crate::db::portal_users::AccountRow;
use crate::db::{self, Transaction};
use crate::{Error, FirmId};

/// What is known of a portal user and all linked clients at this time. Payment methods and letters are not kept yet, so
/// they count as not known.
pub(crate) async fn of_user(
    tx: &mut Transaction,
    firm: FirmId,
    user: PortalUserId,
    account: &AccountRow,
    links: &LinksOfUser,
    now: DateTime<Utc>,
) -> Result<Facts, Error> {
    let settings = db::firms::get(tx, firm).await?.settings();
    let invoices = db::invoices::of_user(tx, firm, user).await?;
    let portal = |link: &KnownLink| {
        let owed = invoices.get(&link.client_id).map(|invoices| Owed::of(invoices, settings)).unwrap_or_default();
        (
            link.client_id.clone(),
            PortalFacts {
                owed,
                key_closed: links.closed_keys.contains(&link.client_id),
                ..PortalFacts::of(link.portal)
            },
        )
    };
    let lock = sign_in_lock(tx, firm, &account.email_key, now).await?;
    let account = Account {
        verified: account.verified_at.is_some(),
        lock: Some(lock),
        claims: Some(claim_lock(tx, firm, user, now).await?),
        links: links.linked.iter().map(|link| link.client_id.clone()).collect(),
        barred: links.barred.iter().map(|bar| bar.client_id.clone()).collect(),
        saved_method: None,
    };
    let wrong_keys_today = Some(db::keys::wrong_in_firm(tx, firm, now).await?);
    let portals = links.linked.iter().map(portal).collect();
    Ok(Facts { account: Some(account), portals, settings, wrong_keys_today })
}

/// Whether wrong passwords keep this address from being signed in to (14): what the sign-in itself asks.
pub(crate) async fn sign_in_lock(
    tx: &mut Transaction,
    firm: FirmId,
    email_key: &str,
    now: DateTime<Utc>,
) -> Result<SignInLock, Error> {
    let wrong = WrongPasswords {
        tenth_newest_at: db::sign_ins::nth_newest_wrong(tx, firm, email_key, SignInLimits::WRONG).await?,
        in_a_row: db::sign_ins::wrong_in_a_row(tx, firm, email_key).await?,
    };
    Ok(SignInLimits::lock(wrong, now))
}

/// Whether wrong keys keep this account from claiming (10): what each key of a claim is met by, [`Limits::meet`], asks the
/// same of the same keys.
async fn claim_lock(
    tx: &mut Transaction,
    firm: FirmId,
    user: PortalUserId,
    now: DateTime<Utc>,
) -> Result<ClaimLock, Error> {
    Ok(Limits::claims(db::keys::wrong_by_account(tx, firm, Some(user), now).await?, now))
}

/// What is known of a portal user and one client, whether linked or not: all that a question about that client needs,
/// however many others are linked.
pub(crate) async fn of_user_and_client(
    tx: &mut Transaction,
    firm: FirmId,
    user: PortalUserId,
    account: &AccountRow,
    client: Option<&ClientId>,
    now: DateTime<Utc>,
) -> Result<Facts, Error> {
    let mut facts = of_client_alone(tx, firm, client, now).await?;
    let lock = Some(sign_in_lock(tx, firm, &account.email_key, now).await?);
    let claims = Some(claim_lock(tx, firm, user, now).await?);
    let mut of_account = Account { verified: account.verified_at.is_some(), lock, claims, ..Account::default() };
    if let Some(client) = client {
        let state = db::links::pair(tx, firm, user, client).await?;
        of_account.links.extend(state.origin.map(|_| client.clone()));
        of_account.barred.extend(state.barred.then(|| client.clone()));
    }
    facts.account = Some(of_account);
    Ok(facts)
}

/// What is known of a client where nobody has an account.
pub(crate) async fn of_client_alone(
    tx: &mut Transaction,
    firm: FirmId,
    client: Option<&ClientId>,
    now: DateTime<Utc>,
) -> Result<Facts, Error> {
    let settings = db::firms::get(tx, firm).await?.settings();
    let mut portals = BTreeMap::new();
    if let Some(client) = client
        && let Some(found) = db::clients::get(tx, firm, client.as_str()).await?
    {
        portals.insert(client.clone(), portal(tx, firm, &found, settings, now).await?);
    }
    let wrong_keys_today = Some(db::keys::wrong_in_firm(tx, firm, now).await?);
    Ok(Facts { account: None, portals, settings, wrong_keys_today })
}

async fn portal(
    tx: &mut Transaction,
    firm: FirmId,
    client: &KnownClient,
    settings: FirmSettings,
    now: DateTime<Utc>,
) -> Result<PortalFacts, Error> {
    let key_closed = db::keys::tally(tx, firm, client.client_id.as_str()).await?.is_closed(now);
    let invoices = db::invoices::of_client(tx, firm, &client.client_id).await?;
    let owed = Owed::of(invoices.iter().map(|shown| &shown.invoice), settings);
    let ever_invoiced = Some(db::invoices::any(tx, firm, &client.client_id).await?);
    Ok(PortalFacts { owed, key_closed, ever_invoiced, ..PortalFacts::of(client.portal) })
}

/// What decides what stays open to this person at this client (27).
pub(crate) async fn of_person_at_client(
    tx: &mut Transaction,
    firm: FirmId,
    user: PortalUserId,
    client: &ClientId,
    now: DateTime<Utc>,
) -> Result<PersonAtClient, Error> {
    let account = db::portal_users::get(tx, firm, user).await?;
    db::clients::get(tx, firm, client.as_str()).await?.ok_or(Error::NotFound("client"))?;
    let sent = db::one_click::sent(tx, firm, client, now - OneClickLink::GOOD_FOR).await?;
    let good_links = sent.iter().filter(|sent| sent.link.is_good_for(&account.email_key, now)).count();
    Ok(PersonAtClient {
        client: client.clone(),
        facts: of_user_and_client(tx, firm, user, &account, Some(client), now).await?,
        good_links: u32::try_from(good_links).unwrap_or(u32::MAX),
        receives_invoices: db::clients::sends_invoices_to(tx, firm, client, &account.email_key).await?,
        running_plans: u32::try_from(db::plans::running(tx, firm, user, client).await?.len()).unwrap_or(u32::MAX),
    })
}

/// How long after it was sent a one-click link is listed: as long again as it was good for, so that whoever has an old mail
/// is told why it opens nothing.
pub(crate) const LINKS_LISTED_FOR: TimeDelta = TimeDelta::days(2 * OneClickLink::GOOD_FOR.num_days());

/// Everybody and everything that may open this client's portal at this time.
pub(crate) async fn of_client(
    tx: &mut Transaction,
    firm: FirmId,
    client: &KnownClient,
    now: DateTime<Utc>,
) -> Result<AtClient, Error> {
    let settings = db::firms::get(tx, firm).await?.settings();
    let linked = db::links::people_of_client(tx, firm, &client.client_id).await?;
    let own = BTreeSet::from([client.client_id.clone()]);
    let account = |verified| Account { verified, links: own.clone(), ..Account::default() };
    let users = linked.iter().map(|person| (person.id(), account(person.verified_at.is_some()))).collect();
    let people = linked.into_iter().map(|person| (person.id(), (person.name(), person.email))).collect();
    let sent = db::one_click::sent(tx, firm, &client.client_id, now - LINKS_LISTED_FOR).await?;
    let (one_click_links, recipients) = sent.into_iter().map(|sent| (sent.link, sent.recipient)).unzip();
    let portal = portal(tx, firm, client, settings, now).await?;
    let wrong_keys_today = Some(db::keys::wrong_in_firm(tx, firm, now).await?);
    let client = client.client_id.clone();
    let facts = ClientFacts { client, portal, settings, wrong_keys_today, users, one_click_links };
    Ok(AtClient { facts, people, recipients: Some(recipients) })
}
