//! A database that goes away and comes back under a running server (`trust.md` F18): whoever asks meanwhile is told so
//! and when to ask again, and nobody has to restart anything.

use std::time::{Duration, Instant};

use contract::{Problem, ProblemCode, Session};
use firm::fixture::SLUG;
use reqwest::{Client, Response, StatusCode};
use xtask::postgres::Postgres;

use crate::firm::{Engine, Firm, Serving, until};
use crate::soak::size;

/// How a database can be away.
#[derive(Debug, Clone, Copy)]
enum Away {
    /// It lets nobody in.
    Closed,
    /// Others have all the connections that there are.
    Full,
}

/// It goes away, and who is in it is thrown out; or it comes back.
fn put(database: &str, away: Away, gone: bool) {
    let name = database.split(['/', '?']).nth(3).unwrap();
    let postgres = Postgres::of_this_process();
    let setting = match away {
        Away::Closed => format!("ALLOW_CONNECTIONS {}", !gone),
        Away::Full => format!("CONNECTION LIMIT {}", if gone { 0 } else { -1 }),
    };
    postgres.ask(&format!("ALTER DATABASE {name} {setting}")).unwrap();
    if gone {
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
    let (mut slowest, mut back) = (Duration::ZERO, Duration::ZERO);
    let rounds = size(3, 40);
    for round in 0..rounds {
        let away = if round % 2 == 0 { Away::Closed } else { Away::Full };
        assert_eq!(ask("/session").await.status(), StatusCode::OK);
        put(&firm.database(), away, true);
        // The first ones meet connections that have just been cut. Where it is full each waits for one in vain.
        for _ in 0..if round % 2 == 0 { 20 } else { 3 } {
            let asked = Instant::now();
            let refused = ask("/session").await;
            slowest = slowest.max(asked.elapsed());
            assert_eq!(refused.status(), StatusCode::SERVICE_UNAVAILABLE, "{away:?}");
            assert!(refused.headers().contains_key("retry-after"));
            let problem: Problem = refused.json().await.unwrap();
            assert!([ProblemCode::Unreachable, ProblemCode::Busy].contains(&problem.code), "{problem:?}");
        }
        assert_eq!(client.get(serving.url("/readyz")).send().await.unwrap().status(), StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(client.get(serving.url("/healthz")).send().await.unwrap().status(), StatusCode::OK);
        put(&firm.database(), away, false);
        let came_back = Instant::now();
        let handle = tokio::runtime::Handle::current();
        tokio::task::block_in_place(|| {
            until("an answer", || handle.block_on(ask("/session")).status() == StatusCode::OK);
        });
        back = back.max(came_back.elapsed());
        let session: Session = ask("/session").await.json().await.unwrap();
        assert_eq!(session.firm.slug, SLUG);
    }
    println!("F18: away {rounds} times: told so in {slowest:?} at most, and back after {back:?} at most");
}
