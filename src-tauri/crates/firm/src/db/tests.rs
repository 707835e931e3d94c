use std::collections::BTreeMap;

use chrono::{SubsecRound, Utc};
use contract::ActorKind;
use domain::{ClientId, Origin, PortalUserId};
use xtask::postgres::Postgres;

use super::*;
use crate::linking::{Act, Actor, By, LinkOrder, change_link};
use crate::{FirmId, find_firm, sample};

mod money;
mod one_click;
mod payments;
mod plans;
mod walls;

/// A database with the sample firm in it. It goes when it is dropped.
pub(crate) struct Sample {
    pub(crate) database: Database,
    pub(crate) firm: FirmId,
    _folder: Option<tempfile::TempDir>,
}

impl Sample {
    /// One on each engine, named. The sample is made once a test program, and copied.
    pub(crate) async fn on_both_engines() -> [(&'static str, Self); 2] {
        static MADE: tokio::sync::OnceCell<(tempfile::TempDir, String)> = tokio::sync::OnceCell::const_new();
        let (made, url) = MADE.get_or_init(Self::make).await;
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("firm.db");
        std::fs::copy(made.path().join("firm.db"), &file).unwrap();
        let in_file = Database::open(&file).await.unwrap();
        let on_server = Database::connect(&Postgres::of_this_process().database(Some(url))).await.unwrap();
        let firm = find_firm(&in_file, "harlow-pike").await.unwrap();
        let sqlite = Self { database: in_file, firm, _folder: Some(folder) };
        let firm = find_firm(&on_server, "harlow-pike").await.unwrap();
        [("SQLite", sqlite), ("PostgreSQL", Self { database: on_server, firm, _folder: None })]
    }

    async fn make() -> (tempfile::TempDir, String) {
        let folder = tempfile::tempdir().unwrap();
        let url = Postgres::of_this_process().database(None);
        let in_file = Database::open(&folder.path().join("firm.db")).await.unwrap();
        let on_server = Database::connect(&url).await.unwrap();
        for database in [in_file, on_server] {
            let mut tx = database.write_directory().await.unwrap();
            sample::found(&mut tx, Utc::now().trunc_subsecs(3)).await.unwrap();
            tx.commit().await.unwrap();
            database.close().await;
        }
        (folder, url)
    }

    pub(crate) async fn read(&self) -> Transaction {
        self.database.read(self.firm).await.unwrap()
    }

    pub(crate) async fn write(&self) -> Transaction {
        self.database.write(self.firm).await.unwrap()
    }
}

/// Rules 17, 18, 29: the schema itself refuses, whatever the code above it does.
#[tokio::test]
async fn the_schema_keeps_people_and_the_activity_log_as_they_are() {
    let both = [
        ("rule 17", "UPDATE portal_user SET email = 'x@example.com' WHERE portal_user_id = 1"),
        ("rule 17", "UPDATE portal_user SET email_key = 'x@example.com' WHERE portal_user_id = 1"),
        ("rule 17", "UPDATE portal_user SET first_name = 'Eve' WHERE portal_user_id = 1"),
        ("rule 17", "UPDATE portal_user SET last_name = 'Eve' WHERE portal_user_id = 1"),
        ("rule 17", "UPDATE portal_user SET search_key = 'eve' WHERE portal_user_id = 1"),
        ("rule 18", "DELETE FROM portal_user WHERE portal_user_id = 1"),
        ("rule 29", "UPDATE activity SET actor = 'Eve' WHERE number = 1"),
        ("rule 29", "UPDATE activity SET hash = NULL WHERE number = 1"),
        ("rule 29", "DELETE FROM activity WHERE number = 1"),
    ];
    let sqlite_alone = [
        ("rule 29", "INSERT OR REPLACE INTO activity SELECT * FROM activity WHERE number = 1"),
        ("rule 18", "INSERT OR REPLACE INTO portal_user SELECT * FROM portal_user WHERE portal_user_id = 1"),
    ];
    let postgres_alone = [("rule 29", "TRUNCATE activity"), ("rule 18", "TRUNCATE portal_user CASCADE")];
    for (engine, sample) in Sample::on_both_engines().await {
        let own = if engine == "SQLite" { sqlite_alone } else { postgres_alone };
        for (rule, sql) in both.into_iter().chain(own) {
            let refused = query(sql).execute(&mut sample.write().await).await.unwrap_err();
            let refused = format!("{:?}", refused);
            assert!(refused.contains(rule), "{engine}: {sql}: {refused}");
        }
    }
}

/// Rule 29: a link and its activity are written both or neither.
#[tokio::test]
async fn a_link_without_its_activity_is_not_written() {
    for (engine, sample) in Sample::on_both_engines().await {
        // The number that the link's activity will want is taken.
        let taken = "INSERT INTO activity (firm_id, number, at, actor_kind, actor, deed, request_id, hash)
             SELECT firm_id, number + 1, at, actor_kind, actor, deed, request_id, hash FROM activity
             ORDER BY number DESC LIMIT 1";
        let mut tx = sample.write().await;
        query(taken).execute(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        let (user, client) = (PortalUserId::new(1), ClientId::new("1300").unwrap());
        let order = LinkOrder {
            user,
            client: &client,
            act: Act::Link(Origin::Staff),
            if_version: None,
            confirmed: true,
            evidence: None,
            by: By {
                actor: Actor { kind: ActorKind::Staff, name: "Dana Osei" },
                reason: None,
                now: Utc::now(),
                request_id: "test",
            },
        };
        let mut tx = sample.write().await;
        change_link(&mut tx, sample.firm, &order).await.unwrap_err();
        drop(tx);
        let after = links::pair(&mut sample.read().await, sample.firm, user, &client).await.unwrap();
        assert_eq!((after.version, after.origin), (0, None), "{engine}");
    }
}

/// Rule 26: a link that several undos bring back is recorded as it was made at first, evidence and all (20).
#[tokio::test]
async fn a_link_that_undos_bring_back_has_its_maker_time_and_evidence() {
    for (engine, sample) in Sample::on_both_engines().await {
        let (user, client) = (PortalUserId::new(1), ClientId::new("1300").unwrap());
        let mut tx = sample.write().await;
        let (mut version, mut numbers) = (0, Vec::new());
        let acts = |numbers: &[i64], step| match step {
            0 => Act::Link(Origin::Claim),
            1 => Act::DeLink,
            2 => Act::Link(Origin::Staff),
            3 => Act::UndoLink(numbers[2]),
            _ => Act::UndoDeLink(numbers[1]),
        };
        for (step, evidence) in [Some("INV-7"), None, Some("a letter"), None, None].into_iter().enumerate() {
            let act = acts(&numbers, step);
            let now = money::now() + chrono::TimeDelta::hours(i64::try_from(step).unwrap());
            let order = LinkOrder {
                if_version: Some(version),
                confirmed: true,
                evidence,
                ..money::order(user, &client, act, now)
            };
            let answer = change_link(&mut tx, sample.firm, &order).await.unwrap();
            version = answer.state.version;
            numbers.extend(answer.activity);
        }
        let made = "SELECT made_by, made_at, evidence FROM link WHERE firm_id = $1 AND portal_user_id = 1 AND client_id = '1300'";
        let made: (String, chrono::DateTime<Utc>, Option<String>) =
            query_as(made).bind(sample.firm.get()).fetch_one(&mut tx).await.unwrap();
        assert_eq!(made, ("Dana Osei".to_owned(), money::now(), Some("INV-7".to_owned())), "{engine}");
    }
}

/// Both files of migrations make the same house: the same tables with the same columns, of matching types.
#[tokio::test]
async fn both_engines_have_the_same_tables() {
    let [(_, sqlite), (_, postgres)] = Sample::on_both_engines().await;
    let in_file = "SELECT t.name, c.name, c.type, c.\"notnull\" <> 0 OR c.pk > 0 FROM sqlite_schema t
         JOIN pragma_table_info(t.name) c
         WHERE t.type = 'table' AND t.name NOT LIKE '\\_sqlx%' ESCAPE '\\' AND t.name NOT LIKE 'sqlite%'";
    let on_server = "SELECT table_name::TEXT, column_name::TEXT, data_type::TEXT, is_nullable = 'NO'
         FROM information_schema.columns
         WHERE table_schema = current_schema() AND table_name NOT LIKE '\\_sqlx%'";
    let columns = async |sample: &Sample, sql| {
        let rows: Vec<(String, String, String, bool)> =
            query_as(sql).fetch_all(&mut sample.read().await).await.unwrap();
        rows.into_iter()
            .map(|(table, column, kind, filled)| ((table, column), (kind, filled)))
            .collect::<BTreeMap<_, _>>()
    };
    let (in_file, on_server) = (columns(&sqlite, in_file).await, columns(&postgres, on_server).await);
    assert!(in_file.len() > 200);
    assert_eq!(in_file.keys().collect::<Vec<_>>(), on_server.keys().collect::<Vec<_>>());
    for (name, (kind, filled)) in &in_file {
        let (expected, expected_filled) = &on_server[name];
        let matching: &[&str] = match kind.as_str() {
            "INTEGER" => &["bigint", "boolean"],
            "BLOB" => &["bytea"],
            _ => &["text", "date", "timestamp with time zone"],
        };
        assert!(matching.contains(&expected.as_str()), "{name:?}: {kind} and {expected}");
        // An older file's log was chained after it was written.
        let chained_later = name.0 == "activity" && name.1 == "hash";
        assert!(filled == expected_filled || chained_later, "{name:?} may be absent on one engine alone");
    }
}

/// The second wall of rule 39: a statement that forgets to ask for the firm finds another firm's rows on SQLite, and
/// none on PostgreSQL. (That is why no statement may forget it, and why there is a second wall.)
#[tokio::test]
async fn on_postgresql_a_statement_that_forgets_the_firm_finds_nothing_of_another() {
    let [_, (_, sample)] = Sample::on_both_engines().await;
    let other = crate::create_firm(&sample.database, "other", "Other", Utc::now()).await.unwrap();
    for table in
        ["portal_user", "client", "contact", "invoice", "link", "activity", "key_attempt", "staff_token", "firm"]
    {
        let count = match table {
            "portal_user" => "SELECT count(*) FROM portal_user",
            "client" => "SELECT count(*) FROM client",
            "contact" => "SELECT count(*) FROM contact",
            "invoice" => "SELECT count(*) FROM invoice",
            "link" => "SELECT count(*) FROM link",
            "activity" => "SELECT count(*) FROM activity",
            "key_attempt" => "SELECT count(*) FROM key_attempt",
            "staff_token" => "SELECT count(*) FROM staff_token WHERE staff <> ''",
            _ => "SELECT count(*) FROM firm WHERE slug <> 'other'",
        };
        let mut tx = sample.database.read(other).await.unwrap();
        let found: i64 = query_scalar(count).fetch_one(&mut tx).await.unwrap();
        assert_eq!(found, 0, "{table}");
        let write = "UPDATE link SET changed_by = 'Eve'";
        let mut tx = sample.database.write(other).await.unwrap();
        assert_eq!(query(write).execute(&mut tx).await.unwrap(), 0);
    }
    let own: i64 = query_scalar("SELECT count(*) FROM link").fetch_one(&mut sample.read().await).await.unwrap();
    assert!(own > 0, "and the firm's own are there");
}

/// `trust.md` F22: a file of the first version is brought to this one's form, with its log chained and its Client IDs made
/// ready for rehearsals.
#[tokio::test]
async fn a_file_of_the_first_version_is_brought_to_this_form() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("firm.db");
    let old = sqlx::SqlitePool::connect(&format!("sqlite:{}?mode=rwc", file.display())).await.unwrap();
    version::SQLITE.run_to(1, &old).await.unwrap();
    let rows = "INSERT INTO firm (firm_id, slug, name, sample, created_at, last_portal_user, last_activity)
             VALUES (1, 'old', 'Old', 0, '2026-01-01T00:00:00+00:00', 1, 2);
         INSERT INTO import VALUES (1, 1, '2026-01-01T00:00:00+00:00', '2026-01-01T00:00:00+00:00', 'x');
         INSERT INTO client VALUES (1, 'TR-1O', 'Old', '', 'open', 'old', 'old', 1);
         INSERT INTO portal_user VALUES (1, 1, 'a@b.example', 'a@b.example', 'A', 'B', 'a b', 'a b', 'x', NULL,
             '2026-01-01T00:00:00+00:00', NULL, NULL);
         INSERT INTO link VALUES (1, 1, 'TR-1O', 2, NULL, NULL, 'Dana', '2026-01-01T00:00:00+00:00', 'Dana',
             '2026-01-01T00:00:00+00:00');
         INSERT INTO activity VALUES (1, 1, '2026-01-01T00:00:00+00:00', 'staff', 'Dana', 1, 'TR-1O', NULL, 'staff', NULL,
             NULL, NULL, 'r1');
         INSERT INTO activity VALUES (1, 2, '2026-01-02T00:00:00+00:00', 'staff', 'Dana', 1, 'TR-1O', 'staff', NULL, NULL,
             'why', NULL, 'r2');
         INSERT INTO key_attempt VALUES (1, 1, '2026-01-01T00:00:00+00:00', NULL, 'TR-1O', 'wrong_invoice');";
    sqlx::raw_sql(rows).execute(&old).await.unwrap();
    old.close().await;

    let database = Database::open(&file).await.unwrap();
    let firm = find_firm(&database, "old").await.unwrap();
    let mut tx = database.read(firm).await.unwrap();
    let log = chain::after(&mut tx, firm, 0, 10).await.unwrap();
    let mut before = Vec::new();
    for link in &log {
        let hash = link.row.hash(firm, &before);
        assert_eq!(link.hash.as_ref(), Some(&hash), "chained");
        before = hash;
    }
    let deeds: Vec<_> = log.iter().map(|link| link.row.deed.as_str()).collect();
    assert_eq!(deeds, ["link", "de_link"]);
    assert_eq!(clients::look_alikes(&mut tx, firm, "tr 10").await.unwrap(), ["TR-1O"]);
}
