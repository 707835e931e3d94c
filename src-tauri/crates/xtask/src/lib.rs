//! The project's chores, as a library: what `cargo xtask …` does, and the real window for tests.
//!
//! One module a chore (`run`, `dev`, `test`, `soak`, `bench`, `screenshots`, `icons`) on top of `setup`, `process` and `tree`. Nothing of the
//! product is here: the application is built by cargo, the window by npm, and both are only called.

pub mod bench;
pub mod dev;
pub mod icons;
pub mod postgres;
pub mod process;
pub mod run;
pub mod screenshots;
pub mod setup;
pub mod soak;
pub mod test;
pub mod tree;
#[cfg(target_os = "linux")]
pub mod window;
