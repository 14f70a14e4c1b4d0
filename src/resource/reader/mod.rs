//! Reads a mapping field by field with the table of its fields, and notes every problem.

mod fields;
mod network;
mod notes;
mod number;
mod slot;
mod table;
mod text;

pub(in crate::resource) use fields::fields;
pub use notes::Notes;
pub use slot::{Object, Slot, place_in};
pub use table::{FieldName, FieldSpec};
