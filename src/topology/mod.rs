//! Sessions → what people and programs look at: a table, JSON, and pictures.

mod json;

pub use json::json;
