//! Reads a mapping field by field against the table of its fields, and notes everything that is wrong on the way.

mod nearest;
mod notes;
mod object;
mod slot;
mod table;

pub use nearest::{nearest, nearest_name};
pub use notes::{Checking, Notes};
pub use object::{Object, place_in};
pub use slot::{Slot, type_name};
pub use table::{FieldSpec, deprecated, field, since};
