//! The same questions put to the bare database: what no backend on top of it can be faster than, unless it answers from
//! elsewhere, as searches are, or writes several changes at once, as links of many callers are. What is written here is in
//! the server's own tables, behind its back: the database is thrown away.

use anyhow::Result;
use sha2::{Digest, Sha256};

use crate::bare::{Arg, Bare};
use crate::questions::{Asked, Question};
use crate::sample::{Pair, Sample};

/// A question of the bare database that reads everybody is put less often.
const SLOW_ROUNDS: usize = 10;

const USER: &str = "SELECT email FROM portal_user WHERE firm_id = 1 AND portal_user_id = $1";
const LINKS: &str = "SELECT c.name FROM link l JOIN client c ON c.firm_id = l.firm_id AND c.client_id = l.client_id
     WHERE l.firm_id = 1 AND l.portal_user_id = $1 AND l.origin IS NOT NULL ORDER BY c.name_key, c.client_id";
const FIRST_PAGE: &str = "SELECT email FROM portal_user WHERE firm_id = 1 ORDER BY name_key, portal_user_id LIMIT 50";
const ALL: &str = "SELECT count(*) FROM portal_user WHERE firm_id = 1";
const PAGE_AFTER: &str = "SELECT email FROM portal_user WHERE firm_id = 1 AND (name_key, portal_user_id) > ($1, $2)
     ORDER BY name_key, portal_user_id LIMIT 50";
const SEARCH: &str = "SELECT email FROM portal_user WHERE firm_id = 1 AND instr(search_key, $1) > 0
     ORDER BY name_key, portal_user_id LIMIT 50";
const FOUND: &str = "SELECT count(*) FROM portal_user WHERE firm_id = 1 AND instr(search_key, $1) > 0";
const LINK: &str = "INSERT INTO link (firm_id, portal_user_id, client_id, version, origin, barred, made_by, made_at,
         changed_by, changed_at)
     VALUES (1, $1, $2, 1, 'staff', FALSE, 'Bench', CURRENT_TIMESTAMP, 'Bench', CURRENT_TIMESTAMP)";
const DE_LINK: &str = "UPDATE link SET version = version + 1, origin = NULL
     WHERE firm_id = 1 AND portal_user_id = $1 AND client_id = $2";
const COUNT: &str = "UPDATE firm SET last_activity = last_activity + 1 WHERE firm_id = 1 RETURNING last_activity";
const RECORD: &str = "INSERT INTO activity (firm_id, number, at, actor_kind, actor, deed, portal_user_id, client_id,
         request_id, hash)
     SELECT 1, last_activity, CURRENT_TIMESTAMP, 'staff', 'Bench', $3, $1, $2, '', $4 FROM firm WHERE firm_id = 1";

impl Asked for Bare {
    async fn read(&self, question: Question, sample: &Sample, turn: usize) -> Result<()> {
        match (question, question.opens()) {
            (_, Some(which)) => {
                let user = [Arg::Number(sample.linked[which][turn % sample.linked[which].len()])];
                self.rows(USER, &user).await?;
                self.rows(LINKS, &user).await?;
            }
            (Question::SearchInfix, _) => {
                let word = [Arg::Text(sample.word(turn))];
                self.rows(SEARCH, &word).await?;
                self.rows(FOUND, &word).await?;
            }
            (Question::PageMiddle, _) => {
                self.rows(PAGE_AFTER, &[Arg::Text(&sample.middle.1), Arg::Number(sample.middle.2)]).await?;
                self.rows(ALL, &[]).await?;
            }
            _ => {
                self.rows(FIRST_PAGE, &[]).await?;
                self.rows(ALL, &[]).await?;
            }
        }
        Ok(())
    }

    async fn link(&self, pair: &Pair) -> Result<()> {
        change(self, LINK, "link", pair).await
    }

    async fn de_link(&self, pair: &Pair) -> Result<()> {
        change(self, DE_LINK, "de_link", pair).await
    }

    fn rounds(&self, question: Question, of: usize) -> usize {
        if question == Question::SearchInfix { of.min(SLOW_ROUNDS) } else { of }
    }
}

/// The pair, the counter, and the activity's row with a digest.
async fn change(bare: &Bare, what: &'static str, deed: &str, (user, client): &Pair) -> Result<()> {
    let hash = Sha256::digest(client.as_bytes());
    let pair = [Arg::Number(*user), Arg::Text(client)];
    let record = [pair[0], pair[1], Arg::Text(deed), Arg::Bytes(&hash)];
    bare.transaction(&[(what, &pair), (COUNT, &[]), (RECORD, &record)]).await
}
