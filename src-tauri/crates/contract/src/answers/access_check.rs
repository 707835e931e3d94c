use chrono::{DateTime, Utc};
use domain::words::{self, Caller};
use domain::{Facts, KeyAnswer, PortalUserId, Surroundings, Who, clues, decide, remedies};

use crate::{AccessCheck, AccessCheckQuery, CheckedStep, NearAccount, OfferedRemedy, RecordedAttempt};

/// What an access check asked, and what is known about it.
#[derive(Debug)]
pub struct AskedAbout<'a> {
    /// The question.
    pub query: &'a AccessCheckQuery,
    /// What decides it.
    pub facts: &'a Facts,
    /// The client's name, if it is about one.
    pub client: Option<&'a str>,
    /// The portal user with this address, with the name and the first name, if there is one.
    pub person: Option<(PortalUserId, String, String)>,
    /// The keys that were tried lately, newest first; none where that is not known.
    pub attempts: Option<Vec<KnownAttempt>>,
    /// What may explain a no.
    pub around: Surroundings,
    /// Accounts whose address is one slip of the hand away, where this one has none.
    pub near: Vec<NearAccount>,
    /// When the backend was asked.
    pub now: DateTime<Utc>,
}

/// A key that was tried.
#[derive(Debug, Clone, Copy)]
pub struct KnownAttempt {
    /// When.
    pub at: DateTime<Utc>,
    /// What it came to.
    pub answer: KeyAnswer,
}

/// Whether a person can do something, step by step, with what would help (`rules.md` 40): the portal's own decision.
#[must_use]
pub fn checked(asked: AskedAbout<'_>) -> AccessCheck {
    let AskedAbout { query, facts, client, person, attempts, around, near, now } = asked;
    let decision = decide(facts, Who::PortalUser, query.action, query.client_id.as_ref());
    let name = person.as_ref().map_or(query.email.trim(), |(_, name, _)| name);
    let first_name = person.as_ref().map(|(.., first)| first.as_str());
    let caller = Caller { first_name, client, settings: facts.settings_in_force() };
    let steps = decision.steps.iter();
    let remedies = remedies(query.action, &decision).into_iter();
    let attempt = |attempt: &KnownAttempt| RecordedAttempt {
        at: attempt.at,
        answer: attempt.answer,
        says: words::key_answer(attempt.answer).to_owned(),
    };
    AccessCheck {
        allowed: decision.allowed,
        verdict: words::verdict(query.action, name, client, &decision),
        steps: steps.map(|step| CheckedStep { says: words::checked(*step), outcome: step.outcome }).collect(),
        decided_by: decision.decided_by(),
        remedies: remedies
            .map(|remedy| OfferedRemedy { remedy, by: remedy.by(), says: words::remedy(remedy, &caller) })
            .collect(),
        reply: words::reply(query.action, &caller, &decision),
        attempts: attempts.iter().flatten().map(attempt).collect(),
        attempts_note: words::attempts(attempts.as_ref().map(Vec::len)),
        portal_user_id: person.as_ref().map(|(user, ..)| *user),
        client: client.map(str::to_owned),
        clues: clues(&decision, &around, now).iter().map(words::clue).collect(),
        near,
        data_as_of: around.data_as_of,
        portal_user: person.map(|(_, name, _)| name),
    }
}
