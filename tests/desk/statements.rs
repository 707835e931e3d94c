//! The checked statements: what is committed in `.sqlx` is what the database says of them now.

use std::path::Path;

use serde_json::Value;
use sqlx::sqlite::SqlitePoolOptions;
use sqlx::{AssertSqlSafe, Column, Executor, SqlSafeStr, TypeInfo};

/// The cache's, and that of what is decided offline.
const SCHEMAS: [&str; 3] = ["cache/schema.sql", "cache/indexes.sql", "intents/schema.sql"];

/// To write them anew: make a database of these schemas, then build `desk` with `DATABASE_URL` naming it and
/// `SQLX_OFFLINE_DIR` naming `.sqlx`.
#[tokio::test]
async fn every_checked_statement_is_as_the_schema_has_it() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(3).unwrap();
    let pool = SqlitePoolOptions::new().max_connections(1).connect("sqlite::memory:").await.unwrap();
    for schema in SCHEMAS {
        let schema = std::fs::read_to_string(root.join("src-tauri/crates/desk/src").join(schema)).unwrap();
        pool.execute(AssertSqlSafe(schema)).await.unwrap();
    }
    let mut checked = 0;
    for file in std::fs::read_dir(root.join(".sqlx")).unwrap() {
        let file: Value = serde_json::from_slice(&std::fs::read(file.unwrap().path()).unwrap()).unwrap();
        let text = file["query"].as_str().unwrap().to_owned();
        let found = pool.describe(AssertSqlSafe(text.clone()).into_sql_str()).await;
        let found = found.unwrap_or_else(|error| panic!("{text}: {error}"));
        let found: Vec<_> =
            found.columns().iter().map(|c| (c.name().to_owned(), c.type_info().name().to_owned())).collect();
        let columns = file["describe"]["columns"].as_array().unwrap();
        let text_of = |value: &Value| value.as_str().unwrap().to_owned();
        let committed: Vec<_> = columns.iter().map(|c| (text_of(&c["name"]), text_of(&c["type_info"]))).collect();
        assert_eq!(found.len(), committed.len(), "{text}");
        for ((name, kind), (as_committed, kind_committed)) in found.iter().zip(&committed) {
            assert_eq!((name, kind.to_lowercase()), (as_committed, kind_committed.to_lowercase()), "{text}");
        }
        checked += 1;
    }
    assert!(checked > 20, "{checked}");
}
