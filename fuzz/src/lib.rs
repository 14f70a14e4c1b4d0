//! The bodies of the fuzzers, with the parts of the program and of its tests that they use.

#[path = "../bodies/mod.rs"]
pub mod bodies;
#[path = "../../src/cli/mod.rs"]
mod cli;
#[path = "../../src/command/mod.rs"]
mod command;
mod support;
