//! What must be there before anything can be built: system libraries, Node, the window's packages, the window.
//!
//! Each step looks first and does only what is missing, so that running again costs next to nothing. Where a
//! system cannot be changed from here, the error says what to install and from where.

mod debian;
mod node;
mod schemathesis;
mod system;

use anyhow::Result;

pub use node::{built_window, packages as node_packages};
pub use schemathesis::schemathesis;

/// What the set-up is for; each needs what those before it need.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Purpose {
    Building,
    Headless,
    Tests,
}

/// All that building and running Portico needs. Without a display that includes the means to open it without one.
///
/// # Errors
/// When something is missing that cannot be installed from here; says what, and how to get it.
pub fn for_running() -> Result<()> {
    system::ready(if has_display() { Purpose::Building } else { Purpose::Headless })?;
    node_packages()
}

/// All that building, running and testing Portico needs.
///
/// # Errors
/// As [`for_running`].
pub fn for_tests() -> Result<()> {
    for_tests_of_the_backend()?;
    node_packages()
}

/// All that testing the firm backend needs: nothing of the window's.
///
/// # Errors
/// As [`for_running`].
pub fn for_tests_of_the_backend() -> Result<()> {
    system::ready(Purpose::Tests)?;
    schemathesis()?;
    Ok(())
}

/// Whether a window can be shown to a person here.
pub fn has_display() -> bool {
    let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || is_set("DISPLAY") || is_set("WAYLAND_DISPLAY")
}
