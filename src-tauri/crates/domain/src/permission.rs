use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

/// What a member of staff may do (rule 38). There is none to create, rename, verify, reset or delete a portal user
/// (14, 17, 18): nobody has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub enum Permission {
    /// See portal users, clients, portals and activity; link and de-link (16, 23). Without it nothing is shown.
    #[serde(rename = "payments.view")]
    PaymentsView,
    /// Sign off access reviews (44).
    #[serde(rename = "access.review")]
    AccessReview,
    /// Import from the PMS (2).
    #[serde(rename = "import.run")]
    ImportRun,
    /// Change the firm's settings (33).
    #[serde(rename = "firm.settings")]
    FirmSettings,
}

impl Permission {
    /// Every permission.
    pub const ALL: [Self; 4] = [Self::PaymentsView, Self::AccessReview, Self::ImportRun, Self::FirmSettings];

    /// How it is written in tokens, settings and the database.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::PaymentsView => "payments.view",
            Self::AccessReview => "access.review",
            Self::ImportRun => "import.run",
            Self::FirmSettings => "firm.settings",
        }
    }

    /// The permission of this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|permission| permission.code() == code)
    }
}

/// The permissions of one member of staff.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Permissions(BTreeSet<Permission>);

impl Permissions {
    /// All of them: who works with an embedded firm is its only staff.
    #[must_use]
    pub fn all() -> Self {
        Self(Permission::ALL.into())
    }

    /// They themselves, in the order of their declaration.
    pub fn iter(&self) -> impl Iterator<Item = Permission> {
        self.0.iter().copied()
    }

    /// Whether staff with these permissions may do what this one is for. Nothing is shown to staff without
    /// [`Permission::PaymentsView`], so every other permission needs it too (rule 38).
    #[must_use]
    pub fn allow(&self, permission: Permission) -> bool {
        self.0.contains(&Permission::PaymentsView) && self.0.contains(&permission)
    }
}

impl FromIterator<Permission> for Permissions {
    fn from_iter<I: IntoIterator<Item = Permission>>(permissions: I) -> Self {
        Self(permissions.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rule 38.
    #[test]
    fn without_payments_view_nothing_is_allowed() {
        let others: Permissions = Permission::ALL.into_iter().filter(|one| *one != Permission::PaymentsView).collect();
        assert!(Permission::ALL.into_iter().all(|permission| !others.allow(permission)));
        assert!(Permission::ALL.into_iter().all(|permission| Permissions::all().allow(permission)));
        let view = Permissions::from_iter([Permission::PaymentsView]);
        assert!(view.allow(Permission::PaymentsView) && !view.allow(Permission::ImportRun));
    }

    #[test]
    fn a_permission_is_read_back_from_its_code_on_the_wire_and_in_the_database() {
        for permission in Permission::ALL {
            assert_eq!(Permission::from_code(permission.code()), Some(permission));
        }
        assert_eq!(Permission::from_code("accounts.delete"), None);
    }
}
