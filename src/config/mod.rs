//! What a team has settled on: the findings that it has accepted.

mod baseline;

pub use baseline::{Baseline, BaselineError};
