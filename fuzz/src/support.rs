//! The parts of the tests that the fuzzers use.

#![allow(dead_code, reason = "the tests use more of these parts")]

#[path = "../../tests/it/support/fix_properties.rs"]
pub mod fix_properties;
#[path = "../../tests/it/support/propagation_properties.rs"]
pub mod propagation_properties;
#[path = "../../tests/it/support/session_properties.rs"]
pub mod session_properties;
#[path = "../../tests/it/support/xml.rs"]
pub mod xml;
