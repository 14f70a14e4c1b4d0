//! The tests of bgplint from outside: the program as users run it, and the properties of each stage of the library.

#[path = "../../fuzz/bodies/mod.rs"]
mod bodies;
#[path = "../../src/cli/mod.rs"]
mod cli;
#[path = "../../src/command/mod.rs"]
mod command;
mod support;

mod action;
mod admission;
mod baseline;
mod bird_filters;
mod bird_routes;
mod bird_sessions;
mod bird_syntax;
mod clusters;
mod command_line;
mod completions;
mod configuration;
mod dependencies;
mod document;
mod drawing;
mod filters;
mod fixes;
mod formats;
mod fuzzing;
mod gate;
mod hostile;
mod ignores;
mod invariants;
mod json_contract;
mod lengths;
mod lists;
mod path;
mod patterns;
mod planted;
mod pre_commit;
mod propagation;
mod prose;
mod readme;
mod release;
mod report;
mod rules;
mod scalars;
mod secrets;
mod selector_properties;
mod selectors;
mod sessions;
mod stages;
mod strangers;
mod texts;
mod topology;
mod unread;
mod yaml_oracle;
