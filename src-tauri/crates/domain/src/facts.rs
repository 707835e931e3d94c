use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use crate::{ClaimLock, ClientId, Limits, Owed, Portal, SignInLock};

/// Exactly what [`crate::decide()`] reads. The backend fills it from its tables, a desktop from its cache; what a desktop
/// does not hold is unknown there, and the answer says that it was not checked (rule 45).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// The account of the person in question; none if there is none.
    pub account: Option<Account>,
    /// The portals that the question touches: those of the linked clients, and that of the client asked about.
    pub portals: BTreeMap<ClientId, PortalFacts>,
    /// What the firm has decided for all its portals.
    pub settings: FirmSettings,
    /// The wrong keys given in the firm within [`Limits::LONG`] (10); none where that is not known.
    pub wrong_keys_today: Option<u32>,
}

/// A portal user's account.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Account {
    /// Whether the e-mail address is verified (rule 15).
    pub verified: bool,
    /// Whether wrong passwords keep it from being signed in to ([`crate::SignInLimits`]); none where that is not known.
    pub lock: Option<SignInLock>,
    /// Whether wrong keys keep it from claiming ([`Limits::claims`]); none where that is not known.
    pub claims: Option<ClaimLock>,
    /// The linked clients.
    pub links: BTreeSet<ClientId>,
    /// The clients that this user may not claim until staff link or unbar (27).
    pub barred: BTreeSet<ClientId>,
    /// Whether a payment method is saved (19); none where that is not known.
    pub saved_method: Option<bool>,
}

/// What matters of a client's portal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PortalFacts {
    /// Whether it is open.
    pub portal: Portal,
    /// What it shows to be paid.
    pub owed: Owed,
    /// Whether wrong tries have closed the client's key for now (10).
    pub key_closed: bool,
    /// Whether the client ever had an invoice, without whose number there is no key (9); none where that is not known.
    pub ever_invoiced: Option<bool>,
    /// Its engagement letters; none where they are not known.
    pub letters: Option<Letters>,
}

/// A client's engagement letters, as they bear on one person (rule 35).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Letters {
    /// Letters that cover the client.
    pub covering: u32,
    /// Those of them that wait for this person's signature.
    pub to_sign: u32,
}

/// What a firm decides for all its portals (rules 9, 10, 33).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct FirmSettings {
    /// Whether signed-in portal users see the payments made before (33).
    pub payment_history: bool,
    /// Whether a key is the Client ID with an invoice number; if not, the Client ID alone opens a portal (9).
    pub asks_invoice: bool,
    /// Whether a key is taken only together with a code sent to a contact on file (10).
    pub strict_keys: bool,
    /// Whether late fees are shown, and so can be paid (33).
    pub late_fees_shown: bool,
    /// For how many hours a desktop may use what it has cached without having heard the backend (46), of
    /// [`FirmSettings::CACHE_HOURS`].
    pub cache_hours: u32,
}

impl FirmSettings {
    /// How many hours may be set.
    pub const CACHE_HOURS: std::ops::RangeInclusive<u32> = 1..=720;
}

impl Default for FirmSettings {
    /// What holds until a firm decides otherwise: what a portal does by the rules, and nothing that is added to it.
    fn default() -> Self {
        Self { payment_history: false, asks_invoice: true, strict_keys: false, late_fees_shown: true, cache_hours: 72 }
    }
}

impl PortalFacts {
    /// A portal in this state, with nothing to pay and nothing else to be known about it.
    #[must_use]
    pub fn of(portal: Portal) -> Self {
        Self { portal, owed: Owed::default(), key_closed: false, ever_invoiced: None, letters: None }
    }
}

impl Facts {
    /// The open portals among the linked clients': what a signed-in portal user sees merged (rule 12).
    pub fn open_portals(&self) -> impl Iterator<Item = &PortalFacts> {
        let links = self.account.as_ref().map(|account| &account.links);
        links.into_iter().flatten().filter_map(|client| self.portals.get(client)).filter(|facts| facts.portal.is_open())
    }

    /// Whether a code is needed besides a key (rule 10); none where that is not known. The portal asks
    /// [`Limits::asks_code`] too.
    #[must_use]
    pub fn asks_code(&self) -> Option<bool> {
        let known = self.wrong_keys_today.or(self.settings.strict_keys.then_some(0))?;
        Some(Limits::asks_code(known, self.settings.strict_keys))
    }

    /// The settings as they are in force: a firm where too many wrong keys are about is strict for now.
    #[must_use]
    pub fn settings_in_force(&self) -> FirmSettings {
        FirmSettings { strict_keys: self.asks_code() == Some(true), ..self.settings }
    }

    /// What a signed-in portal user is shown to be paid, over all linked clients.
    #[must_use]
    pub fn owed(&self) -> Owed {
        self.open_portals().fold(Owed::default(), |mut sum, facts| {
            sum += facts.owed;
            sum
        })
    }
}
