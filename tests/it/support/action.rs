//! The steps of `action.yml`, run like GitHub runs them.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::Path;
use std::process::{Command, Output};

use serde_yaml::Value;

/// The action.
pub struct Action(Value);

impl Action {
    /// Reads the file.
    pub fn read() -> Action {
        let text = std::fs::read_to_string("action.yml").expect("action.yml is there");
        Action(serde_yaml::from_str(&text).expect("action.yml is YAML"))
    }

    /// The inputs with their default values.
    pub fn inputs(&self) -> BTreeMap<String, String> {
        let inputs = self.0["inputs"].as_mapping().expect("inputs are a mapping");
        let text = |value: &Value| value.as_str().expect("names and defaults are texts").to_owned();
        inputs.iter().map(|(name, input)| (text(name), text(&input["default"]))).collect()
    }

    /// The steps.
    pub fn steps(&self) -> &[Value] {
        self.0["runs"]["steps"].as_sequence().expect("steps are a list")
    }

    /// Runs a step in a directory, with these inputs in place of the defaults.
    pub fn run(&self, step: &str, inputs: &[(&str, &str)], directory: &Path, path: &OsStr) -> Command {
        let step = self.steps().iter().find(|each| each["name"] == *step).expect("there is such a step");
        assert_eq!(step["shell"], "bash");
        let mut values = self.inputs();
        for (name, value) in inputs {
            assert!(values.insert((*name).to_owned(), (*value).to_owned()).is_some(), "there is no input `{name}`");
        }
        // The meaning of `shell: bash` on GitHub.
        let mut command = Command::new("bash");
        command.args(["--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"].as_str().expect("a script")]);
        command.env_clear().env("PATH", path).current_dir(directory);
        for (name, expression) in step["env"].as_mapping().expect("variables are a mapping") {
            let expression = expression.as_str().expect("an expression");
            let input = expression.strip_prefix("${{ inputs.").and_then(|rest| rest.strip_suffix(" }}"));
            let value = &values[input.unwrap_or_else(|| panic!("`{expression}` is no input"))];
            command.env(name.as_str().expect("a name"), value);
        }
        command
    }
}

/// The text on stdout.
pub fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}
