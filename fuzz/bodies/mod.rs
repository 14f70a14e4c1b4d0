//! What the fuzzers try: functions of bytes that panic where bgplint does not keep a promise.
//!
//! `cargo test` runs them over `fuzz/corpus/`, and the fuzzers in `fuzz/fuzz_targets/` over bytes that they make up.

mod choices;
mod cluster;
mod configuration;
mod documents;
mod file;
mod filter;
mod fixes;
mod naive_filter;
mod naive_selector;
mod program;
mod selector;

pub use cluster::cluster;
pub use configuration::configuration;
pub use file::file;
pub use filter::filter;
pub use fixes::fixes;
pub use selector::selector;

/// A function that a fuzzer calls.
pub type Body = fn(&[u8]);

/// The names of the fuzzers, which are also the names of their corpora, and their functions.
pub const BODIES: [(&str, Body); 6] = [
    ("cluster", cluster),
    ("configuration", configuration),
    ("file", file),
    ("filter", filter),
    ("fixes", fixes),
    ("selector", selector),
];
