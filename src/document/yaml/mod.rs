//! YAML as kubectl's library (go-yaml v2, YAML 1.1) parses it: text → tokens → events.

mod block_text;
mod candidate;
mod cursor;
mod directive;
mod event;
mod expected;
mod fault;
mod grammar;
mod guess;
mod node;
mod parser;
mod plain;
mod property;
mod quoted;
mod scanner;
mod state;
mod token;

pub(super) use cursor::forbidden_character;
pub(super) use event::{Event, Properties};
pub(super) use fault::Fault;
pub(super) use parser::Parser;
pub(super) use token::ScalarText;
