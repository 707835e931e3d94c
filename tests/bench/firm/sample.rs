use std::sync::{Mutex, PoisonError};

use anyhow::{Context, Result};

use crate::bare::{Arg, Bare};

/// What is asked for: people and words of the firm, the same for the server and for the bare database.
pub(crate) struct Sample {
    /// Words of 3 to 8 letters that are somewhere in a name, an address or a client's name.
    pub(crate) words: Vec<String>,
    /// Users with exactly 1, 20 and 200 links; as near to that as there are.
    pub(crate) linked: [Vec<i64>; 3],
    /// Users and clients that were never linked.
    strangers: Mutex<Vec<Pair>>,
    /// The row in the middle of the list by name, and what stands in it: the name's key and the user.
    pub(crate) middle: (usize, String, i64),
}

/// A portal user and a client.
pub(crate) type Pair = (i64, String);

/// How many strangers sixteen clients may use up, besides those of one.
const STRANGERS: i64 = 200_000;

impl Sample {
    pub(crate) async fn take(bare: &Bare, rounds: usize) -> Result<Self> {
        let texts = bare
            .column(
                "SELECT search_key FROM (
                     SELECT search_key, portal_user_id AS id FROM portal_user WHERE firm_id = 1 AND portal_user_id % 997 = 5
                     UNION ALL SELECT c.search_key, l.portal_user_id FROM link l JOIN client c
                         ON c.firm_id = l.firm_id AND c.client_id = l.client_id
                     WHERE l.firm_id = 1 AND l.portal_user_id % 3989 = 7) texts ORDER BY id LIMIT 1000",
                &[],
            )
            .await?;
        let all: i64 =
            bare.column("SELECT CAST(count(*) AS TEXT) FROM portal_user WHERE firm_id = 1", &[]).await?[0].parse()?;
        let row = usize::try_from(all / 2)?;
        let middle = bare
            .column(
                "SELECT CAST(portal_user_id AS TEXT) || ' ' || name_key FROM portal_user WHERE firm_id = 1
                 ORDER BY name_key, portal_user_id LIMIT 1 OFFSET $1",
                &[Arg::Number(all / 2 - 1)],
            )
            .await?;
        let (id, key) = middle[0].split_once(' ').unwrap_or_default();
        Ok(Self {
            words: texts.iter().enumerate().filter_map(|(at, text)| word(text, at)).take(rounds).collect(),
            linked: [with_links(bare, 1).await?, with_links(bare, 20).await?, with_links(bare, 200).await?],
            strangers: Mutex::new(strangers(bare).await?),
            middle: (row, key.to_owned(), id.parse()?),
        })
    }
}

impl Sample {
    /// Two who were never linked, and are given to nobody else.
    pub(crate) fn stranger(&self) -> Result<Pair> {
        self.strangers.lock().unwrap_or_else(PoisonError::into_inner).pop().context("all strangers are used up")
    }

    /// The word of a turn.
    pub(crate) fn word(&self, turn: usize) -> &str {
        &self.words[turn % self.words.len()]
    }
}

/// Letters out of the middle of one of a text's words, 3 to 8 of them by turns: a name's, or an address's before the `@`.
/// What comes after it is nearly everybody's.
fn word(text: &str, turn: usize) -> Option<String> {
    let text = text.split('@').next()?;
    let words: Vec<&str> = text.split(|c: char| !c.is_alphabetic()).filter(|word| word.chars().count() >= 3).collect();
    let word = words.get(turn % words.len().max(1))?;
    let (length, wanted) = (word.chars().count(), 3 + turn % 6);
    let start = length.saturating_sub(wanted) / 2;
    Some(word.chars().skip(start).take(wanted).collect())
}

async fn with_links(bare: &Bare, links: i64) -> Result<Vec<i64>> {
    let ids = bare
        .column(
            "SELECT CAST(portal_user_id AS TEXT) FROM link WHERE firm_id = 1 AND origin IS NOT NULL
             GROUP BY portal_user_id ORDER BY abs(count(*) - $1), portal_user_id LIMIT 50",
            &[Arg::Number(links)],
        )
        .await?;
    Ok(ids.iter().map(|id| id.parse()).collect::<Result<_, _>>()?)
}

async fn strangers(bare: &Bare) -> Result<Vec<Pair>> {
    let pairs = bare
        .column(
            "SELECT CAST(u.portal_user_id AS TEXT) || ' ' || c.client_id FROM
                 (SELECT portal_user_id, row_number() OVER (ORDER BY created_at, portal_user_id) AS place
                     FROM portal_user WHERE firm_id = 1) u
                 JOIN (SELECT client_id, row_number() OVER (ORDER BY client_id DESC) AS place
                     FROM client WHERE firm_id = 1) c ON c.place = u.place
             WHERE NOT EXISTS (SELECT 1 FROM link l WHERE l.firm_id = 1 AND l.portal_user_id = u.portal_user_id
                 AND l.client_id = c.client_id) LIMIT $1",
            &[Arg::Number(STRANGERS)],
        )
        .await?;
    let pair = |text: &String| {
        let (user, client) = text.split_once(' ')?;
        Some((user.parse().ok()?, client.to_owned()))
    };
    Ok(pairs.iter().filter_map(pair).collect())
}
