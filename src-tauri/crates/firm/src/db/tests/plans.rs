//! Payment plans, when links come and go (`rules.md` 26, 27).

use chrono::{DateTime, TimeDelta, Utc};
use domain::{Origin, PortalUserId};

use super::money::{ANA, JANE, client, make_plan, now, order};
use super::{Act, LinkOrder, Sample, Transaction, change_link, query, query_as, query_scalar};
use crate::{Error, FirmId};

type Stopped = (String, Option<DateTime<Utc>>, Option<String>);

/// Every plan of the firm: when it was stopped, and why.
async fn plans(tx: &mut Transaction, firm: FirmId) -> Vec<Stopped> {
    let plans = query_as("SELECT plan_id, stopped_at, stopped_why FROM plan WHERE firm_id = $1 ORDER BY plan_id");
    plans.bind(firm.get()).fetch_all(tx).await.unwrap()
}

fn running(plan: &str) -> Stopped {
    (plan.to_owned(), None, None)
}

fn stopped(plan: &str, at: DateTime<Utc>, why: &str) -> Stopped {
    (plan.to_owned(), Some(at), Some(why.to_owned()))
}

/// Jane's plan for 1002, one of hers that she stopped herself, hers for 1003, and Ana's for 1002.
async fn make_plans(tx: &mut Transaction, firm: FirmId, jane: PortalUserId, ana: PortalUserId) -> DateTime<Utc> {
    make_plan(tx, firm, "a jane 1002", jane, &client("1002")).await;
    make_plan(tx, firm, "b jane 1002 by user", jane, &client("1002")).await;
    make_plan(tx, firm, "c jane 1003", jane, &client("1003")).await;
    make_plan(tx, firm, "d ana 1002", ana, &client("1002")).await;
    let earlier: DateTime<Utc> = "2026-02-03T04:05:06.789Z".parse().unwrap();
    let stop = query("UPDATE plan SET stopped_at = $1, stopped_why = 'by_user' WHERE plan_id = 'b jane 1002 by user'");
    stop.bind(earlier).execute(tx).await.unwrap();
    earlier
}

/// Rule 26: a de-link that would stop a plan asks first, though other links stay; confirmed, it stops this user's plans
/// for this client and no other; an undo starts none again, and says so.
#[tokio::test]
async fn a_de_link_stops_the_plans_once_that_is_confirmed_and_an_undo_starts_none() {
    for (engine, sample) in Sample::on_both_engines().await {
        let (firm, trust) = (sample.firm, client("1002"));
        let (jane, ana) = (sample.user(JANE).await, sample.user(ANA).await);
        let mut tx = sample.write().await;
        let earlier = make_plans(&mut tx, firm, jane, ana).await;
        let before = plans(&mut tx, firm).await;
        let unasked = order(jane, &trust, Act::DeLink, now());
        let refused = change_link(&mut tx, firm, &unasked).await.unwrap_err();
        let Error::NeedsConfirmation(says) = refused else { panic!("{engine}: {refused:?}") };
        assert!(
            says.ends_with("1 running payment plan would stop: 50.00 USD every month since 31 Jan 2026."),
            "{engine}: {says}"
        );
        assert_eq!(plans(&mut tx, firm).await, before, "{engine}: refused, so nothing was done");
        let done = change_link(&mut tx, firm, &LinkOrder { confirmed: true, ..unasked }).await.unwrap();
        assert_eq!(done.says, "De-linked Smith Family Trust. 1 payment plan was stopped", "{engine}");
        let after = [
            stopped("a jane 1002", now(), "de_link"),
            stopped("b jane 1002 by user", earlier, "by_user"),
            running("c jane 1003"),
            running("d ana 1002"),
        ];
        assert_eq!(plans(&mut tx, firm).await, after, "{engine}");
        let methods = query_scalar("SELECT count(*) FROM saved_method WHERE removed_at IS NULL");
        let methods: i64 = methods.fetch_one(&mut tx).await.unwrap();
        assert_eq!(methods, 4, "{engine}: saved methods stay with the user");
        let undo = Act::UndoDeLink(done.activity.unwrap());
        let undo = LinkOrder { if_version: Some(done.state.version), ..order(jane, &trust, undo, now()) };
        let undone = change_link(&mut tx, firm, &undo).await.unwrap();
        assert_eq!(undone.says, "Linked Smith Family Trust. 1 payment plan stays stopped", "{engine}");
        assert_eq!(undone.state.origin, Some(Origin::Contact), "{engine}: with its origin");
        assert_eq!(plans(&mut tx, firm).await, after, "{engine}: an undo starts none");
        let again =
            change_link(&mut tx, firm, &order(jane, &trust, Act::DeLink, now() + TimeDelta::hours(1))).await.unwrap();
        assert_eq!(again.says, "De-linked Smith Family Trust", "{engine}: nothing runs, so nothing to ask");
        let undo = Act::UndoDeLink(again.activity.unwrap());
        let later = now() + TimeDelta::hours(1);
        let undo = LinkOrder { if_version: Some(again.state.version), ..order(jane, &trust, undo, later) };
        let undone = change_link(&mut tx, firm, &undo).await.unwrap();
        assert_eq!(undone.says, "Linked Smith Family Trust", "{engine}: that de-link had stopped none");
    }
}

/// Rule 27: close access stops the plans too, and says so.
#[tokio::test]
async fn close_access_stops_the_plans() {
    for (engine, sample) in Sample::on_both_engines().await {
        let (firm, trust) = (sample.firm, client("1002"));
        let (jane, ana) = (sample.user(JANE).await, sample.user(ANA).await);
        let mut tx = sample.write().await;
        let earlier = make_plans(&mut tx, firm, jane, ana).await;
        let order = order(jane, &trust, Act::Close, now());
        let closed = crate::closing::close_access(&mut tx, firm, &order).await.unwrap();
        assert_eq!(closed.answer.says, "Closed access to Smith Family Trust. 1 payment plan was stopped", "{engine}");
        let after = [
            stopped("a jane 1002", now(), "de_link"),
            stopped("b jane 1002 by user", earlier, "by_user"),
            running("c jane 1003"),
            running("d ana 1002"),
        ];
        assert_eq!(plans(&mut tx, firm).await, after, "{engine}");
    }
}

/// Rule 26: taking a link back asks too, if the user has set up a plan meanwhile.
#[tokio::test]
async fn an_undo_that_would_stop_a_plan_asks_first() {
    for (engine, sample) in Sample::on_both_engines().await {
        let (firm, other) = (sample.firm, client("1001"));
        let ana = sample.user(ANA).await;
        let mut tx = sample.write().await;
        let linked = change_link(&mut tx, firm, &order(ana, &other, Act::Link(Origin::Staff), now())).await.unwrap();
        make_plan(&mut tx, firm, "a", ana, &other).await;
        let undo = Act::UndoLink(linked.activity.unwrap());
        let undo = LinkOrder { if_version: Some(linked.state.version), ..order(ana, &other, undo, now()) };
        let refused = change_link(&mut tx, firm, &undo).await.unwrap_err();
        assert!(matches!(refused, Error::NeedsConfirmation(_)), "{engine}: {refused:?}");
        assert_eq!(plans(&mut tx, firm).await, [running("a")], "{engine}");
        change_link(&mut tx, firm, &LinkOrder { confirmed: true, ..undo }).await.unwrap();
        assert_eq!(plans(&mut tx, firm).await, [stopped("a", now(), "de_link")], "{engine}");
    }
}
