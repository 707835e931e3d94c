//! One-click links: who gets in by them, and until when (`rules.md` 13, 27, 41).

use chrono::{DateTime, TimeDelta, Utc};
use contract::OpenPath;
use domain::{OneClickLink, Path, Way, doors};

use super::money::{ANA, JANE, SentLink, client, now, order, send_link};
use super::{Act, Sample, Transaction, clients, query_as};
use crate::closing::{close_access, open_paths};
use crate::{FirmId, facts};

/// When each link of the firm was revoked.
async fn revoked(tx: &mut Transaction, firm: FirmId) -> Vec<(String, Option<DateTime<Utc>>)> {
    let links = query_as("SELECT link_id, revoked_at FROM one_click_link WHERE firm_id = $1 ORDER BY link_id");
    links.bind(firm.get()).fetch_all(tx).await.unwrap()
}

fn links_open(paths: &[OpenPath]) -> bool {
    paths.iter().find(|path| path.path == Path::OneClickLinks).unwrap().open
}

/// Rule 27: close access revokes the links that were sent to this address, however written, for this client; a de-link
/// revokes none; and nobody else's link, nor another client's, is touched.
#[tokio::test]
async fn close_access_revokes_the_links_sent_to_this_address_for_this_client() {
    for (engine, sample) in Sample::on_both_engines().await {
        let (firm, trust, realty) = (sample.firm, client("1002"), client("1003"));
        let jane = sample.user(JANE).await;
        let (yesterday, earlier) = (now() - TimeDelta::days(1), now() - TimeDelta::hours(5));
        let mut tx = sample.write().await;
        for (id, client, to, revoked_at) in [
            ("a jane", &trust, JANE, None),
            ("b jane otherwise written", &trust, "Jane.Smith@Example.com", None),
            ("c jane revoked earlier", &trust, JANE, Some(earlier)),
            ("d ana", &trust, ANA, None),
            ("e jane elsewhere", &realty, JANE, None),
        ] {
            send_link(&mut tx, firm, &SentLink { id, client, to, sent_at: yesterday, revoked_at }).await;
        }
        let foretold = open_paths(&mut tx, firm, jane, &trust, now()).await.unwrap();
        assert!(links_open(&foretold.before) && links_open(&foretold.after_de_link), "{engine}");
        assert!(!links_open(&foretold.after_close_access), "{engine}");
        let closed = close_access(&mut tx, firm, &order(jane, &trust, Act::Close, now())).await.unwrap();
        assert_eq!(closed.before, foretold.before, "{engine}");
        assert_eq!(closed.after, foretold.after_close_access, "{engine}: as foretold");
        let expected = [
            ("a jane", Some(now())),
            ("b jane otherwise written", Some(now())),
            ("c jane revoked earlier", Some(earlier)),
            ("d ana", None),
            ("e jane elsewhere", None),
        ];
        let expected = expected.map(|(id, at)| (id.to_owned(), at));
        assert_eq!(revoked(&mut tx, firm).await, expected, "{engine}");
        let now_open = open_paths(&mut tx, firm, jane, &trust, now()).await.unwrap();
        assert!(!links_open(&now_open.before), "{engine}");
        let elsewhere = open_paths(&mut tx, firm, jane, &realty, now()).await.unwrap();
        assert!(links_open(&elsewhere.before), "{engine}: the other client's link still opens it");
    }
}

/// Rule 41: a good link is a way in; a revoked one is listed as shut, and so is one that expired, until nobody can mean it
/// any more.
#[tokio::test]
async fn who_can_get_in_lists_good_links_as_ways_and_the_others_as_shut() {
    for (engine, sample) in Sample::on_both_engines().await {
        let (firm, trust) = (sample.firm, client("1002"));
        let mut tx = sample.write().await;
        let (last_moment, yesterday) =
            (now() - OneClickLink::GOOD_FOR + TimeDelta::milliseconds(1), now() - TimeDelta::days(1));
        for (id, client, to, sent_at, revoked_at) in [
            ("good", "1002", "Good@Example.com", yesterday, None),
            ("revoked", "1002", "revoked@example.com", yesterday - TimeDelta::days(1), Some(now())),
            ("still good", "1002", "still@example.com", last_moment, None),
            ("expired", "1002", "expired@example.com", now() - OneClickLink::GOOD_FOR, None),
            ("long gone", "1002", "gone@example.com", now() - OneClickLink::GOOD_FOR * 2, None),
            ("elsewhere", "1003", "elsewhere@example.com", yesterday, None),
        ] {
            send_link(&mut tx, firm, &SentLink { id, client: &self::client(client), to, sent_at, revoked_at }).await;
        }
        let found = clients::get(&mut tx, firm, trust.as_str()).await.unwrap().unwrap();
        let at_client = facts::of_client(&mut tx, firm, &found, now()).await.unwrap();
        let ways: Vec<_> = doors(&at_client.facts, now())
            .into_iter()
            .filter_map(|door| match door.way {
                Way::OneClickLink(link) => Some((link.recipient_key.clone(), door.decision.allowed)),
                Way::Account(_) | Way::Key => None,
            })
            .collect();
        let expected = [
            ("good@example.com", true),
            ("revoked@example.com", false),
            ("still@example.com", true),
            ("expired@example.com", false),
        ];
        assert_eq!(ways, expected.map(|(to, open)| (to.to_owned(), open)), "{engine}");
        let recipients = ["Good@Example.com", "revoked@example.com", "still@example.com", "expired@example.com"];
        assert_eq!(at_client.recipients.unwrap(), recipients, "{engine}: as written, in the order of the links");
    }
}

/// Rule 27: what was opened after access was closed is shut by closing it once more, which the log records; a third time
/// there is nothing to do.
#[tokio::test]
async fn closing_access_once_more_revokes_the_links_sent_since() {
    for (engine, sample) in Sample::on_both_engines().await {
        let (firm, trust) = (sample.firm, client("1002"));
        let jane = sample.user(JANE).await;
        let mut tx = sample.write().await;
        let first = close_access(&mut tx, firm, &order(jane, &trust, Act::Close, now())).await.unwrap();
        let later = now() + TimeDelta::hours(1);
        send_link(
            &mut tx,
            firm,
            &SentLink { id: "z later", to: JANE, client: &trust, sent_at: later, revoked_at: None },
        )
        .await;
        let second = close_access(&mut tx, firm, &order(jane, &trust, Act::Close, later)).await.unwrap();
        assert!(second.answer.changed && !links_open(&second.after), "{engine}");
        assert_eq!(second.answer.state.version, first.answer.state.version + 1, "{engine}");
        assert_eq!(revoked(&mut tx, firm).await.last().unwrap().1, Some(later), "{engine}");
        let third = close_access(&mut tx, firm, &order(jane, &trust, Act::Close, later)).await.unwrap();
        assert!(!third.answer.changed && third.answer.activity.is_none(), "{engine}");
    }
}
