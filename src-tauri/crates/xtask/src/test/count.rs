//! Counting tests from what their runners say.

use std::{fmt, ops::AddAssign};

use anyhow::{Context, Result};
use serde_json::Value;

/// How many tests passed, failed and were skipped.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Counts {
    pub(super) passed: u64,
    pub(super) failed: u64,
    pub(super) skipped: u64,
}

impl Counts {
    /// Sums the lines `test result: ok. 3 passed; 0 failed; 1 ignored; …` of Rust's test runner.
    pub(super) fn of_rust(output: &str) -> Self {
        let mut sum = Self::default();
        for result in output.lines().filter_map(|line| line.strip_prefix("test result: ")) {
            let count = |what: &str| {
                let words = result.split([' ', ';', '.']).collect::<Vec<_>>();
                words.windows(2).find(|pair| pair[1] == what).and_then(|pair| pair[0].parse().ok()).unwrap_or_default()
            };
            sum += Self { passed: count("passed"), failed: count("failed"), skipped: count("ignored") };
        }
        sum
    }

    /// Reads the report of Vitest. A file that could not be run at all counts as one failure.
    pub(super) fn of_vitest(report: &str) -> Result<Self> {
        let report: Value = serde_json::from_str(report).context("the report of the window's tests is not JSON")?;
        let count = |key: &str| report[key].as_u64().unwrap_or_default();
        let broken = report["testResults"].as_array().into_iter().flatten();
        let broken =
            broken.filter(|file| file["status"] == "failed" && file["assertionResults"] == Value::Array(vec![]));
        Ok(Self {
            passed: count("numPassedTests"),
            failed: count("numFailedTests") + broken.count() as u64,
            skipped: count("numPendingTests") + count("numTodoTests"),
        })
    }
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)?;
        match self.skipped {
            0 => Ok(()),
            skipped => write!(f, ", {skipped} skipped"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_of_rust_are_summed_over_crates() {
        let output = "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s\n\
                      test a_test ... ok\n\
                      test result: FAILED. 12 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out";
        assert_eq!(Counts::of_rust(output), Counts { passed: 15, failed: 2, skipped: 1 });
    }

    #[test]
    fn counts_of_the_window_include_files_that_could_not_run() -> Result<()> {
        let report = r#"{"numPassedTests":4,"numFailedTests":1,"numPendingTests":2,"numTodoTests":0,"testResults":[
            {"status":"failed","assertionResults":[]},
            {"status":"failed","assertionResults":[{"status":"failed"}]},
            {"status":"passed","assertionResults":[]}]}"#;
        assert_eq!(Counts::of_vitest(report)?, Counts { passed: 4, failed: 2, skipped: 2 });
        Ok(())
    }

    #[test]
    fn skipped_tests_are_named_only_where_there_are_any() {
        assert_eq!(Counts { passed: 2, failed: 0, skipped: 0 }.to_string(), "2 passed, 0 failed");
        assert_eq!(Counts { passed: 2, failed: 1, skipped: 3 }.to_string(), "2 passed, 1 failed, 3 skipped");
    }
}
