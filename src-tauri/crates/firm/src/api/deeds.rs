//! What a member of staff does, as the log records it.

use contract::ActorKind;

use super::Backend;
use super::extract::Staff;
use crate::linking::{Actor, By};

/// Who does it, why, when, and in which request.
pub(super) fn by<'a>(staff: &'a Staff, backend: &Backend, reason: Option<&'a str>) -> By<'a> {
    By {
        actor: Actor { kind: ActorKind::Staff, name: &staff.name },
        reason,
        now: backend.clock.now(),
        request_id: &staff.request_id,
    }
}
