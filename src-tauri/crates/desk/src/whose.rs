use contract::{FirmBrief, Session};
use serde::{Deserialize, Serialize};

use crate::Keychain;
use crate::keychain::NoKeychain;

/// Whose cache a computer holds, as the backend said last: what a start needs to open it before the backend answers. It is
/// kept in the keychain, beside the keys, which are named after it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Whose {
    /// The firm.
    pub(crate) firm: FirmBrief,
    /// The member of staff, as the backend has the name.
    pub(crate) staff: String,
}

impl Whose {
    /// As this computer kept it last; none where it did not, or where that cannot be read: then the backend has to say.
    pub(crate) async fn last(keychain: &Keychain, device: &str) -> Option<Self> {
        let kept = keychain.text(&name(device)).await.ok()??;
        serde_json::from_str(&kept).ok()
    }

    /// Keeps it for the next start. Where there is no keychain nothing is, and that start asks the backend first.
    pub(crate) async fn keep(&self, keychain: &Keychain, device: &str) {
        let text = serde_json::to_string(self).expect("names are JSON");
        if let Err(why) = keychain.put_text(&name(device), &text).await {
            tracing::warn!(%why, "whose the cache is could not be kept");
        }
    }

    /// Takes it away, if it is there.
    ///
    /// # Errors
    /// [`NoKeychain`].
    pub(crate) async fn forget(keychain: &Keychain, device: &str) -> Result<(), NoKeychain> {
        keychain.forget(&name(device)).await
    }
}

impl From<&Session> for Whose {
    fn from(session: &Session) -> Self {
        Self { firm: session.firm.clone(), staff: session.staff.clone() }
    }
}

fn name(device: &str) -> String {
    format!("firm and staff on {device}")
}
