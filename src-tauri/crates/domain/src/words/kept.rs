//! What a desktop does not keep, and so cannot check while the backend does not answer (rule 45).

/// Of a portal user.
pub const HISTORY_NOT_KEPT: &str = "The changes to the links are not kept on this computer: they were not looked at.";

/// Of the ways into a portal.
pub const ONE_CLICK_LINKS_NOT_KEPT: &str = "One-click links are not kept on this computer: they were not looked at.";

/// Of what a de-link or closing of access stops.
pub const PLANS_NOT_KEPT: &str =
    "Payment plans are not kept on this computer: whether any would stop was not looked at.";

/// Of a portal as a user sees it.
pub const INVOICES_NOT_KEPT: &str =
    "Invoices and amounts are not kept on this computer: only how many there are is shown.";
