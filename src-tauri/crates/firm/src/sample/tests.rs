use std::collections::BTreeSet;

use contract::answers::{KnownBar, KnownLink};
use domain::directory::{Listing, Search, StartAt};
use domain::{PortalUserId, UserFilter, UserSort, dormant_before, is_dormant};

use super::*;
use crate::db::portal_users::AccountRow;
use crate::db::query_scalar;
use crate::db::tests::Sample;
use crate::directories::Directories;

async fn count(sample: &Sample, what: &'static str) -> i64 {
    query_scalar(what).fetch_one(&mut sample.read().await).await.unwrap()
}

/// `rules.md` 40 to 44, one line each.
#[tokio::test]
async fn every_access_problem_occurs() {
    let problems = [
        (
            "no client",
            "SELECT count(*) FROM portal_user u WHERE verified_at IS NOT NULL AND NOT EXISTS
            (SELECT 1 FROM link l WHERE l.portal_user_id = u.portal_user_id AND origin IS NOT NULL)",
        ),
        (
            "all links removed by staff",
            "SELECT count(*) FROM portal_user u WHERE NOT EXISTS
            (SELECT 1 FROM link l WHERE l.portal_user_id = u.portal_user_id AND origin IS NOT NULL)
            AND EXISTS (SELECT 1 FROM link l WHERE l.portal_user_id = u.portal_user_id)",
        ),
        ("never verified", "SELECT count(*) FROM portal_user WHERE verified_at IS NULL"),
        (
            "linked to an inactive client",
            "SELECT count(*) FROM link JOIN client USING (firm_id, client_id)
            WHERE origin IS NOT NULL AND portal = 'client_inactive'",
        ),
        (
            "linked to a client not in the portal",
            "SELECT count(*) FROM link JOIN client USING (firm_id, client_id)
            WHERE origin IS NOT NULL AND portal = 'not_in_portal'",
        ),
        (
            "linked although no contact",
            "SELECT count(*) FROM link l JOIN portal_user u USING (firm_id, portal_user_id)
            WHERE origin IS NOT NULL AND NOT EXISTS (SELECT 1 FROM contact k WHERE k.client_id = l.client_id
            AND k.email_key = u.email_key AND listed)",
        ),
        (
            "contact but not linked",
            "SELECT count(*) FROM contact k JOIN portal_user u USING (firm_id, email_key)
            WHERE listed AND verified_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM link l WHERE
            l.client_id = k.client_id AND l.portal_user_id = u.portal_user_id AND origin IS NOT NULL)",
        ),
        (
            "one address across clients",
            "SELECT count(*) FROM (SELECT 1 FROM contact WHERE listed
            GROUP BY email_key HAVING count(DISTINCT client_id) > 3) shared",
        ),
        ("a Client ID that does not exist", "SELECT count(*) FROM key_attempt WHERE answer = 'unknown_client'"),
        (
            "a portal user with an invoice of another client",
            "SELECT count(*) FROM key_attempt WHERE answer = 'wrong_invoice' AND portal_user_id IS NOT NULL",
        ),
        ("a key to a closed portal", "SELECT count(*) FROM key_attempt WHERE answer = 'portal_closed'"),
        ("barred, since access was closed", "SELECT count(*) FROM link WHERE barred"),
        (
            "Client IDs apart only by letter case",
            "SELECT count(*) FROM client a JOIN client b
            ON lower(a.client_id) = lower(b.client_id) AND a.client_id < b.client_id",
        ),
    ];
    let now = Utc::now();
    let by_time = [
        ("dormant", "SELECT count(*) FROM portal_user WHERE last_sign_in_at < $1", now - TimeDelta::days(366)),
        ("a closed key", "SELECT count(*) FROM key_tally WHERE closed_until > $1", now),
        (
            "data some hours old",
            "SELECT count(*) FROM (SELECT as_of FROM import ORDER BY import_id DESC LIMIT 1) newest WHERE as_of < $1",
            now - TimeDelta::hours(12),
        ),
    ];
    for (engine, sample) in Sample::on_both_engines().await {
        for (problem, sql) in problems {
            assert!(count(&sample, sql).await > 0, "{engine}: nobody in the sample has this problem: {problem}");
        }
        for (problem, sql, time) in by_time {
            let found: i64 = query_scalar(sql).bind(time).fetch_one(&mut sample.read().await).await.unwrap();
            assert!(found > 0, "{engine}: nobody in the sample has this problem: {problem}");
        }
    }
}

/// 400 clients, some 500 portal users, with 0, 1, 3 and 60 links, and every origin.
#[tokio::test]
async fn it_has_the_promised_size_and_every_origin() {
    for (engine, sample) in Sample::on_both_engines().await {
        assert_eq!(count(&sample, "SELECT count(*) FROM client").await, 400);
        assert_eq!(count(&sample, "SELECT count(*) FROM portal_user").await, 500);
        for links in [0_i64, 1, 3, 60] {
            let users = query_scalar(
                "SELECT count(*) FROM portal_user u WHERE $1 = (SELECT count(*) FROM link l
                 WHERE l.portal_user_id = u.portal_user_id AND origin IS NOT NULL)",
            );
            let users: i64 = users.bind(links).fetch_one(&mut sample.read().await).await.unwrap();
            assert!(users > 0, "{engine}: nobody has {links} links");
        }
        assert_eq!(count(&sample, "SELECT count(DISTINCT origin) FROM link").await, 4);
    }
}

/// `rules.md` 29: the links are what the activity log says.
#[tokio::test]
async fn the_links_are_the_fold_of_the_activity_log() {
    for (engine, sample) in Sample::on_both_engines().await {
        let differ = "SELECT count(*) FROM link l WHERE coalesce(origin, '') <> (
            SELECT coalesce(after_origin, '') FROM activity a WHERE a.firm_id = l.firm_id
            AND a.portal_user_id = l.portal_user_id AND a.client_id = l.client_id ORDER BY number DESC LIMIT 1)";
        assert_eq!(count(&sample, differ).await, 0, "{engine}");
        assert_eq!(count(&sample, "SELECT count(*) - max(number) FROM activity").await, 0, "{engine}: a gap");
    }
}

/// What a filter means, in the words of the domain.
fn belongs(
    filter: UserFilter,
    account: &AccountRow,
    links: &[KnownLink],
    bars: &[KnownBar],
    now: DateTime<Utc>,
) -> bool {
    match filter {
        UserFilter::All => true,
        UserFilter::NoLinkedClient => links.is_empty(),
        UserFilter::NotVerified => account.verified_at.is_none(),
        UserFilter::ClosedPortal => links.iter().any(|link| !link.portal.is_open()),
        UserFilter::Barred => !bars.is_empty(),
        UserFilter::Dormant => is_dormant(account.created_at, account.last_sign_in_at, now),
    }
}

/// `rules.md` 40, 44: what a filter finds in the directory is what the tables say, user by user.
#[tokio::test]
async fn every_filter_finds_whom_the_domain_says() {
    for (engine, sample) in Sample::on_both_engines().await {
        let now = Utc::now();
        let mut tx = sample.read().await;
        let mut people = Vec::new();
        for id in 1..=500 {
            let account = db::portal_users::get(&mut tx, sample.firm, PortalUserId::new(id)).await.unwrap();
            let links = db::links::of_user(&mut tx, sample.firm, PortalUserId::new(id), now).await.unwrap();
            people.push((id, account, links.linked, links.barred));
        }
        for filter in UserFilter::ALL {
            let (sort, descending, start, limit) = (UserSort::Name, false, &StartAt::Row(0), 1000);
            let dormant_before = dormant_before(now);
            let listing =
                Listing { search: &Search::default(), filter, sort, descending, dormant_before, start, limit };
            let (directory, _) = Directories::default().now(&sample.database, sample.firm).await.unwrap();
            let listed = directory.list(&listing);
            let found: BTreeSet<_> = listed.users.iter().map(|user| user.get()).collect();
            let belong = people.iter().filter(|(_, account, links, bars)| belongs(filter, account, links, bars, now));
            let expected: BTreeSet<i64> = belong.map(|(id, ..)| *id).collect();
            assert!(!expected.is_empty(), "{filter:?}");
            assert_eq!((listed.users.len(), found), (listed.total, expected), "{engine}: {filter:?}");
        }
    }
}
