//! The activity log, verified after somebody with the database's own rights was at it (`rules.md` 29; trust.md S26, I1,
//! I4).

use std::time::Instant;

use firm::audit::{Head, Verdict, Why, verify};
use firm::fixture::{SLUG, Size, build};
use firm::{Database, FirmId, find_firm};
use xtask::postgres::Postgres;

use crate::support::{Place, size};

const SIZE: Size = Size { users: 80, clients: 120, links: 150, invoices: 130, further_firms: 1, users_of_further: 20 };

/// A firm with a log, and whoever may do to its database whatever they like.
struct Attacked {
    database: Database,
    firm: FirmId,
    place: Place,
    /// The log's last number.
    rows: i64,
    head: Head,
}

impl Attacked {
    async fn begin() -> Self {
        Self::of(&SIZE, 1).await
    }

    async fn of(size: &Size, seed: u64) -> Self {
        let (database, place) = Place::make().await;
        build(&database, size, seed, &mut |_| {}).await.unwrap();
        let firm = find_firm(&database, SLUG).await.unwrap();
        let verdict = verify(&database, firm, None, &mut |_| {}).await.unwrap();
        let Verdict::Verified { rows, head: Some(head) } = verdict else { panic!("{verdict:?}") };
        assert!(rows > 150 && head.number == rows, "more activities than links: some ended");
        let this = Self { database, firm, place, rows, head };
        this.run(match this.place {
            Place::File(_) => "DROP TRIGGER activity_is_never_changed; DROP TRIGGER activity_is_never_deleted",
            Place::Postgres(_) => "DROP TRIGGER activity_is_never_changed ON activity",
        })
        .await;
        this
    }

    /// Runs statements as the database's own administrator.
    async fn run(&self, sql: &'static str) {
        match &self.place {
            Place::File(folder) => {
                let file = format!("sqlite:{}", folder.path().join("firm.db").display());
                let pool = sqlx::SqlitePool::connect(&file).await.unwrap();
                sqlx::raw_sql(sql).execute(&pool).await.unwrap();
                pool.close().await;
            }
            Place::Postgres(url) => {
                let name = url.split(['/', '?']).nth(3).unwrap().to_owned();
                // Elsewhere, so that what still holds a lock can let it go meanwhile.
                let asked = tokio::task::spawn_blocking(move || Postgres::of_this_process().ask_in(&name, sql));
                asked.await.unwrap().unwrap();
            }
        }
    }

    async fn verdict(&self, known: Option<&Head>) -> Verdict {
        verify(&self.database, self.firm, known, &mut |_| {}).await.unwrap()
    }

    fn is_file(&self) -> bool {
        matches!(self.place, Place::File(_))
    }
}

async fn broken_by(sql: &'static str) -> (i64, Why) {
    let attacked = Attacked::begin().await;
    attacked.run(sql).await;
    match attacked.verdict(None).await {
        Verdict::Broken { number, why } => (number, why),
        other => panic!("{sql}: {other:?}"),
    }
}

#[tokio::test]
async fn an_altered_row_is_found_whatever_was_altered_in_it() {
    for sql in [
        "UPDATE activity SET actor = 'Eve' WHERE firm_id = 1 AND number = 40",
        "UPDATE activity SET reason = 'because' WHERE firm_id = 1 AND number = 40",
        "UPDATE activity SET at = (SELECT at FROM activity WHERE firm_id = 1 AND number = 9)
             WHERE firm_id = 1 AND number = 40",
        "UPDATE activity SET after_barred = NOT after_barred WHERE firm_id = 1 AND number IN (40, 70)",
        "UPDATE activity SET hash = (SELECT hash FROM activity WHERE firm_id = 1 AND number = 9)
             WHERE firm_id = 1 AND number = 40",
    ] {
        assert_eq!(broken_by(sql).await, (40, Why::Altered), "{sql}");
    }
}

#[tokio::test]
async fn a_deleted_row_is_found() {
    let gone = broken_by("DELETE FROM activity WHERE firm_id = 1 AND number IN (40, 41, 90)").await;
    assert_eq!(gone, (40, Why::Missing));
    assert_eq!(broken_by("DELETE FROM activity WHERE firm_id = 1 AND number = 1").await, (1, Why::Missing));
}

#[tokio::test]
async fn two_rows_that_changed_places_are_found_at_the_first() {
    let swap = "UPDATE activity SET number = -1 WHERE firm_id = 1 AND number = 40;
        UPDATE activity SET number = 40 WHERE firm_id = 1 AND number = 77;
        UPDATE activity SET number = 77 WHERE firm_id = 1 AND number = -1";
    assert_eq!(broken_by(swap).await, (40, Why::Altered));
}

#[tokio::test]
async fn a_row_put_in_is_found_although_the_rest_made_room_and_the_firm_counts_it() {
    let put_in = "UPDATE activity SET number = -number - 1 WHERE firm_id = 1 AND number >= 50;
        UPDATE activity SET number = -number WHERE firm_id = 1 AND number < 0;
        INSERT INTO activity (firm_id, number, at, actor_kind, actor, deed, request_id, hash)
            SELECT firm_id, 50, at, actor_kind, actor, deed, request_id, hash FROM activity
            WHERE firm_id = 1 AND number = 49;
        UPDATE firm SET last_activity = last_activity + 1 WHERE firm_id = 1";
    assert_eq!(broken_by(put_in).await, (50, Why::Altered));
    let before_all = "INSERT INTO activity (firm_id, number, at, actor_kind, actor, deed, request_id, hash)
        SELECT firm_id, 0, at, actor_kind, actor, deed, request_id, hash FROM activity
        WHERE firm_id = 1 AND number = 1";
    assert_eq!(broken_by(before_all).await, (0, Why::NeverGiven));
}

#[tokio::test]
async fn a_tail_that_was_cut_off_is_found_by_the_firms_counter() {
    assert_eq!(broken_by("DELETE FROM activity WHERE firm_id = 1 AND number > 100").await, (101, Why::CutOff));
    assert_eq!(broken_by("DELETE FROM activity WHERE firm_id = 1").await, (1, Why::CutOff));
}

#[tokio::test]
async fn a_row_that_the_firm_has_not_counted_is_found() {
    let attacked = Attacked::begin().await;
    attacked.run("UPDATE firm SET last_activity = last_activity - 2 WHERE firm_id = 1").await;
    let expected = Verdict::Broken { number: attacked.rows - 1, why: Why::NotCounted };
    assert_eq!(attacked.verdict(None).await, expected);
}

/// Whoever cuts the counter and the links too leaves a log that is whole in itself: only what is kept elsewhere shows it.
#[tokio::test]
async fn a_tail_cut_off_with_everything_that_counts_it_is_found_by_the_head_alone() {
    let attacked = Attacked::begin().await;
    attacked
        .run(
            "DELETE FROM link WHERE firm_id = 1 AND EXISTS (SELECT 1 FROM activity a WHERE a.firm_id = link.firm_id
                 AND a.portal_user_id = link.portal_user_id AND a.client_id = link.client_id AND a.number > 140);
             DELETE FROM activity WHERE firm_id = 1 AND number > 140;
             UPDATE firm SET last_activity = 140 WHERE firm_id = 1",
        )
        .await;
    let alone = attacked.verdict(None).await;
    assert!(!matches!(alone, Verdict::Broken { .. }), "the chain itself is whole: {alone:?}");
    let expected = Verdict::Broken { number: 141, why: Why::ShortOfTheHead };
    assert_eq!(attacked.verdict(Some(&attacked.head)).await, expected, "but it once went further");
}

#[tokio::test]
async fn a_log_chained_anew_is_found_by_the_head() {
    let (one, other) = (Attacked::of(&SIZE, 1).await, Attacked::of(&SIZE, 2).await);
    let known = Head { number: one.rows.min(other.rows), ..other.head };
    let expected = Verdict::Broken { number: known.number, why: Why::NotTheHead };
    assert_eq!(one.verdict(Some(&known)).await, expected);
    assert!(matches!(one.verdict(Some(&one.head)).await, Verdict::Verified { .. }), "its own is there");
}

/// Text in a column of times is for SQLite alone, and so is a digest that is absent.
#[tokio::test]
async fn what_cannot_be_read_is_found_too() {
    if !Attacked::begin().await.is_file() {
        return;
    }
    let unreadable = "UPDATE activity SET at = 'yesterday' WHERE firm_id = 1 AND number IN (40, 90)";
    assert_eq!(broken_by(unreadable).await, (40, Why::Unreadable));
    let absent = "UPDATE activity SET hash = NULL WHERE firm_id = 1 AND number >= 40";
    assert_eq!(broken_by(absent).await, (40, Why::NoDigest));
}

/// I1: a link that somebody gave, took or un-barred past the log.
#[tokio::test]
async fn a_pair_that_does_not_stand_as_the_log_says_is_found() {
    for (sql, is_known) in [
        (
            "UPDATE link SET origin = CASE origin WHEN 'claim' THEN 'staff' ELSE 'claim' END
             WHERE firm_id = 1 AND origin IS NOT NULL AND portal_user_id = 1",
            true,
        ),
        ("UPDATE link SET origin = NULL WHERE firm_id = 1 AND portal_user_id = 1", true),
        ("DELETE FROM link WHERE firm_id = 1 AND portal_user_id = 1", true),
        (
            "INSERT INTO link (firm_id, portal_user_id, client_id, version, origin, made_by, made_at, changed_by,
                 changed_at)
             SELECT 1, 1, min(c.client_id), 1, 'staff', 'Eve', min(f.created_at), 'Eve', min(f.created_at)
             FROM client c JOIN firm f ON f.firm_id = c.firm_id
             WHERE c.firm_id = 1 AND c.client_id NOT IN (SELECT client_id FROM link WHERE portal_user_id = 1)",
            false,
        ),
    ] {
        let attacked = Attacked::begin().await;
        attacked.run(sql).await;
        match attacked.verdict(None).await {
            Verdict::Astray { user, number, .. } => assert_eq!((user.get(), number.is_some()), (1, is_known), "{sql}"),
            other => panic!("{sql}: {other:?}"),
        }
    }
    let attacked = Attacked::begin().await;
    attacked.run("UPDATE link SET barred = FALSE WHERE firm_id = 1").await;
    assert!(matches!(attacked.verdict(None).await, Verdict::Astray { number: Some(_), .. }), "a bar was lifted");
}

/// S26: the longest way there is, to the last row of a long log.
#[tokio::test]
async fn the_last_row_of_a_long_log_is_found_altered_and_found_cut_off() {
    let links = usize::try_from(size(2_000, 2_000_000)).unwrap();
    let (users, clients) = (links / 20, links * 3 / 40);
    let long = Size { users, clients, links, invoices: 0, further_firms: 0, users_of_further: 0 };
    let attacked = Attacked::of(&long, 1).await;
    let found = async |known: Option<&Head>, why: Why| {
        let begun = Instant::now();
        let verdict = attacked.verdict(known).await;
        assert_eq!(verdict, Verdict::Broken { number: attacked.rows, why });
        begun.elapsed()
    };
    attacked
        .run(
            "UPDATE activity SET actor = 'Eve'
             WHERE firm_id = 1 AND number = (SELECT last_activity FROM firm WHERE firm_id = 1)",
        )
        .await;
    let altered = found(None, Why::Altered).await;
    attacked
        .run(
            "DELETE FROM activity
             WHERE firm_id = 1 AND number = (SELECT last_activity FROM firm WHERE firm_id = 1);
             UPDATE firm SET last_activity = last_activity - 1 WHERE firm_id = 1",
        )
        .await;
    let cut = found(Some(&attacked.head), Why::ShortOfTheHead).await;
    let rows = attacked.rows;
    println!(
        "S26: of {rows} rows the last one is found altered in {altered:.1?}, and cut off, by the head, in {cut:.1?}"
    );
}

/// `rules.md` 39: what happens to one firm's log says nothing of another's.
#[tokio::test]
async fn another_firms_log_is_another_matter() {
    let attacked = Attacked::begin().await;
    attacked.run("DELETE FROM activity WHERE firm_id = 1 AND number = 5").await;
    let other = find_firm(&attacked.database, "further-01").await.unwrap();
    let verdict = verify(&attacked.database, other, None, &mut |_| {}).await.unwrap();
    assert!(matches!(verdict, Verdict::Verified { .. }), "{verdict:?}");
}

/// The command says it by its exit code too, and prints what to keep.
#[tokio::test]
async fn the_command_prints_the_head_and_fails_where_the_log_is_broken() {
    let attacked = Attacked::begin().await;
    let Place::File(folder) = &attacked.place else { return };
    let url = format!("sqlite:{}", folder.path().join("firm.db").display());
    let run = |head: &str| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_portico-firm"));
        command.args(["verify-activity", "--database", &url, "--firm", SLUG]);
        if !head.is_empty() {
            command.args(["--head", head]);
        }
        let output = command.output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (output.status.code(), text(output.stdout), text(output.stderr))
    };
    let (code, told, _) = run("");
    assert_eq!((code, told.lines().last()), (Some(0), Some(attacked.head.to_string().as_str())));
    assert_eq!(run(&attacked.head.to_string()).0, Some(0));
    attacked.run("UPDATE activity SET actor = 'Eve' WHERE firm_id = 1 AND number = 40").await;
    let (code, _, error) = run("");
    assert!(code == Some(1) && error.contains("activity 40"), "{code:?} {error}");
}
