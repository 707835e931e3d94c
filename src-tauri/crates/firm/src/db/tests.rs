use std::path::Path;

use chrono::{SubsecRound, Utc};
use contract::ActorKind;
use domain::{ClientId, Origin, PortalUserId};

use super::*;
use crate::linking::{Act, Actor, LinkOrder, change_link};
use crate::{FirmId, sample};

async fn sample_firm() -> (tempfile::TempDir, Database, FirmId) {
    let folder = tempfile::tempdir().unwrap();
    let database = Database::open(Path::new(&folder.path().join("firm.db"))).await.unwrap();
    let mut tx = database.write().await.unwrap();
    let firm = sample::found(&mut tx, Utc::now().trunc_subsecs(3)).await.unwrap();
    tx.commit().await.unwrap();
    (folder, database, firm)
}

/// Rules 17, 18, 29: the schema itself refuses, whatever the code above it does.
#[tokio::test]
async fn the_schema_keeps_people_and_the_activity_log_as_they_are() {
    let (_folder, database, _) = sample_firm().await;
    let forbidden = [
        ("rule 17", "UPDATE portal_user SET email = 'x@example.com' WHERE portal_user_id = 1"),
        ("rule 17", "UPDATE portal_user SET email_key = 'x@example.com' WHERE portal_user_id = 1"),
        ("rule 17", "UPDATE portal_user SET first_name = 'Eve' WHERE portal_user_id = 1"),
        ("rule 17", "UPDATE portal_user SET last_name = 'Eve' WHERE portal_user_id = 1"),
        ("rule 18", "DELETE FROM portal_user WHERE portal_user_id = 1"),
        ("rule 29", "UPDATE activity SET actor = 'Eve' WHERE number = 1"),
        ("rule 29", "DELETE FROM activity WHERE number = 1"),
        (
            "rule 29",
            "INSERT OR REPLACE INTO activity SELECT firm_id, number, at, actor_kind, 'Eve', portal_user_id, client_id,
             before_origin, after_origin, evidence, reason, undo_of, request_id FROM activity WHERE number = 1",
        ),
        (
            "rule 18",
            "INSERT OR REPLACE INTO portal_user SELECT firm_id, portal_user_id, email, email_key, 'Eve', last_name,
             name_key, search_key, password_hash, came_from, created_at, verified_at, last_sign_in_at
             FROM portal_user WHERE portal_user_id = 1",
        ),
    ];
    for (rule, sql) in forbidden {
        let mut tx = database.write().await.unwrap();
        let refused = sqlx::query(sql).execute(&mut *tx).await.unwrap_err().to_string();
        assert!(refused.contains(rule), "{sql}: {refused}");
    }
}

/// Rule 29: a link and its activity are written both or neither.
#[tokio::test]
async fn a_link_without_its_activity_is_not_written() {
    let (_folder, database, firm) = sample_firm().await;
    let mut tx = database.write().await.unwrap();
    let full = "CREATE TRIGGER the_disk_is_full BEFORE INSERT ON activity BEGIN SELECT RAISE(ABORT, 'full'); END";
    sqlx::query(full).execute(&mut *tx).await.unwrap();
    tx.commit().await.unwrap();
    let (user, client) = (PortalUserId::new(1), ClientId::new("1300").unwrap());
    let order = LinkOrder {
        user,
        client: &client,
        act: Act::Link(Origin::Staff),
        if_version: None,
        actor: Actor { kind: ActorKind::Staff, name: "Dana Osei" },
        evidence: None,
        reason: None,
        now: Utc::now(),
        request_id: "test",
    };
    let mut tx = database.write().await.unwrap();
    change_link(&mut tx, firm, &order).await.unwrap_err();
    drop(tx);
    let after = links::pair(&mut database.read().await.unwrap(), firm, user, &client).await.unwrap();
    assert_eq!((after.version, after.origin), (0, None));
}
