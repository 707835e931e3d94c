use super::Origin;
use crate::db::{self, Transaction};
use crate::{Error, FirmId, Secret};

/// Whom a message is from, and where its links lead.
#[derive(Debug, Clone)]
pub struct Letterhead {
    firm: String,
    portal: String,
}

impl Letterhead {
    /// The firm's own.
    ///
    /// # Errors
    /// [`Error::Database`] if it fails.
    pub async fn of(tx: &mut Transaction, firm: FirmId, origin: &Origin) -> Result<Self, Error> {
        let row = db::firms::get(tx, firm).await?;
        Ok(Self { firm: one_line(&row.name), portal: format!("{origin}/p/{}", row.slug) })
    }

    pub(super) fn firm(&self) -> &str {
        &self.firm
    }

    /// A page of the portal.
    pub(super) fn page(&self, name: &str) -> String {
        format!("{}/{name}", self.portal)
    }

    /// A page of the portal that takes a token.
    pub(super) fn link(&self, name: &str, token: &Secret) -> String {
        format!("{}/{name}?token={}", self.portal, token.reveal())
    }
}

/// A name as it may stand in a message: whoever could put a line break into it could write lines of ours.
pub(super) fn one_line(name: &str) -> String {
    name.chars().map(|c| if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') { ' ' } else { c }).collect()
}
