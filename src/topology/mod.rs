//! Sessions → output of `topology`, `path` and `filter`: tables, JSON and pictures.

mod dot;
mod filter;
mod json;
mod mermaid;
mod path;
mod picture;
#[cfg(feature = "svg")]
mod placement;
#[cfg(feature = "svg")]
mod svg;
mod table;
mod view;

pub use dot::dot;
pub use filter::{Question, filter, filter_json};
pub use json::json;
pub use mermaid::mermaid;
pub use path::{path, path_json};
pub use picture::{Line, Picture, PictureBox, Shape, picture};
#[cfg(feature = "svg")]
pub use svg::svg;
pub use table::{cuts, lost, table};
