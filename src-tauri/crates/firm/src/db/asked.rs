//! Lists of what is asked for, as tables: a JSON array in `$2`.
//!
//! Each is a subquery of its own with columns of the type that they are compared as. PostgreSQL would not look up a row by
//! `CAST(value AS BIGINT)` of a plain `json_each`: a cast may fail and say of what, so that row-level security has the
//! rows of the firm read first, all of them. `DISTINCT` keeps the two apart.

use domain::{ClientId, PortalUserId};

/// `asked.id`: the portal users of an array of numbers.
macro_rules! asked_users {
    () => {
        "(SELECT DISTINCT CAST(value AS BIGINT) AS id FROM json_each($2)) asked"
    };
}

/// `asked.user_id` and `asked.client_id`: the pairs of an array of texts, each a user's number, a space and a Client ID.
macro_rules! asked_pairs {
    () => {
        "(SELECT DISTINCT CAST(substr(value, 1, instr(value, ' ') - 1) AS BIGINT) AS user_id,
             substr(value, instr(value, ' ') + 1) AS client_id FROM json_each($2)) asked"
    };
}

pub(super) use {asked_pairs, asked_users};

/// A list as the queries take it: a JSON array.
pub(crate) fn as_json<T: serde::Serialize + ?Sized>(list: &T) -> String {
    serde_json::to_string(list).expect("texts and numbers are JSON")
}

/// A pair as `asked_pairs!` reads it.
pub(crate) fn pair(user: PortalUserId, client: &ClientId) -> String {
    format!("{user} {client}")
}
