//! A database that goes away and comes back under a running server (`trust.md` F18): whoever asks meanwhile is told so
//! and when to ask again, and nobody has to restart anything.

use contract::{Problem, ProblemCode, Session};
use firm::fixture::SLUG;
use reqwest::{Client, Response, StatusCode};
use xtask::postgres::Postgres;

use crate::firm::{Engine, Firm, Serving, until};

/// Nobody gets into the database any more, and who is in it is thrown out; or they may again.
fn open(database: &str, open: bool) {
    let name = database.split(['/', '?']).nth(3).unwrap();
    let postgres = Postgres::of_this_process();
    postgres.ask(&format!("ALTER DATABASE {name} ALLOW_CONNECTIONS {open}")).unwrap();
    if !open {
        let all = format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'");
        postgres.ask(&all).unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_outlives_its_database() {
    let firm = Firm::invented(Engine::Postgres, 10);
    let token = firm.token_of(SLUG);
    let serving = Serving::of(&firm);
    let client = Client::builder().no_proxy().build().unwrap();
    let ask = async |path: &str| -> Response {
        client.get(format!("{}{path}", serving.api)).bearer_auth(&token).send().await.unwrap()
    };
    for _ in 0..3 {
        assert_eq!(ask("/session").await.status(), StatusCode::OK);
        open(&firm.database(), false);
        // The first ones meet connections that have just been cut.
        for _ in 0..20 {
            let refused = ask("/session").await;
            assert_eq!(refused.status(), StatusCode::SERVICE_UNAVAILABLE);
            assert!(refused.headers().contains_key("retry-after"));
            let problem: Problem = refused.json().await.unwrap();
            assert!([ProblemCode::Unreachable, ProblemCode::Busy].contains(&problem.code), "{problem:?}");
        }
        assert_eq!(client.get(serving.url("/readyz")).send().await.unwrap().status(), StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(client.get(serving.url("/healthz")).send().await.unwrap().status(), StatusCode::OK);
        open(&firm.database(), true);
        let handle = tokio::runtime::Handle::current();
        tokio::task::block_in_place(|| {
            until("an answer", || handle.block_on(ask("/session")).status() == StatusCode::OK);
        });
        let session: Session = ask("/session").await.json().await.unwrap();
        assert_eq!(session.firm.slug, SLUG);
    }
}
