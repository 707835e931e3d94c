//! What is kept of a user besides texts and times: how it stands to clients, and what that comes to.

use crate::Standing;

/// What a user can be filtered by, besides time.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct State {
    pub(super) verified: bool,
    pub(super) signed_in: bool,
    pub(super) linked: bool,
    /// Linked to a client whose portal is closed.
    pub(super) closed: bool,
    pub(super) barred: bool,
}

impl State {
    pub(super) fn bits(self) -> u8 {
        let Self { verified, signed_in, linked, closed, barred } = self;
        [verified, signed_in, linked, closed, barred].iter().rev().fold(0, |bits, &is| bits << 1 | u8::from(is))
    }

    pub(super) fn of_bits(bits: u8) -> Self {
        let is = |bit: u8| bits >> bit & 1 != 0;
        Self { verified: is(0), signed_in: is(1), linked: is(2), closed: is(3), barred: is(4) }
    }
}

/// A client that a user is linked to or, with the lowest bit, barred from (rule 27).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Tie(pub(super) u32);

impl Tie {
    const BARRED: u32 = 1;

    /// None where they are neither linked nor barred.
    pub(super) fn of(client: u32, standing: Standing) -> Option<Self> {
        match (standing.is_linked(), standing.barred) {
            (true, _) => Some(Self(client << 1)),
            (false, true) => Some(Self(client << 1 | Self::BARRED)),
            (false, false) => None,
        }
    }

    pub(super) fn client(self) -> u32 {
        self.0 >> 1
    }

    pub(super) fn is_barred(self) -> bool {
        self.0 & Self::BARRED != 0
    }
}
