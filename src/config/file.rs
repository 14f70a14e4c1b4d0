//! `.bgplint.yaml`: what a team has settled on, found upwards and read.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::deserialize::{Fault, Spanned};
use super::values::{FailOn, Level, Nodes, ObjectPattern, RefusedName, RouterId, RuleName, Written};
use crate::document::{Span, Value, View, parse, pieces};
use crate::grouping::Layout;
use crate::input::PathPattern;
use crate::resource::value::Release;
use crate::rule::{IgnorePolicy, Rule};

/// The names of the file, in the order in which they are looked for.
const NAMES: [&str; 2] = [".bgplint.yaml", ".bgplint.yml"];

/// The configuration of bgplint. Paths are relative to the directory of the file.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
#[schemars(title = "bgplint")]
pub struct Config {
    /// The Calico release that the manifests are for; without it only what holds for 3.28 to 3.34 is said.
    pub calico_version: Option<Written<Release>>,
    /// A file with all nodes (`kubectl get nodes -o yaml`), or how to take the nodes in the input: `complete` or `partial`.
    pub nodes: Option<Written<Nodes>>,
    /// The value of CALICO_ROUTER_ID on the nodes, where no calico-node DaemonSet in the input says it: `hash` or an address.
    pub router_id: Option<Written<RouterId>>,
    /// From which severity on the exit status is 1.
    pub fail_on: Option<FailOn>,
    /// Whether the pedantic rules are run too.
    pub pedantic: bool,
    /// A file of accepted findings, which `--write-baseline` wrote.
    pub baseline: Option<PathBuf>,
    /// The severity of the findings of a rule, or of a group of rules; `off` does not run it.
    #[schemars(extend("propertyNames" = { "enum": RuleName::all() }))]
    pub severities: BTreeMap<Written<RuleName>, Level>,
    /// Rules and groups that cannot be ignored in files, nor here; `freeze` stands for all by which BIRD refuses its file.
    pub never_ignore: Vec<Written<RefusedName>>,
    /// Findings that are not told.
    pub ignores: Vec<ConfiguredIgnore>,
    /// The clusters whose manifests lie in this repository; without any they are found.
    pub clusters: Vec<ConfiguredCluster>,
}

/// Findings that are not told: of these rules, about these objects, in these files.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct ConfiguredIgnore {
    /// The rules, or groups of rules.
    #[schemars(length(min = 1))]
    pub rules: Vec<Written<RuleName>>,
    /// Only findings about these objects, as `Kind/name` with `*` and `?`.
    #[serde(default)]
    pub objects: Vec<Written<ObjectPattern>>,
    /// Only findings in these files or directories, with `*`, `**` and `?`.
    #[serde(default)]
    pub paths: Vec<Written<PathPattern>>,
    /// Why.
    #[schemars(length(min = 1))]
    pub reason: String,
    /// The line that it begins on, from 1.
    #[serde(skip)]
    pub line: usize,
}

/// A cluster, with what is said of it; what is left out is as for all.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct ConfiguredCluster {
    /// Its name.
    #[schemars(length(min = 1))]
    pub name: String,
    /// Its files and directories, with `*`, `**` and `?`; a file may belong to several clusters.
    #[schemars(length(min = 1))]
    pub paths: Vec<Written<PathPattern>>,
    /// The Calico release that its manifests are for.
    #[serde(default)]
    pub calico_version: Option<Written<Release>>,
    /// A file with all its nodes, or how to take the nodes in the input.
    #[serde(default)]
    pub nodes: Option<Written<Nodes>>,
    /// The value of CALICO_ROUTER_ID on its nodes.
    #[serde(default)]
    pub router_id: Option<Written<RouterId>>,
    /// The line that it begins on, from 1.
    #[serde(skip)]
    pub line: usize,
}

/// Why a configuration cannot be used.
#[derive(Debug)]
pub enum ConfigError {
    /// It cannot be read.
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why not.
        error: std::io::Error,
    },
    /// Both names stand in one directory.
    Twice(PathBuf),
    /// Something in it is wrong.
    Wrong {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// The column in characters, from 1.
        column: usize,
        /// What is wrong.
        message: String,
        /// The line's text, and how many of its characters are meant.
        excerpt: (String, usize),
    },
}

impl fmt::Display for ConfigError {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        match self {
            ConfigError::Unreadable { path, error } => write!(formatter, "cannot read {}: {error}", path.display()),
            ConfigError::Twice(directory) => {
                let [one, other] = NAMES;
                write!(formatter, "{} holds both {one} and {other}: keep one of them", directory.display())
            }
            ConfigError::Wrong { path, line, column, message, excerpt: (text, width) } => {
                let (number, blank) = (line.to_string(), " ".repeat(line.to_string().len()));
                let marks = " ".repeat(column - 1) + &"^".repeat((*width).max(1));
                write!(
                    formatter,
                    "{}:{line}:{column}: {message}\n {number} | {text}\n {blank} | {marks}",
                    path.display()
                )
            }
        }
    }
}

impl std::error::Error for ConfigError {}

impl Config {
    /// The configuration for what lies in `directory`: the nearest one upwards, up to the root of the repository.
    ///
    /// # Errors
    /// Two files in one directory.
    pub fn find(directory: &Path) -> Result<Option<PathBuf>, ConfigError> {
        for directory in directory.ancestors() {
            // One that is no file, or a link to nothing, cannot be read, which is said then.
            let mut found =
                NAMES.iter().map(|name| directory.join(name)).filter(|path| path.symlink_metadata().is_ok());
            match (found.next(), found.next()) {
                (Some(_), Some(_)) => return Err(ConfigError::Twice(directory.to_owned())),
                (Some(path), None) => return Ok(Some(path)),
                _ if directory.join(".git").exists() => return Ok(None),
                _ => {}
            }
        }
        Ok(None)
    }

    /// Reads a file.
    ///
    /// # Errors
    /// See [`ConfigError`].
    pub fn read(path: &Path) -> Result<Config, ConfigError> {
        let text = std::fs::read_to_string(path);
        let text = text.map_err(|error| ConfigError::Unreadable { path: path.to_owned(), error })?;
        Config::parse(&text).map_err(|fault| wrong(path, &text, fault))
    }

    fn parse(text: &str) -> Result<Config, Fault> {
        let (pieces, problems) = pieces(text);
        if let Some(problem) = problems.into_iter().next() {
            return Err(Fault {
                message: "a document ends here: a configuration is one".to_owned(),
                span: Some(problem.span),
            });
        }
        if let Some(second) = pieces.get(1) {
            let start = Span { start: second.span.start, end: second.span.start };
            return Err(Fault {
                message: "a configuration is one document: here begins another".to_owned(),
                span: Some(start),
            });
        }
        let parsed = pieces.first().map(|piece| parse(text, piece.span)).transpose();
        let document = parsed.map_err(|problem| Fault { message: problem.message, span: Some(problem.span) })?;
        let Some(document) = document.flatten() else {
            return Ok(Config::default());
        };
        if let Some((_, again)) = document.duplicate_keys().first() {
            let message = format!("the key `{}` stands twice", again.slice(text));
            return Err(Fault { message, span: Some(*again) });
        }
        let mut config = Config::deserialize(Spanned(document.root()))?;
        let line = |span: Span| text[..span.start as usize].matches('\n').count() + 1;
        config.check_refused(document.root())?;
        for (ignore, item) in config.ignores.iter_mut().zip(items(document.root(), "ignores")) {
            ignore.line = line(item.span());
            require(!ignore.rules.is_empty(), item, "rules", "name at least one rule")?;
            require(!ignore.reason.trim().is_empty(), item, "reason", "say why")?;
            for (name, is_empty) in [("objects", ignore.objects.is_empty()), ("paths", ignore.paths.is_empty())] {
                require(!is_empty || item.get(name).is_none(), item, name, "name at least one, or leave the key out")?;
            }
        }
        let mut names: Vec<&str> = Vec::new();
        for (cluster, item) in config.clusters.iter_mut().zip(items(document.root(), "clusters")) {
            cluster.line = line(item.span());
            require(!cluster.name.trim().is_empty(), item, "name", "give the cluster a name")?;
            require(cluster.name != Layout::REST, item, "name", "this is what files are called that no cluster names")?;
            require(!names.contains(&cluster.name.as_str()), item, "name", "another cluster has this name")?;
            require(!cluster.paths.is_empty(), item, "paths", "name at least one file or directory")?;
            names.push(&cluster.name);
        }
        Ok(config)
    }

    /// Rules and groups that cannot be ignored, and `freeze` for all of the freeze class.
    pub(super) fn refused(&self) -> Vec<String> {
        self.never_ignore.iter().map(|name| name.0.0.clone()).collect()
    }

    /// What nobody may ignore is not ignored here, nor switched off.
    fn check_refused(&self, root: Value) -> Result<(), Fault> {
        let policy = IgnorePolicy { refused: self.refused(), ..IgnorePolicy::default() };
        let refused =
            |name: &RuleName| crate::rules::all().into_iter().find(|rule| name.means(rule) && policy.refuses(rule));
        let fault = |rule: &Rule, name: &RuleName, span| {
            let whose = if rule.name == name.0 { String::new() } else { format!(" (of `{name}`)") };
            let message = format!("`neverIgnore` does not let `{}`{whose} be ignored", rule.name);
            Err(Fault { message, span: Some(span) })
        };
        for (ignore, item) in self.ignores.iter().zip(items(root, "ignores")) {
            for (name, value) in ignore.rules.iter().zip(items(item, "rules")) {
                if let Some(rule) = refused(&name.0) {
                    return fault(rule, &name.0, value.span());
                }
            }
        }
        let off = self.severities.iter().filter(|(_, level)| **level == Level::Off);
        for (name, _) in off {
            let value = root.get("severities").and_then(|severities| severities.get(&name.0.0));
            if let Some((rule, value)) = refused(&name.0).zip(value) {
                return fault(rule, &name.0, value.span());
            }
        }
        Ok(())
    }

    /// The JSON schema of the file.
    pub fn schema() -> String {
        let schema = schemars::schema_for!(Config);
        // A schema is plain JSON.
        serde_json::to_string_pretty(&schema).unwrap_or_default() + "\n"
    }

    /// The configuration as YAML.
    pub fn text(&self) -> String {
        // Plain structs of text, numbers and lists cannot fail to serialize.
        serde_yaml::to_string(self).unwrap_or_default()
    }
}

fn items<'d, 's>(root: Value<'d, 's>, name: &str) -> Vec<Value<'d, 's>> {
    match root.get(name).map(|list| list.view()) {
        Some(View::Sequence(items)) => items,
        _ => Vec::new(),
    }
}

/// Points at a field of an item that says what cannot be.
fn require(is_right: bool, item: Value, field: &str, message: &str) -> Result<(), Fault> {
    match is_right {
        true => Ok(()),
        false => {
            let span = item.get(field).map_or(item.span(), |value| value.span());
            Err(Fault { message: message.to_owned(), span: Some(span) })
        }
    }
}

fn wrong(path: &Path, text: &str, Fault { message, span }: Fault) -> ConfigError {
    let span = span.unwrap_or_default();
    let before = text.get(..span.start as usize).unwrap_or("");
    let line_start = before.rfind('\n').map_or(0, |end| end + 1);
    let line_text = text[line_start..].lines().next().unwrap_or("");
    let on_line = span.slice(text).lines().next().unwrap_or("");
    ConfigError::Wrong {
        path: path.to_owned(),
        line: before.matches('\n').count() + 1,
        column: before[line_start..].chars().count() + 1,
        message,
        excerpt: (line_text.to_owned(), on_line.chars().count()),
    }
}
