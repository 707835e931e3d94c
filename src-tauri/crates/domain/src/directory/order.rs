use std::sync::Arc;

use super::numbers::Numbers;
use super::stored::by_fields;

/// The most entries of a run: a change copies one run.
const RUN: usize = 2048;

/// Entries in some order, in short runs. Clones share their runs. What the order is, whoever asks says each time by telling
/// which entries come before a place.
#[derive(Debug, Clone, Default)]
pub(super) struct Order {
    runs: Arc<Vec<Arc<Numbers<u32>>>>,
}

by_fields! {
    Order { runs }
}

/// A place between two entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Between {
    run: usize,
    within: usize,
}

impl Order {
    /// Takes entries that are in order already.
    pub(super) fn of(entries: &[u32]) -> Self {
        Self { runs: Arc::new(entries.chunks(RUN / 2).map(|run| Arc::new(Numbers::of(run))).collect()) }
    }

    /// The place after all entries that are `before` it.
    pub(super) fn find(&self, before: impl Fn(u32) -> bool) -> Between {
        let run = self.runs.partition_point(|run| run.last().is_some_and(&before));
        let within = self.runs.get(run).map_or(0, |run| run.partition_point(&before));
        Between { run, within }
    }

    /// The place before the entry at this index, or the end.
    pub(super) fn nth(&self, index: usize) -> Between {
        let mut within = index;
        for (run, entries) in self.runs.iter().enumerate() {
            if within < entries.len() {
                return Between { run, within };
            }
            within -= entries.len();
        }
        Between { run: self.runs.len(), within: 0 }
    }

    /// The entry that comes next after a place.
    pub(super) fn next(&self, place: Between) -> Option<u32> {
        self.runs.get(place.run).filter(|run| place.within < run.len()).map(|run| run.get(place.within))
    }

    pub(super) fn insert(&mut self, entry: u32, before: impl Fn(u32) -> bool) {
        let place = self.find(before);
        let runs = Arc::make_mut(&mut self.runs);
        let Some(run) = runs.get_mut(place.run) else {
            return match runs.last_mut().filter(|run| run.len() < RUN) {
                Some(last) => Arc::make_mut(last).push(entry),
                None => runs.push(Arc::new(Numbers::of(&[entry]))),
            };
        };
        let mut entries: Vec<u32> = run.iter().collect();
        entries.insert(place.within, entry);
        if entries.len() > RUN {
            let rest = entries.split_off(RUN / 2);
            runs.insert(place.run + 1, Arc::new(Numbers::of(&rest)));
        }
        runs[place.run] = Arc::new(Numbers::of(&entries));
    }

    /// Removes the entry that comes next after those that are `before` it.
    pub(super) fn remove(&mut self, before: impl Fn(u32) -> bool) {
        let place = self.find(before);
        let runs = Arc::make_mut(&mut self.runs);
        let Some(run) = runs.get_mut(place.run) else { return };
        let mut entries: Vec<u32> = run.iter().collect();
        entries.remove(place.within);
        if entries.is_empty() {
            runs.remove(place.run);
        } else {
            *run = Arc::new(Numbers::of(&entries));
        }
    }

    /// The entries after a place, forwards.
    pub(super) fn after(&self, place: Between) -> impl Iterator<Item = u32> + '_ {
        self.between(place, Between { run: self.runs.len(), within: 0 })
    }

    /// The entries between two places, forwards.
    pub(super) fn between(&self, from: Between, to: Between) -> impl Iterator<Item = u32> + '_ {
        let runs = self.runs.iter().enumerate().take(to.run + 1).skip(from.run);
        runs.flat_map(move |(number, run)| {
            let start = if number == from.run { from.within } else { 0 };
            let end = if number == to.run { to.within } else { run.len() };
            run.range(start.min(end), end)
        })
    }

    /// The entries before a place, backwards.
    pub(super) fn before(&self, place: Between) -> impl Iterator<Item = u32> + '_ {
        let first = self.runs.get(place.run).map(|run| run.range(0, place.within).rev());
        let rest = self.runs[..place.run].iter().rev().flat_map(|run| run.iter().rev());
        first.into_iter().flatten().chain(rest)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// An order of numbers by their size does what a sorted list does, and a clone stays as it was.
        #[test]
        fn it_is_a_sorted_list(start in 0_u32..6000, changes in prop::collection::vec((any::<bool>(), 0_u32..9000), 0..60), at in 0_u32..9000) {
            let mut list: Vec<u32> = (0..start).map(|n| n * 3 / 2).collect();
            let mut order = Order::of(&list);
            let (untouched, as_it_was) = (order.clone(), list.clone());
            for (insert, entry) in changes {
                match (insert, list.binary_search(&entry)) {
                    (true, Err(place)) => {
                        list.insert(place, entry);
                        order.insert(entry, |other| other < entry);
                    }
                    (false, Ok(place)) => {
                        list.remove(place);
                        order.remove(|other| other < entry);
                    }
                    _ => {}
                }
            }
            let place = order.find(|other| other < at);
            let split = list.partition_point(|&other| other < at);
            prop_assert!(order.after(place).eq(list[split..].iter().copied()));
            prop_assert!(order.before(place).eq(list[..split].iter().rev().copied()));
            let from = order.nth(at as usize / 2);
            prop_assert!(order.between(from, place).eq(list[..split].iter().skip(at as usize / 2).copied()));
            prop_assert_eq!(order.next(place), list.get(split).copied());
            prop_assert_eq!(order.next(order.nth(at as usize)), list.get(at as usize).copied());
            prop_assert!(order.before(order.nth(usize::MAX)).eq(list.into_iter().rev()));
            prop_assert!(untouched.after(untouched.nth(0)).eq(as_it_was));
        }
    }
}
