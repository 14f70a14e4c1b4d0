//! Random tests: the number of cases, and how a failed run is repeated.
//!
//! proptest writes a case that fails into `tests/proptest-regressions/`, and tries it first from then on. The tests with
//! seeds print the seed that fails; `BGPLINT_SEEDS` selects seeds.

use std::ops::Range;

use proptest::prelude::*;
use proptest::test_runner::{FileFailurePersistence, TestRunner};

/// The variable that selects seeds: one, as in `17`, or some, as in `0..500`.
pub const SEEDS: &str = "BGPLINT_SEEDS";

/// A configuration for this number of cases, unless `PROPTEST_CASES` is set.
pub fn config(cases: u32) -> ProptestConfig {
    let config = ProptestConfig {
        failure_persistence: Some(Box::new(FileFailurePersistence::SourceParallel("proptest-regressions"))),
        ..ProptestConfig::default()
    };
    let cases = if std::env::var_os("PROPTEST_CASES").is_some() { config.cases } else { cases };
    ProptestConfig { cases, ..config }
}

/// Checks a property of this number of cases; `file` is the file of the test.
pub fn check<S: Strategy>(
    file: &'static str,
    cases: u32,
    strategy: S,
    property: impl Fn(S::Value) -> Result<(), TestCaseError>,
) {
    let config = ProptestConfig { source_file: Some(file), ..config(cases) };
    TestRunner::new(config).run(&strategy, property).unwrap_or_else(|error| panic!("{error}"));
}

/// The seeds of a test, unless the environment selects others.
pub fn seeds(these: Range<u64>) -> Range<u64> {
    let Ok(asked) = std::env::var(SEEDS) else {
        return these;
    };
    let number = |text: &str| text.parse::<u64>().unwrap_or_else(|error| panic!("{SEEDS}={asked}: {error}"));
    match asked.split_once("..") {
        Some((first, end)) => number(first)..number(end),
        None => number(&asked)..number(&asked) + 1,
    }
}
