//! What each question would cost with nothing of ours around it.

use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use domain::PortalUserId;
use memchr::memmem::Finder;
use serde_json::Value;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};
use sqlx::{Row, SqlitePool};

use crate::place::Place;

/// The floors beside a backend's own database.
pub(crate) struct Floors<'a> {
    place: &'a Place,
    bare: SqlitePool,
    users: usize,
}

impl<'a> Floors<'a> {
    pub(crate) async fn of(place: &'a Place) -> Result<Self> {
        let options = SqliteConnectOptions::new().filename(place.database()).read_only(true);
        let bare = SqlitePoolOptions::new().max_connections(1).connect_with(options).await?;
        let users: i64 =
            sqlx::query_scalar("SELECT count(*) FROM portal_user WHERE firm_id = 1").fetch_one(&bare).await?;
        Ok(Self { place, bare, users: usize::try_from(users)? })
    }

    /// One scan of as many texts as there are users, for each of these words by turns.
    pub(crate) fn scans(&self, texts: &[String], words: &[String], rounds: usize) -> Vec<Duration> {
        let mut packed = Vec::new();
        for text in texts.iter().cycle().take(self.users) {
            packed.extend_from_slice(text.as_bytes());
            packed.push(b'\n');
        }
        let scan = |word: &String| {
            let begun = Instant::now();
            let mut found = 0_usize;
            let finder = Finder::new(word);
            let mut at = 0;
            while let Some(hit) = finder.find(&packed[at..]) {
                found += 1;
                let rest = &packed[at + hit..];
                at += hit + memchr::memchr(b'\n', rest).map_or(rest.len(), |end| end + 1);
            }
            std::hint::black_box(found);
            begun.elapsed()
        };
        words.iter().cycle().take(rounds).map(scan).collect()
    }

    /// Fifty users by key.
    pub(crate) async fn rows(&self, rounds: usize) -> Result<Vec<Duration>> {
        let mut times = Vec::new();
        for nth in 0..rounds {
            let begun = Instant::now();
            let rows = sqlx::query(
                "SELECT portal_user_id, first_name, last_name, email, verified_at, last_sign_in_at FROM portal_user
                 WHERE firm_id = 1 AND portal_user_id > $1 ORDER BY portal_user_id LIMIT 50",
            );
            rows.bind(i64::try_from(self.users / 2 + nth)?).fetch_all(&self.bare).await?;
            times.push(begun.elapsed());
        }
        Ok(times)
    }

    /// A user with as near to 200 links as there is.
    pub(crate) async fn with_many_links(&self) -> Result<PortalUserId> {
        let row = sqlx::query(
            "SELECT portal_user_id FROM link WHERE firm_id = 1 AND origin IS NOT NULL
             GROUP BY portal_user_id ORDER BY abs(count(*) - 200) LIMIT 1",
        );
        Ok(PortalUserId::new(row.fetch_one(&self.bare).await?.try_get(0)?))
    }

    /// That user's links, with the clients.
    pub(crate) async fn opens(&self, user: PortalUserId, rounds: usize) -> Result<Vec<Duration>> {
        let mut times = Vec::new();
        for _ in 0..rounds {
            let begun = Instant::now();
            let rows = sqlx::query(
                "SELECT l.origin, l.made_by, l.made_at, c.client_id, c.name, c.office, c.portal
                 FROM link l JOIN client c ON c.firm_id = l.firm_id AND c.client_id = l.client_id
                 WHERE l.firm_id = 1 AND l.portal_user_id = $1",
            );
            rows.bind(user.get()).fetch_all(&self.bare).await?;
            times.push(begun.elapsed());
        }
        Ok(times)
    }

    /// All names and addresses out of the plain file.
    pub(crate) async fn names(&self) -> Result<Duration> {
        let begun = Instant::now();
        let names = sqlx::query("SELECT first_name, last_name, email FROM portal_user WHERE firm_id = 1");
        std::hint::black_box(names.fetch_all(&self.bare).await?.len());
        Ok(begun.elapsed())
    }

    /// The whole snapshot, downloaded and parsed as JSON, one page after the other; and how many bytes it is, packed.
    pub(crate) async fn download(&self) -> Result<(Duration, u64)> {
        let wire = crate::wire::Wire::before(self.place.base()).await?;
        let client = reqwest::Client::builder().no_proxy().gzip(true).zstd(true).build()?;
        let begun = Instant::now();
        for kind in ["portal_user", "client", "link", "key", "settings", "as_of"] {
            let mut after: Option<String> = None;
            loop {
                let request = client.get(format!("{}/api/v1/snapshot", wire.base())).bearer_auth(self.place.token());
                let request = request.query(&[("kind", kind), ("limit", "20000")]);
                let request = request.query(&after.as_ref().map(|after| [("after", after)]));
                let page: Value = request.send().await?.error_for_status()?.json().await?;
                let next = page.get("next").context("a page says what comes next")?;
                after = next.as_str().map(str::to_owned);
                if after.is_none() {
                    break;
                }
            }
        }
        Ok((begun.elapsed(), wire.answered()))
    }
}
