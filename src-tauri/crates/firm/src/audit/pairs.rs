use std::collections::HashMap;

use domain::PortalUserId;

use super::{PAGE, Verdict};
use crate::db::chain::Chained;
use crate::db::standing::{self, StandingRow};
use crate::{Error, FirmId, Transaction};

/// How the log left every pair: some hundred bytes for each.
#[derive(Default)]
pub(super) struct Pairs(HashMap<(i64, String), Left>);

/// The last activity of a pair, and how it left the two.
struct Left {
    number: i64,
    origin: Option<String>,
    barred: bool,
}

impl Pairs {
    /// Follows a row of the log; most concern a pair.
    pub(super) fn take(&mut self, row: Chained) {
        let (Some(user), Some(client)) = (row.portal_user_id, row.client_id) else { return };
        let left = Left { number: row.number, origin: row.after_origin, barred: row.after_barred };
        self.0.insert((user, client), left);
    }

    /// The first pair, by user and client, that stands otherwise than the log left it.
    pub(super) async fn first_astray(mut self, tx: &mut Transaction, firm: FirmId) -> Result<Option<Verdict>, Error> {
        let mut first: Option<(i64, String, Option<i64>)> = None;
        let (mut user, mut client) = (i64::MIN, String::new());
        'all: loop {
            let rows = standing::after(tx, firm, user, &client, PAGE).await?;
            let Some(last) = rows.last() else { break };
            (user, client) = (last.portal_user_id, last.client_id.clone());
            for row in rows {
                if let Some(number) = self.strays(&row) {
                    first = Some((row.portal_user_id, row.client_id, number));
                    break 'all;
                }
            }
        }
        // What is left over was never met in the table, though the log has it.
        let lost = self.0.into_iter().filter(|(_, left)| left.origin.is_some() || left.barred);
        let lost = lost.map(|((user, client), left)| (user, client, Some(left.number))).min();
        // A pair that was not met because the search ended before it comes later than what was found.
        let found = match (first, lost) {
            (Some(first), Some(lost)) => Some(if (lost.0, &lost.1) < (first.0, &first.1) { lost } else { first }),
            (first, lost) => first.or(lost),
        };
        Ok(found.map(|(user, client, number)| Verdict::Astray { user: PortalUserId::new(user), client, number }))
    }

    /// Whether a row stands otherwise than the log left it, and the last activity if there was one. A row that was met
    /// is forgotten.
    fn strays(&mut self, row: &StandingRow) -> Option<Option<i64>> {
        let left = self.0.remove(&(row.portal_user_id, row.client_id.clone()));
        match left {
            Some(left) if left.origin == row.origin && left.barred == row.barred => None,
            Some(left) => Some(Some(left.number)),
            None if row.origin.is_none() && !row.barred => None,
            None => Some(None),
        }
    }
}
