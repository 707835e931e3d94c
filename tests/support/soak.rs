//! How much of a test is done, and with which dice. `cargo xtask test` does a little of everything; `cargo xtask soak`
//! does it at the full size that `trust.md` names, or a part of it.

use std::sync::OnceLock;

/// How many: `few`, or when soaking a part of `full`.
pub(crate) fn size(few: u64, full: u64) -> u64 {
    percent().map_or(few, |percent| (full * percent / 100).max(few))
}

/// Whether this is `cargo xtask soak`.
pub(crate) fn soaking() -> bool {
    percent().is_some()
}

/// How many per cent of everything `PORTICO_SOAK` asks for.
fn percent() -> Option<u64> {
    static PERCENT: OnceLock<Option<u64>> = OnceLock::new();
    *PERCENT.get_or_init(|| {
        let set = std::env::var("PORTICO_SOAK").ok()?;
        Some(set.parse().expect("PORTICO_SOAK is a number of per cent"))
    })
}

/// A small generator: the same seed makes the same choices.
#[derive(Clone)]
pub(crate) struct Dice(u64);

impl Dice {
    /// Of the seed in `PORTICO_SEED`, else of a new one when soaking, else always of the same one. It is printed, with the
    /// line that does it again; a test that passes does not show it.
    pub(crate) fn of_test(name: &str) -> Self {
        let set = std::env::var("PORTICO_SEED").ok().map(|seed| seed.parse().expect("PORTICO_SEED is a number"));
        let seed = set.unwrap_or_else(|| if soaking() { rand::random_range(0..u64::from(u32::MAX)) } else { 7 });
        let package = env!("CARGO_PKG_NAME");
        println!("{name}: again with PORTICO_SEED={seed} cargo test --package {package} {name}");
        Self(seed)
    }

    /// Of this seed.
    pub(crate) fn of_seed(seed: u64) -> Self {
        Self(seed)
    }

    /// Others, made of the same seed.
    pub(crate) fn split(&mut self, nth: u64) -> Self {
        Self(self.below(1 << 31).wrapping_mul(0x9e37_79b9).wrapping_add(nth))
    }

    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }

    pub(crate) fn of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[usize::try_from(self.below(all.len() as u64)).unwrap()]
    }
}
