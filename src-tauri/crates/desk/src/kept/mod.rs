//! Answers from what is kept on this computer: the same that the backend gives, made by the same `domain` and
//! [`contract::answers`] out of the cache, online or off (`rules.md` 45). What is not kept here is named as not checked.

mod checks;
mod facts;
mod lists;
mod user;

use chrono::{DateTime, Utc};
use contract::{Problem, ProblemCode};

use crate::cache::Cache;
use crate::directory::Following;
use crate::Error;

/// What is kept of a firm: its records in the cache, and the directory made of them.
pub(crate) struct Kept {
    cache: Cache,
    following: Following,
}

impl Kept {
    /// What this cache holds, from now on.
    pub(crate) fn of(cache: Cache) -> Self {
        Self { following: Following::start(cache.clone()), cache }
    }

    /// Whether lists can be answered.
    pub(crate) fn is_ready(&self) -> bool {
        self.following.now().is_some()
    }

    pub(crate) fn cache(&self) -> &Cache {
        &self.cache
    }

    fn now(&self) -> DateTime<Utc> {
        self.cache.now()
    }
}

/// The question itself is wrong, as the backend would say.
fn invalid(title: &str) -> Error {
    Error::Refused(Box::new(Problem {
        kind: "about:blank".to_owned(),
        status: 400,
        code: ProblemCode::Invalid,
        title: title.to_owned(),
        next: "Correct it and ask again.".to_owned(),
        request_id: None,
        current: None,
    }))
}

/// There is no such thing among what is kept.
fn not_found(title: &str) -> Error {
    Error::Refused(Box::new(Problem {
        kind: "about:blank".to_owned(),
        status: 404,
        code: ProblemCode::NotFound,
        title: title.to_owned(),
        next: "Go back to the list: what is new since this computer heard the backend is not here yet.".to_owned(),
        request_id: None,
        current: None,
    }))
}
