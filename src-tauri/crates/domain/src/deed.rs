use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

/// What the activity log records (rule 29).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Deed {
    /// A portal user was linked to a client, by whatever [`crate::Origin`] (20).
    Link,
    /// A portal user was de-linked from a client (24).
    DeLink,
    /// A portal user was de-linked from a client and barred from claiming it (27).
    CloseAccess,
    /// A portal user may claim a client again (27).
    Unbar,
    /// Staff opened a client's key before its time was over (10).
    OpenKey,
    /// The firm's settings were changed (33).
    ChangeSettings,
    /// An import from the PMS was taken (2).
    Import,
}

impl Deed {
    /// Every deed.
    pub const ALL: [Self; 7] =
        [Self::Link, Self::DeLink, Self::CloseAccess, Self::Unbar, Self::OpenKey, Self::ChangeSettings, Self::Import];

    /// How it is written in the database and on the wire.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Link => "link",
            Self::DeLink => "de_link",
            Self::CloseAccess => "close_access",
            Self::Unbar => "unbar",
            Self::OpenKey => "open_key",
            Self::ChangeSettings => "change_settings",
            Self::Import => "import",
        }
    }

    /// The deed of this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|deed| deed.code() == code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_deed_is_read_back_from_its_code() {
        assert!(Deed::ALL.into_iter().all(|deed| Deed::from_code(deed.code()) == Some(deed)));
        assert_eq!(Deed::from_code("rename"), None, "rule 17");
    }
}
