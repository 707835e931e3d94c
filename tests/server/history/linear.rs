//! Whether what callers were told of one pair can have happened one after the other, each act at some moment between its
//! request and its answer (linearizability; Wing and Gong's search, with what was seen before left out).

use std::collections::HashSet;

/// How a pair stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct State {
    pub(super) version: i64,
    pub(super) linked: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Act {
    /// Link or de-link, perhaps only if the pair is at this version.
    Change { link: bool, if_version: Option<i64> },
    /// Look whether they are linked.
    Read,
}

/// What a caller was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Told {
    /// It was carried out, or there was nothing to do; and how the pair stands.
    Stands { state: State, changed: bool },
    /// It was refused, since the pair had moved on; and how the pair stands.
    Moved(State),
    /// Whether they are linked.
    Linked(bool),
}

/// One act: when it was asked for and when answered, and what was told. What was not answered may have been carried out at
/// any time since, or never.
#[derive(Debug, Clone, Copy)]
pub(super) struct Call {
    pub(super) begun: u64,
    pub(super) ended: u64,
    pub(super) act: Act,
    pub(super) told: Option<Told>,
}

impl State {
    /// What the act makes of the pair, and what is told of it.
    fn after(self, act: Act) -> (Self, Told) {
        match act {
            Act::Read => (self, Told::Linked(self.linked)),
            Act::Change { if_version: Some(version), .. } if version != self.version => (self, Told::Moved(self)),
            Act::Change { link, .. } => {
                let changed = link != self.linked;
                let state = Self { version: self.version + i64::from(changed), linked: link };
                (state, Told::Stands { state, changed })
            }
        }
    }
}

/// Whether there is such an order. At most 128 calls.
pub(super) fn is_linearizable(start: State, calls: &[Call]) -> bool {
    assert!(calls.len() <= 128, "more calls than there are bits");
    let is_left = |done: u128, nth: usize| done >> nth & 1 == 0;
    let (mut seen, mut open) = (HashSet::new(), vec![(0_u128, start)]);
    while let Some((done, state)) = open.pop() {
        if !seen.insert((done, state)) {
            continue;
        }
        let left: Vec<usize> = (0..calls.len()).filter(|nth| is_left(done, *nth)).collect();
        if left.iter().all(|nth| calls[*nth].told.is_none()) {
            return true;
        }
        // Whatever comes next was asked for before any of those left was answered.
        let first_end = left.iter().map(|nth| end(&calls[*nth])).min().unwrap_or(u64::MAX);
        for nth in left.into_iter().filter(|nth| calls[*nth].begun <= first_end) {
            let (next, told) = state.after(calls[nth].act);
            if calls[nth].told.is_none_or(|was| was == told) {
                open.push((done | 1 << nth, next));
            }
        }
    }
    false
}

fn end(call: &Call) -> u64 {
    if call.told.is_some() { call.ended } else { u64::MAX }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: State = State { version: 0, linked: false };
    const LINKED: State = State { version: 1, linked: true };
    const LINK: Act = Act::Change { link: true, if_version: None };

    fn call(begun: u64, ended: u64, act: Act, told: Option<Told>) -> Call {
        Call { begun, ended, act, told }
    }

    fn linked(begun: u64, ended: u64) -> Call {
        call(begun, ended, LINK, Some(Told::Stands { state: LINKED, changed: true }))
    }

    fn read(begun: u64, ended: u64, linked: bool) -> Call {
        call(begun, ended, Act::Read, Some(Told::Linked(linked)))
    }

    #[test]
    fn what_overlaps_may_have_happened_in_either_order() {
        assert!(is_linearizable(START, &[linked(0, 10), read(1, 9, false), read(2, 9, true)]));
        assert!(!is_linearizable(START, &[linked(0, 10), read(1, 4, true), read(5, 9, false)]), "seen, and not again");
    }

    #[test]
    fn a_stale_read_after_an_answer_is_found() {
        assert!(!is_linearizable(START, &[linked(0, 1), read(2, 3, false)]));
    }

    #[test]
    fn a_lost_update_is_found() {
        assert!(!is_linearizable(START, &[linked(0, 1), linked(2, 3)]), "both changed it from the same state");
        let on_old = Act::Change { link: false, if_version: Some(0) };
        let taken = Told::Stands { state: State { version: 2, linked: false }, changed: true };
        assert!(!is_linearizable(START, &[linked(0, 1), call(2, 3, on_old, Some(taken))]));
        assert!(is_linearizable(START, &[linked(0, 1), call(2, 3, on_old, Some(Told::Moved(LINKED)))]));
    }

    #[test]
    fn what_was_not_answered_may_or_may_not_have_happened() {
        let unanswered = call(0, 1, LINK, None);
        assert!(is_linearizable(START, &[unanswered, read(2, 3, false)]));
        assert!(is_linearizable(START, &[unanswered, read(2, 3, false), read(4, 5, true)]), "late");
        assert!(!is_linearizable(START, &[unanswered, read(2, 3, true), read(4, 5, false)]));
    }
}
