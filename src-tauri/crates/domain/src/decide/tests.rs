use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta};
use proptest::prelude::*;

use super::*;
use crate::{
    Access, ClaimLock, FirmSettings, KeyAnswer, KeyFacts, KeyTally, Letters, Limited, Limits, Owed, Portal,
    PortalFacts, SignInLock, WrongByAccount, WrongKeys, access,
};

const CLIENTS: [&str; 4] = ["1001", "1002", "1003", "1004"];
/// What rule 11 needs an account for, beside claiming.
const NEEDS_ACCOUNT: [Action; 6] = [
    Action::SignIn,
    Action::SaveMethod,
    Action::SetUpPlan,
    Action::SeePaymentHistory,
    Action::SeeLetters,
    Action::SignLetter,
];

fn id(text: &str) -> ClientId {
    ClientId::new(text).unwrap()
}

fn some_of_clients() -> impl Strategy<Value = BTreeSet<ClientId>> {
    prop::collection::btree_set(prop::sample::select(&CLIENTS), 0..4)
        .prop_map(|clients| clients.into_iter().map(id).collect())
}

prop_compose! {
    fn accounts()(
        verified: bool,
        links in some_of_clients(),
        barred in some_of_clients(),
        saved_method: Option<bool>,
        lock in prop::sample::select(vec![
            None,
            Some(SignInLock::Open),
            Some(SignInLock::Until(DateTime::UNIX_EPOCH)),
            Some(SignInLock::UntilReset),
        ]),
        claims in prop::sample::select(vec![
            None,
            Some(ClaimLock::Open),
            Some(ClaimLock::Until(DateTime::UNIX_EPOCH)),
        ]),
    ) -> Account {
        // Whoever is linked is not barred: a link by staff lifts the bar, and nobody else can link past it.
        let barred = barred.difference(&links).cloned().collect();
        Account { verified, lock, claims, links, barred, saved_method }
    }
}

prop_compose! {
    fn portals()(
        active: bool, in_portal: bool, key_closed: bool, ever_invoiced: Option<bool>,
        letters in prop::option::of((0_u32..3, 0_u32..3)),
    ) -> PortalFacts {
        let letters = letters.map(|(covering, to_sign)| Letters { covering, to_sign });
        PortalFacts { portal: Portal::of(active, in_portal), owed: Owed::default(), key_closed, ever_invoiced, letters }
    }
}

/// Unless a key has a number in it and the client is known never to have had one.
fn may_have_key(facts: &Facts, client: &ClientId) -> bool {
    !facts.settings.asks_invoice || facts.portals[client].ever_invoiced != Some(false)
}

prop_compose! {
    fn facts()(
        account in prop::option::of(accounts()),
        portals in prop::collection::vec(portals(), CLIENTS.len()),
        payment_history: bool, strict_keys: bool, asks_invoice: bool,
        wrong_keys_today in prop::option::of(0_u32..200),
    ) -> Facts {
        let portals: BTreeMap<_, _> = CLIENTS.into_iter().map(id).zip(portals).collect();
        let settings = FirmSettings { payment_history, strict_keys, asks_invoice, ..FirmSettings::default() };
        Facts { account, portals, settings, wrong_keys_today }
    }
}

fn clients() -> impl Strategy<Value = ClientId> {
    prop::sample::select(&CLIENTS).prop_map(id)
}

fn link_states() -> impl Strategy<Value = LinkState> {
    prop::sample::select(vec![LinkState::Good, LinkState::Expired, LinkState::Revoked])
}

proptest! {
    /// A no has exactly one step that decided it, and nothing after that step is said to have been looked at.
    #[test]
    fn every_no_has_one_deciding_step(facts in facts(), client in clients(), state in link_states()) {
        let staff = Permissions::all();
        for who in [Who::ByKey(&client), Who::ByOneClickLink(&client, state), Who::PortalUser, Who::Staff(&staff)] {
            for action in Action::ALL {
                let decision = decide(&facts, who, action, Some(&client));
                let failed = decision.steps.iter().filter(|step| step.outcome == Outcome::Failed).count();
                prop_assert_eq!(failed, usize::from(!decision.allowed));
                let after = decision.steps.iter().skip_while(|step| step.outcome != Outcome::Failed).skip(1);
                prop_assert!(after.into_iter().all(|step| step.outcome == Outcome::NotReached));
            }
        }
    }

    /// Rule 40: the column of the list and the explanation say the same, but for a lock, which passes.
    #[test]
    fn signing_in_is_what_access_says(facts in facts()) {
        let account = facts.account.clone().unwrap_or_default();
        let open = facts.open_portals().count() as u64;
        let can = facts.account.is_some() && access(account.verified, account.links.len() as u64, open) == Access::CanSignIn;
        let locked = account.lock.is_some_and(|lock| !lock.is_open());
        prop_assert_eq!(decide(&facts, Who::PortalUser, Action::SignIn, None).allowed, can && !locked);
    }

    /// Rules 14, 40: wrong passwords keep a person from signing in, and nothing from who is signed in already: it is
    /// said wherever it may be what keeps the person out.
    #[test]
    fn a_lock_decides_signing_in_and_is_told_with_everything_else(facts in facts(), client in clients()) {
        let mut open = facts.clone();
        open.account.iter_mut().for_each(|account| account.lock = Some(SignInLock::Open));
        let lock = facts.account.as_ref().and_then(|account| account.lock);
        let told = |decision: &Decision| decision.steps.iter().any(|step| matches!(step.fact, Fact::SignedInBefore(_)));
        for action in Action::ALL.into_iter().filter(|action| *action != Action::SignIn && *action != Action::LookIn) {
            for client in [None, Some(&client)] {
                let (locked, free) = (decide(&facts, Who::PortalUser, action, client), decide(&open, Who::PortalUser, action, client));
                prop_assert_eq!((locked.allowed, locked.failed()), (free.allowed, free.failed()));
                prop_assert_eq!(locked.is_refused_by_account(), free.is_refused_by_account());
                prop_assert_eq!(told(&locked), lock.is_some_and(|lock| !lock.is_open()));
            }
        }
        let sign_in = decide(&facts, Who::PortalUser, Action::SignIn, None);
        prop_assert!(!sign_in.allowed || sign_in.not_checked().next().is_some() == lock.is_none());
    }

    /// Rules 10, 40: where a code is needed besides the key, neither a claim nor a visit by the key is a plain yes; the
    /// rehearsal of the right key says the same.
    #[test]
    fn where_a_code_is_needed_no_key_is_a_plain_yes(facts in facts(), client in clients()) {
        let claim = decide(&facts, Who::PortalUser, Action::Claim, Some(&client));
        let visit = decide(&facts, Who::ByKey(&client), Action::SeeAndPay, Some(&client));
        let asks = facts.asks_code();
        prop_assert_eq!(asks, facts.wrong_keys_today.map(|wrong| wrong > 80 || facts.settings.strict_keys).or(facts.settings.strict_keys.then_some(true)));
        prop_assert_eq!(facts.settings_in_force().strict_keys, asks == Some(true));
        for decision in [claim, visit] {
            let unsure = decision.not_checked().any(|fact| fact == Fact::CodeNeeded(asks));
            prop_assert_eq!(unsure, decision.allowed && asks != Some(false));
        }
    }

    /// Rules 9, 40: a client that never had an invoice has no key, where one has a number in it; where that is not known,
    /// neither a claim nor a visit is a plain yes.
    #[test]
    fn without_any_invoice_there_is_no_key(facts in facts(), client in clients()) {
        let there = if facts.settings.asks_invoice { facts.portals[&client].ever_invoiced } else { Some(true) };
        for (who, action) in [(Who::PortalUser, Action::Claim), (Who::ByKey(&client), Action::SeeAndPay)] {
            let decision = decide(&facts, who, action, Some(&client));
            prop_assert!(!decision.allowed || may_have_key(&facts, &client));
            let unsure = decision.not_checked().any(|fact| fact == Fact::KeyThere(None));
            prop_assert!(!decision.allowed || unsure == there.is_none());
        }
    }

    /// Rule 24: without the link nothing of the client can be done from the account, but to claim it.
    #[test]
    fn a_de_linked_user_can_do_nothing_with_the_client(facts in facts(), client in clients()) {
        let mut facts = facts;
        if let Some(account) = &mut facts.account {
            account.links.remove(&client);
        }
        for action in Action::ALL.into_iter().filter(|action| *action != Action::Claim) {
            prop_assert!(!decide(&facts, Who::PortalUser, action, Some(&client)).allowed);
        }
    }

    /// Rule 1: a closed portal lets nobody in, by any way.
    #[test]
    fn nobody_gets_into_a_closed_portal(facts in facts(), client in clients(), state in link_states()) {
        prop_assume!(!facts.portals[&client].portal.is_open());
        for who in [Who::ByKey(&client), Who::ByOneClickLink(&client, state), Who::PortalUser] {
            for action in Action::ALL {
                prop_assert!(!decide(&facts, who, action, Some(&client)).allowed);
            }
        }
    }

    /// Rules 8, 11, 13: without an account, see and pay, and nothing else.
    #[test]
    fn a_visitor_sees_and_pays_and_nothing_else(facts in facts(), client in clients(), state in link_states()) {
        let portal = facts.portals[&client];
        let pays = [Action::SeeAndPay, Action::PayForNoInvoice];
        for action in Action::ALL {
            let by_key = decide(&facts, Who::ByKey(&client), action, Some(&client)).allowed;
            let opens = portal.portal.is_open() && !portal.key_closed && may_have_key(&facts, &client);
            prop_assert_eq!(by_key, pays.contains(&action) && opens);
            let by_link = decide(&facts, Who::ByOneClickLink(&client, state), action, Some(&client)).allowed;
            prop_assert_eq!(by_link, pays.contains(&action) && portal.portal.is_open() && state == LinkState::Good);
        }
    }

    /// Rule 12: a visit is bound to its one client.
    #[test]
    fn a_visitor_reaches_no_other_client(facts in facts(), client in clients(), other in clients()) {
        prop_assume!(client != other);
        for who in [Who::ByKey(&client), Who::ByOneClickLink(&client, LinkState::Good)] {
            for action in Action::ALL {
                prop_assert!(!decide(&facts, who, action, Some(&other)).allowed);
            }
        }
    }

    /// Rule 11: what needs an account needs a verified one with a link to an open portal.
    #[test]
    fn without_getting_in_nothing_of_rule_11_can_be_done(facts in facts(), client in clients()) {
        let mut facts = facts;
        // Who is locked out may have got in before.
        facts.account.iter_mut().for_each(|account| account.lock = None);
        if !decide(&facts, Who::PortalUser, Action::SignIn, None).allowed {
            for action in NEEDS_ACCOUNT {
                prop_assert!(!decide(&facts, Who::PortalUser, action, None).allowed);
                prop_assert!(!decide(&facts, Who::PortalUser, action, Some(&client)).allowed);
            }
        }
    }

    /// Rules 11, 33, 34.
    #[test]
    fn history_needs_the_firms_setting_and_a_plan_a_saved_method(facts in facts()) {
        let see = decide(&facts, Who::PortalUser, Action::SeePaymentHistory, None);
        prop_assert!(!see.allowed || facts.settings.payment_history);
        let plan = decide(&facts, Who::PortalUser, Action::SetUpPlan, None);
        let saved = facts.account.as_ref().and_then(|account| account.saved_method);
        prop_assert!(!plan.allowed || saved != Some(false));
        let unknown = plan.not_checked().filter(|fact| matches!(fact, Fact::MethodSaved(_))).count();
        prop_assert_eq!(unknown, usize::from(plan.allowed && saved.is_none()));
    }

    /// Rules 22, 27: who is barred cannot claim, nor anybody with a key that is closed; and the right key is accepted
    /// exactly where nothing but the account itself stands in the way.
    #[test]
    fn a_claim_needs_an_open_portal_with_an_open_key_and_no_bar(facts in facts(), client in clients()) {
        let account = facts.account.clone().unwrap_or_default();
        let portal = facts.portals[&client];
        let can = account.verified && !account.barred.contains(&client)
            && account.claims.is_none_or(ClaimLock::is_open) && portal.portal.is_open() && !portal.key_closed
            && may_have_key(&facts, &client);
        let decision = decide(&facts, Who::PortalUser, Action::Claim, Some(&client));
        prop_assert_eq!(decision.allowed, can);
        let now = DateTime::UNIX_EPOCH;
        let closed_until = portal.key_closed.then_some(now + TimeDelta::hours(1));
        let tally = KeyTally { wrong_in_a_row: 0, closed_until };
        let key = KeyFacts { portal: Some(portal.portal), asks_invoice: true, invoice_matches: true, tally };
        let answer = key.answer(now);
        prop_assert_eq!(answer == KeyAnswer::Accepted, portal.portal.is_open() && !portal.key_closed);
    }

    /// Rules 10, 15, 22, 27: what refuses a claim before its key is tried is the account's own, and nothing else is;
    /// and the two together are the whole answer.
    #[test]
    fn a_claim_is_refused_by_the_account_or_met_by_the_key(facts in facts(), client in clients()) {
        let decision = decide(&facts, Who::PortalUser, Action::Claim, Some(&client));
        let may = facts.account.as_ref().is_some_and(|account| account.verified && !account.barred.contains(&client));
        prop_assert_eq!(decision.is_refused_by_account(), !may);
        let portal = facts.portals[&client];
        let locked = facts.account.as_ref().and_then(|account| account.claims).is_some_and(|claims| !claims.is_open());
        let met = portal.portal.is_open() && !portal.key_closed && may_have_key(&facts, &client);
        prop_assert_eq!(decision.allowed, may && !locked && met);
        prop_assert_eq!(decision.decided_by().map(|step| decision.steps[step].fact), decision.failed());
    }

    /// Rules 10, 40: whatever wrong keys an account has given, its claim is refused for them by the portal exactly where
    /// the check says so, with until when, unless something of the account's own comes before; and nothing else is.
    #[test]
    fn wrong_keys_refuse_a_claim_exactly_where_the_check_says_so(
        facts in facts(), client in clients(), ago in prop::collection::vec(0_i64..3000, 0..30),
    ) {
        let now = DateTime::UNIX_EPOCH + TimeDelta::days(100);
        let mut ago = ago;
        ago.sort_unstable();
        let newest_first: Vec<_> = ago.into_iter().map(|minutes| now - TimeDelta::minutes(minutes)).collect();
        let by_account = WrongByAccount::of(&newest_first);
        let wrong = WrongKeys { by_account, in_firm_today: facts.wrong_keys_today.unwrap_or_default(), ..WrongKeys::default() };
        let lock = Limits::claims(by_account, now);
        let refused = Limits::meet(wrong, facts.settings.strict_keys, now) == Limited::Refused;
        let (mut facts, mut free) = (facts.clone(), facts);
        facts.account.iter_mut().for_each(|account| account.claims = Some(lock));
        free.account.iter_mut().for_each(|account| account.claims = Some(ClaimLock::Open));
        for client in [None, Some(&client)] {
            let decided = |action| decide(&facts, Who::PortalUser, action, client);
            let without = |action| decide(&free, Who::PortalUser, action, client);
            let claim = decided(Action::Claim);
            let own = claim.is_refused_by_account();
            prop_assert_eq!(own, without(Action::Claim).is_refused_by_account());
            prop_assert_eq!(claim.failed() == Some(Fact::ClaimsOpen(Some(lock))), refused && !own);
            prop_assert_eq!(claim.allowed, without(Action::Claim).allowed && !refused);
            for action in Action::ALL.into_iter().filter(|action| *action != Action::Claim) {
                prop_assert_eq!(decided(action), without(action), "a claim's alone");
            }
        }
    }

    /// Rules 12, 38: staff look in, if they may see payments at all, and do nothing else in anybody's place.
    #[test]
    fn staff_look_and_do_nothing_else(facts in facts(), client in clients()) {
        let (all, none) = (Permissions::all(), Permissions::default());
        for action in Action::ALL {
            prop_assert_eq!(decide(&facts, Who::Staff(&all), action, Some(&client)).allowed, action == Action::LookIn);
            prop_assert!(!decide(&facts, Who::Staff(&none), action, Some(&client)).allowed);
        }
    }
}

#[test]
fn the_step_that_decides_carries_the_fact() {
    let mut facts = Facts { account: Some(Account { verified: true, ..Account::default() }), ..Facts::default() };
    assert_eq!(decide(&facts, Who::PortalUser, Action::SignIn, None).failed(), Some(Fact::AnyLink(0)));
    facts.account = None;
    assert_eq!(decide(&facts, Who::PortalUser, Action::SignIn, None).failed(), Some(Fact::AccountExists(false)));
    let nobody = id("nobody");
    let unknown = decide(&facts, Who::ByKey(&nobody), Action::SeeAndPay, Some(&nobody));
    assert_eq!(unknown.failed(), Some(Fact::PortalOpen(None)));
}

/// Rule 45: what is not known here is named, and does not make a yes of a no.
#[test]
fn what_is_not_known_is_not_checked() {
    let client = id("1002");
    let account = Account { verified: true, links: BTreeSet::from([client.clone()]), ..Account::default() };
    let portals = BTreeMap::from([(client.clone(), PortalFacts::of(Portal::Open))]);
    let facts = Facts { account: Some(account), portals, ..Facts::default() };
    let letters = decide(&facts, Who::PortalUser, Action::SeeLetters, Some(&client));
    assert!(letters.allowed);
    assert_eq!(letters.not_checked().collect::<Vec<_>>(), [Fact::LettersThere(None)]);
    let other = decide(&facts, Who::PortalUser, Action::SeeLetters, Some(&id("1003")));
    assert_eq!(other.failed(), Some(Fact::Linked(false)));
}
