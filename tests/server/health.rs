//! What whoever watches the server asks.

use contract::Problem;
use sqlx::{ConnectOptions, Connection};

use crate::firm::{Firm, Serving};

/// Changes the firm's database behind the server's back.
async fn meddle(firm: &Firm, sql: &'static str) {
    let mut conn = sqlx::sqlite::SqliteConnectOptions::new().filename(firm.file()).connect().await.unwrap();
    sqlx::query(sql).execute(&mut conn).await.unwrap();
    conn.close().await.unwrap();
}

#[tokio::test]
async fn it_is_ready_while_its_database_answers_in_its_form_and_alive_regardless() {
    let firm = Firm::new();
    let serving = Serving::of(&firm);
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let get = async |path: &str| client.get(serving.url(path)).send().await.unwrap();
    assert_eq!(get("/readyz").await.text().await.unwrap(), "ready\n");

    meddle(&firm, "UPDATE _sqlx_migrations SET version = version + 1000").await;
    let refused = get("/readyz").await;
    assert_eq!(refused.status(), 503);
    assert!(refused.headers().contains_key("retry-after"));
    let problem: Problem = refused.json().await.unwrap();
    assert!(problem.title.contains("not ready") && problem.request_id.is_some(), "{problem:?}");
    let alive = get("/healthz").await;
    assert_eq!((alive.status().as_u16(), alive.text().await.unwrap()), (200, "alive\n".to_owned()));

    meddle(&firm, "UPDATE _sqlx_migrations SET version = version - 1000").await;
    assert_eq!(get("/readyz").await.status(), 200);
}
