//! The second wall between firms (`rules.md` 39), as PostgreSQL itself describes it: no table of a firm is without it.

use chrono::Utc;

use super::{Sample, query, query_as};

/// Tables that belong to no firm.
const OF_NO_FIRM: [&str; 1] = ["_sqlx_migrations"];
/// Which firm a slug or a token belongs to is asked before the firm is known.
const BEFORE_THE_FIRM_IS_KNOWN: [&str; 2] = ["firm", "staff_token"];

/// Its table and name, for which commands and roles it is, what it shows, and what it lets in if that is not the same.
type Policy = (String, String, String, String, Option<String>, Option<String>);

async fn on_postgresql() -> Sample {
    let [_, (_, sample)] = Sample::on_both_engines().await;
    sample
}

/// Rule 39: every table has the firm's id and is walled by it, for its owner too.
#[tokio::test]
async fn every_table_of_a_firm_is_walled() {
    let sample = on_postgresql().await;
    let tables: Vec<(String, bool, bool, bool)> = query_as(
        "SELECT c.relname::TEXT, c.relrowsecurity, c.relforcerowsecurity, EXISTS (
             SELECT 1 FROM information_schema.columns k
             WHERE k.table_schema = current_schema() AND k.table_name = c.relname AND k.column_name = 'firm_id')
         FROM pg_class c
         WHERE c.relnamespace = current_schema()::REGNAMESPACE AND c.relkind IN ('r', 'p') ORDER BY 1",
    )
    .fetch_all(&mut sample.read().await)
    .await
    .unwrap();
    assert!(tables.len() > 25, "{}", tables.len());
    for (table, enabled, forced, of_a_firm) in tables {
        let walled = !OF_NO_FIRM.contains(&table.as_str());
        assert_eq!((enabled, forced, of_a_firm), (walled, walled, walled), "{table}");
    }
}

/// Rule 39: the wall is the one policy, for every command and everybody; two tables have a gate, which is shut once the
/// firm is known; and there is no other.
#[tokio::test]
async fn the_wall_is_one_policy_and_has_two_gates() {
    let sample = on_postgresql().await;
    let policies: Vec<Policy> = query_as(
        "SELECT tablename::TEXT, policyname::TEXT, cmd, array_to_string(roles, ','), qual, with_check
         FROM pg_policies WHERE schemaname = current_schema() ORDER BY 1, 2",
    )
    .fetch_all(&mut sample.read().await)
    .await
    .unwrap();
    for (table, policy, command, roles, using, check) in &policies {
        assert_eq!((command.as_str(), roles.as_str(), check), ("ALL", "public", &None), "{table}: {policy}");
        let using = using.as_deref().unwrap();
        let expected = match policy.as_str() {
            "own_firm" => "(firm_id = (NULLIF(current_setting('portico.firm'::text, true), ''::text))::bigint)",
            "before_the_firm_is_known" => {
                "(COALESCE(current_setting('portico.firm'::text, true), ''::text) = ''::text)"
            }
            other => panic!("{table}: {other}"),
        };
        assert_eq!(using, expected, "{table}");
    }
    let with = |policy: &str| -> Vec<_> {
        policies.iter().filter(|(_, name, ..)| name == policy).map(|(table, ..)| table.as_str()).collect()
    };
    assert_eq!(with("before_the_firm_is_known"), BEFORE_THE_FIRM_IS_KNOWN);
    let tables: Vec<(String,)> = query_as(
        "SELECT table_name::TEXT FROM information_schema.columns
         WHERE table_schema = current_schema() AND column_name = 'firm_id' ORDER BY table_name::TEXT COLLATE \"C\"",
    )
    .fetch_all(&mut sample.read().await)
    .await
    .unwrap();
    let mut walled = with("own_firm");
    walled.sort_unstable();
    assert_eq!(walled, tables.iter().map(|(table,)| table.as_str()).collect::<Vec<_>>());
}

/// Rule 39: a statement that names another firm writes nothing there, and moves nothing there.
#[tokio::test]
async fn on_postgresql_nothing_is_written_into_another_firm() {
    let sample = on_postgresql().await;
    let other = crate::create_firm(&sample.database, "other", "Other", Utc::now()).await.unwrap();
    let into_own_firm = "INSERT INTO client (firm_id, client_id, name, office, portal, name_key, search_key, import_id)
         VALUES ($1, 'X-1', 'X', '', 'open', 'x', 'x', 1)";
    for sql in [
        into_own_firm,
        "INSERT INTO link
             (firm_id, portal_user_id, client_id, version, origin, made_by, made_at, changed_by, changed_at)
         SELECT $1, portal_user_id, client_id, 1, 'staff', 'Eve', made_at, 'Eve', changed_at FROM link LIMIT 1",
        "INSERT INTO change (firm_id, number, at) VALUES ($1, 1, now())",
        "INSERT INTO staff_token (token_hash, firm_id, staff, permissions, embedded, created_at)
         VALUES ('\\x00', $1, 'Eve', '', FALSE, now())",
        "UPDATE change SET firm_id = $1",
    ] {
        let mut tx = sample.write().await;
        let refused = query(sql).bind(other.get()).execute(&mut tx).await;
        let refused = format!("{refused:?}");
        assert!(refused.contains("42501") && refused.contains("row-level security"), "{sql}: {refused}");
    }
    let mut tx = sample.write().await;
    let own = query(into_own_firm).bind(sample.firm.get()).execute(&mut tx).await.unwrap();
    assert_eq!(own, 1, "and into its own it is");
}
