//! Ways into a client's portal: everybody's (rule 41), and one person's, before and after a de-link or close access
//! (27). Each way is open exactly if [`decide()`] says so.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use crate::{
    Account, Action, ClientId, Decision, Facts, FirmSettings, OneClickLink, PortalFacts, PortalUserId, Who, decide,
};

/// What is known about a client when it is asked who can get in.
#[derive(Debug, Clone)]
pub struct ClientFacts {
    /// The client.
    pub client: ClientId,
    /// Its portal.
    pub portal: PortalFacts,
    /// The firm's settings.
    pub settings: FirmSettings,
    /// As in [`Facts`].
    pub wrong_keys_today: Option<u32>,
    /// The portal users that are linked.
    pub users: Vec<(PortalUserId, Account)>,
    /// The one-click links that were sent for it.
    pub one_click_links: Vec<OneClickLink>,
}

/// A way in, and whether it is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Door<'a> {
    /// Which way.
    pub way: Way<'a>,
    /// Whether it is open, and what decides it.
    pub decision: Decision,
}

/// By what somebody gets in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way<'a> {
    /// By an account that is linked.
    Account(PortalUserId),
    /// By the Client ID and any of its invoice numbers, whoever knows them.
    Key,
    /// By a one-click link, whoever has the mail.
    OneClickLink(&'a OneClickLink),
}

/// What kind of way it is, whoever goes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum WayKind {
    /// By an account that is linked.
    Account,
    /// By the Client ID and any of its invoice numbers.
    Key,
    /// By a one-click link.
    OneClickLink,
}

impl Way<'_> {
    /// Its kind.
    #[must_use]
    pub fn kind(self) -> WayKind {
        match self {
            Self::Account(_) => WayKind::Account,
            Self::Key => WayKind::Key,
            Self::OneClickLink(_) => WayKind::OneClickLink,
        }
    }
}

/// Everybody who can get into a client's portal, and by which way; the ways that are shut come with the reason.
#[must_use]
pub fn doors(client: &ClientFacts, now: DateTime<Utc>) -> Vec<Door<'_>> {
    let portals = BTreeMap::from([(client.client.clone(), client.portal)]);
    let of =
        |account: Option<&Account>| Facts { account: account.cloned(), portals: portals.clone(), ..client.of_firm() };
    let door =
        |way, account, who| Door { way, decision: decide(&of(account), who, Action::SeeAndPay, Some(&client.client)) };
    let users = client.users.iter().map(|(user, account)| door(Way::Account(*user), Some(account), Who::PortalUser));
    let key = std::iter::once(door(Way::Key, None, Who::ByKey(&client.client)));
    let links = client
        .one_click_links
        .iter()
        .map(|link| door(Way::OneClickLink(link), None, Who::ByOneClickLink(&link.client, link.state(now))));
    users.chain(key).chain(links).collect()
}

impl ClientFacts {
    /// What is the firm's, whoever comes.
    fn of_firm(&self) -> Facts {
        Facts { settings: self.settings, wrong_keys_today: self.wrong_keys_today, ..Facts::default() }
    }

    /// See [`Facts::settings_in_force`].
    #[must_use]
    pub fn settings_in_force(&self) -> FirmSettings {
        self.of_firm().settings_in_force()
    }
}

/// One person and one client, as far as it decides what stays open (rule 27).
#[derive(Debug, Clone)]
pub struct PersonAtClient {
    /// The client.
    pub client: ClientId,
    /// The person's account, the client's portal, and the firm's settings.
    pub facts: Facts,
    /// One-click links of this client that were sent to this address and are good.
    pub good_links: u32,
    /// Whether the client lists the address as a contact that invoices are sent to.
    pub receives_invoices: bool,
    /// Payment plans that this user has running for this client.
    pub running_plans: u32,
}

/// A way by which one person gets at a client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Path {
    /// By the account, since the client is linked.
    Account,
    /// By claiming the client again, with its Client ID and an old invoice number.
    Claim,
    /// Without an account, by the same key.
    Key,
    /// Without an account, by one-click links in mails already sent.
    OneClickLinks,
    /// By the one-click links of the invoices to come, since the person is a contact for invoices.
    InvoicesToCome,
}

impl Path {
    /// Every path, the nearest first.
    pub const ALL: [Self; 5] = [Self::Account, Self::Claim, Self::Key, Self::OneClickLinks, Self::InvoicesToCome];

    /// Who can shut it.
    #[must_use]
    pub fn shut_by(self) -> ShutBy {
        match self {
            Self::Account => ShutBy::DeLink,
            Self::Claim | Self::OneClickLinks => ShutBy::CloseAccess,
            Self::Key | Self::InvoicesToCome => ShutBy::Pms,
        }
    }
}

/// What shuts a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum ShutBy {
    /// De-linking.
    DeLink,
    /// Closing access.
    CloseAccess,
    /// Only a change in the PMS: to the contact, or to the client's portal as a whole.
    Pms,
}

impl PersonAtClient {
    /// The paths that are open to this person now, the nearest first.
    #[must_use]
    pub fn open_paths(&self) -> Vec<Path> {
        Path::ALL.into_iter().filter(|path| self.is_open(*path)).collect()
    }

    /// Whether this path is open to this person now.
    #[must_use]
    pub fn is_open(&self, path: Path) -> bool {
        let client = &self.client;
        let can = |who, action| decide(&self.facts, who, action, Some(client)).allowed;
        let link_opens = || can(Who::ByOneClickLink(client, crate::LinkState::Good), Action::SeeAndPay);
        match path {
            Path::Account => can(Who::PortalUser, Action::SeeAndPay),
            Path::Claim => self.can_claim_in_time(),
            Path::Key => can(Who::ByKey(client), Action::SeeAndPay),
            Path::OneClickLinks => self.good_links > 0 && link_opens(),
            Path::InvoicesToCome => self.receives_invoices && link_opens(),
        }
    }

    /// A claim that is refused for the account's wrong keys is taken again within a day, by itself: it stays a path, or
    /// staff would hold shut what is not.
    fn can_claim_in_time(&self) -> bool {
        let mut facts = self.facts.clone();
        facts.account.iter_mut().for_each(|account| account.claims = None);
        decide(&facts, Who::PortalUser, Action::Claim, Some(&self.client)).allowed
    }

    /// The person after staff have linked the client: a bar is lifted (23, 27).
    #[must_use]
    pub fn after_link(&self) -> Self {
        let mut after = self.clone();
        if let Some(account) = &mut after.facts.account {
            account.barred.remove(&self.client);
            account.links.insert(self.client.clone());
        }
        after
    }

    /// The person after a de-link: the link is gone, and the plans are stopped (26).
    #[must_use]
    pub fn after_de_link(&self) -> Self {
        let mut after = self.clone();
        after.running_plans = 0;
        if let Some(account) = &mut after.facts.account {
            account.links.remove(&self.client);
        }
        after
    }

    /// The person after close access: de-linked, barred from claiming, and the links already sent are revoked (27).
    #[must_use]
    pub fn after_close_access(&self) -> Self {
        let mut after = self.after_de_link();
        after.good_links = 0;
        if let Some(account) = &mut after.facts.account {
            account.barred.insert(self.client.clone());
        }
        after
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use chrono::TimeDelta;
    use proptest::prelude::*;

    use super::*;
    use crate::{ClaimLock, Portal};

    fn client() -> ClientId {
        ClientId::new("1002").unwrap()
    }

    prop_compose! {
        fn people()(
            account in prop::option::of((any::<bool>(), any::<bool>(), any::<bool>())),
            portal_open: bool, key_closed: bool, good_links in 0_u32..3, receives_invoices: bool, running_plans in 0_u32..3,
        ) -> PersonAtClient {
            let only = |yes: bool| if yes { BTreeSet::from([client()]) } else { BTreeSet::new() };
            let account = account.map(|(verified, linked, barred)| Account {
                verified, links: only(linked), barred: only(barred && !linked), saved_method: Some(false),
                ..Account::default()
            });
            let portal = PortalFacts { key_closed, ..PortalFacts::of(Portal::of(portal_open, true)) };
            let facts = Facts {
                account, portals: BTreeMap::from([(client(), portal)]), ..Facts::default()
            };
            PersonAtClient { client: client(), facts, good_links, receives_invoices, running_plans }
        }
    }

    proptest! {
        /// Rule 27: a de-link shuts the account's own path, opens none but the claim, and leaves the others.
        #[test]
        fn a_de_link_shuts_the_account_and_nothing_else(person in people()) {
            let (before, after) = (person.open_paths(), person.after_de_link().open_paths());
            prop_assert!(!after.contains(&Path::Account));
            for path in [Path::Key, Path::OneClickLinks, Path::InvoicesToCome] {
                prop_assert_eq!(before.contains(&path), after.contains(&path));
            }
        }

        /// Rules 23 and 27: a link opens the account to whom the portal is open, lifts a bar, and changes no path that is
        /// not the account's.
        #[test]
        fn a_link_changes_the_paths_of_the_account_alone(person in people()) {
            let after = person.after_link();
            for path in [Path::Key, Path::OneClickLinks, Path::InvoicesToCome] {
                prop_assert_eq!(person.is_open(path), after.is_open(path));
            }
            prop_assert!(after.is_open(Path::Account) || !person.is_open(Path::Account));
            prop_assert!(after.facts.account.is_none_or(|account| account.barred.is_empty()));
        }

        /// Rule 27: close access leaves only what the PMS alone can change.
        #[test]
        fn close_access_leaves_only_what_the_pms_can_change(person in people()) {
            let after = person.after_close_access();
            prop_assert!(after.open_paths().into_iter().all(|path| path.shut_by() == ShutBy::Pms));
            prop_assert_eq!(after.running_plans, 0);
        }

        /// Each path is shut by what it says shuts it.
        #[test]
        fn a_path_is_shut_by_what_it_names(person in people()) {
            for path in person.open_paths() {
                let still_open = match path.shut_by() {
                    ShutBy::DeLink => person.after_de_link().open_paths(),
                    ShutBy::CloseAccess => person.after_close_access().open_paths(),
                    ShutBy::Pms => {
                        let mut after = person.clone();
                        after.receives_invoices = false;
                        after.facts.portals.insert(client(), PortalFacts::of(Portal::NotInPortal));
                        after.open_paths()
                    }
                };
                prop_assert!(!still_open.contains(&path));
            }
        }

        /// Rule 27: what passes by itself keeps nobody out.
        #[test]
        fn claims_that_are_refused_for_a_while_shut_no_path(person in people()) {
            let mut locked = person.clone();
            let until = ClaimLock::Until(DateTime::UNIX_EPOCH);
            locked.facts.account.iter_mut().for_each(|account| account.claims = Some(until));
            prop_assert_eq!(locked.open_paths(), person.open_paths());
        }

        /// Rule 1.
        #[test]
        fn nothing_is_open_to_a_closed_portal(person in people()) {
            let mut person = person;
            person.facts.portals.insert(client(), PortalFacts::of(Portal::ClientInactive));
            prop_assert_eq!(person.open_paths(), []);
        }
    }

    /// Rule 41.
    #[test]
    fn every_way_in_is_listed_with_whether_it_is_open() {
        let now = DateTime::UNIX_EPOCH + TimeDelta::days(100);
        let account = |verified| Account { verified, links: BTreeSet::from([client()]), ..Account::default() };
        let link = |sent_at| OneClickLink {
            client: client(),
            recipient_key: "jane@example.com".to_owned(),
            sent_at,
            revoked_at: None,
        };
        let facts = ClientFacts {
            client: client(),
            portal: PortalFacts::of(Portal::Open),
            settings: FirmSettings::default(),
            wrong_keys_today: Some(0),
            users: vec![(PortalUserId::new(7), account(true)), (PortalUserId::new(8), account(false))],
            one_click_links: vec![link(now), link(DateTime::UNIX_EPOCH)],
        };
        let ways: Vec<_> = doors(&facts, now).iter().map(|door| (door.way, door.decision.allowed)).collect::<Vec<_>>();
        assert_eq!(
            ways,
            [
                (Way::Account(PortalUserId::new(7)), true),
                (Way::Account(PortalUserId::new(8)), false),
                (Way::Key, true),
                (Way::OneClickLink(&facts.one_click_links[0]), true),
                (Way::OneClickLink(&facts.one_click_links[1]), false),
            ]
        );
    }
}
