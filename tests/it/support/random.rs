//! Random tests: how many cases they draw, and how a red run is repeated.
//!
//! A property of proptest that fails is written to `tests/proptest-regressions/`, and that case is tried first from then on.
//! The tests that count through seeds name the seed that fails; `BGPLINT_SEEDS` makes them take it.

use std::ops::Range;

use proptest::prelude::*;
use proptest::test_runner::{FileFailurePersistence, TestRunner};

/// The variable that says which seeds are taken: one, as in `17`, or some, as in `0..500`.
pub const SEEDS: &str = "BGPLINT_SEEDS";

/// So many cases, or `PROPTEST_CASES`.
pub fn config(cases: u32) -> ProptestConfig {
    let config = ProptestConfig {
        failure_persistence: Some(Box::new(FileFailurePersistence::SourceParallel("proptest-regressions"))),
        ..ProptestConfig::default()
    };
    let cases = if std::env::var_os("PROPTEST_CASES").is_some() { config.cases } else { cases };
    ProptestConfig { cases, ..config }
}

/// Checks a property of so many cases; `file` is the one that the test stands in.
pub fn check<S: Strategy>(
    file: &'static str,
    cases: u32,
    strategy: S,
    property: impl Fn(S::Value) -> Result<(), TestCaseError>,
) {
    let config = ProptestConfig { source_file: Some(file), ..config(cases) };
    TestRunner::new(config).run(&strategy, property).unwrap_or_else(|error| panic!("{error}"));
}

/// The seeds of a test: these, or those of the environment.
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
