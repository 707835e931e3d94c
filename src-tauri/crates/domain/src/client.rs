use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use crate::visible::is_invisible;

/// A client's name in the PMS's own books (rule 3): letter case matters, and nothing is trimmed, since people type it
/// as a key to the portal.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS, ToSchema)]
#[serde(try_from = "String", into = "String")]
#[ts(export, type = "string")]
#[schema(value_type = String, min_length = 1, max_length = 64)]
pub struct ClientId(String);

/// Why a text cannot be a Client ID.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadClientId {
    /// Nothing was given.
    #[error("is empty")]
    Empty,
    /// More than [`ClientId::LONGEST`] characters.
    #[error("is longer than 64 characters")]
    TooLong,
    /// White space at an end, which nobody could see and type.
    #[error("begins or ends with a space")]
    SpaceAtAnEnd,
    /// A control character, or one that cannot be seen: nobody could read it out or type it.
    #[error("has a control character or an invisible one in it")]
    Control,
    /// `.` and `..` stand for folders in addresses.
    #[error("is a dot alone, which cannot stand in an address")]
    Dots,
}

impl ClientId {
    /// The most characters that a Client ID may have.
    pub const LONGEST: usize = 64;

    /// # Errors
    /// [`BadClientId`] says what is wrong with the text.
    pub fn new(text: impl Into<String>) -> Result<Self, BadClientId> {
        let text = text.into();
        if text.is_empty() {
            return Err(BadClientId::Empty);
        }
        if text.chars().count() > Self::LONGEST {
            return Err(BadClientId::TooLong);
        }
        if text.trim() != text {
            return Err(BadClientId::SpaceAtAnEnd);
        }
        if text.chars().any(is_invisible) {
            return Err(BadClientId::Control);
        }
        if text == "." || text == ".." {
            return Err(BadClientId::Dots);
        }
        Ok(Self(text))
    }

    /// The text as the PMS writes it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for ClientId {
    type Error = BadClientId;

    fn try_from(text: String) -> Result<Self, BadClientId> {
        Self::new(text)
    }
}

impl From<ClientId> for String {
    fn from(id: ClientId) -> Self {
        id.0
    }
}

impl std::fmt::Display for ClientId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whether a client's portal is open, and if not, why (rule 1). A closed portal lets nobody in, by any way; nothing
/// about it is deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Portal {
    /// The client is active in the PMS and meant to be in the portal.
    Open,
    /// The client is not active in the PMS.
    ClientInactive,
    /// The client is active, but its record says that it is not in the portal.
    NotInPortal,
}

impl Portal {
    /// Rule 1: a client has a portal exactly when its record is active and is meant to be in the portal.
    #[must_use]
    pub fn of(active: bool, in_portal: bool) -> Self {
        match (active, in_portal) {
            (true, true) => Self::Open,
            (false, _) => Self::ClientInactive,
            (true, false) => Self::NotInPortal,
        }
    }

    /// Every state.
    pub const ALL: [Self; 3] = [Self::Open, Self::ClientInactive, Self::NotInPortal];

    /// How it is written in a database and on the wire.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::ClientInactive => "client_inactive",
            Self::NotInPortal => "not_in_portal",
        }
    }

    /// The state of this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|portal| portal.code() == code)
    }

    /// Whether anybody at all can get in.
    #[must_use]
    pub fn is_open(self) -> bool {
        self == Self::Open
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Rule 1.
        #[test]
        fn a_portal_is_open_exactly_when_the_client_is_active_and_in_the_portal(active: bool, in_portal: bool) {
            prop_assert_eq!(Portal::of(active, in_portal).is_open(), active && in_portal);
        }

        /// Rule 3: what is accepted is kept to the letter.
        #[test]
        fn a_client_id_is_kept_as_it_is_written(text in "\\PC{1,64}") {
            if let Ok(id) = ClientId::new(text.clone()) {
                prop_assert_eq!(id.as_str(), text);
            }
        }
    }

    #[test]
    fn letter_case_makes_another_client() {
        assert_ne!(ClientId::new("ab12").unwrap(), ClientId::new("AB12").unwrap());
    }

    #[test]
    fn what_nobody_could_type_is_no_client_id() {
        assert_eq!(ClientId::new(""), Err(BadClientId::Empty));
        assert_eq!(ClientId::new("1002 "), Err(BadClientId::SpaceAtAnEnd));
        assert_eq!(ClientId::new("10\u{0}2"), Err(BadClientId::Control));
        assert_eq!(ClientId::new("1001\u{200B}"), Err(BadClientId::Control));
        assert_eq!(ClientId::new("10\u{202E}01"), Err(BadClientId::Control));
        assert_eq!(ClientId::new(".."), Err(BadClientId::Dots));
        assert_eq!(ClientId::new("x".repeat(65)), Err(BadClientId::TooLong));
    }
}
