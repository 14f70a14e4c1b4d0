//! `.bgplint.yaml`: reading the file and checking it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::deserialize::{Fault, Spanned};
use super::values::{Level, Nodes, ObjectPattern, RefusedName, RouterId, RuleName, Written};
use crate::document::{Span, Value, View, parse, pieces};
use crate::error::Error;
use crate::grouping::Layout;
#[cfg(feature = "walk")]
use crate::input::absolute;
#[cfg(feature = "walk")]
use crate::input::disk::{LARGEST_SETTINGS, read_named};
use crate::input::{PathPattern, Source};
use crate::json;
use crate::position::line_end;
use crate::report::{Notice, NoticeKind};
use crate::rule::{FailOn, IgnorePolicy, Rule};
use crate::value::Release;

/// The longest name of a cluster: as long as a name in Kubernetes.
const LONGEST_NAME: usize = 253;

/// The configuration of bgplint. Paths are relative to the directory of the file.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
#[cfg_attr(feature = "schema", schemars(title = "bgplint"))]
pub struct Config {
    /// The Calico release of the manifests. Without it bgplint reports only what is true for all of 3.28 to 3.34.
    pub calico_version: Option<Written<Release>>,
    /// A file with all nodes (`kubectl get nodes -o yaml`), or whether the input has all nodes: `complete` or `partial`.
    pub nodes: Option<Written<Nodes>>,
    /// CALICO_ROUTER_ID of the nodes, if no calico-node DaemonSet in the input sets it: `hash` or an address.
    pub router_id: Option<Written<RouterId>>,
    /// The lowest severity that makes the exit status 1.
    pub fail_on: Option<FailOn>,
    /// Whether the pedantic rules run too.
    pub pedantic: bool,
    /// A file with accepted findings, written by `--write-baseline`.
    pub baseline: Option<PathBuf>,
    /// The severity of the findings of a rule or group of rules; `off` switches the rule off.
    #[cfg_attr(feature = "schema", schemars(extend("propertyNames" = { "enum": RuleName::all() })))]
    pub severities: BTreeMap<Written<RuleName>, Level>,
    /// Rules and groups that nobody may ignore; `freeze` stands for all faults for which BIRD rejects its configuration.
    pub never_ignore: Vec<Written<RefusedName>>,
    /// Findings that are not reported.
    pub ignores: Vec<ConfiguredIgnore>,
    /// The clusters whose manifests are in this repository. Without this list bgplint finds the clusters by itself.
    pub clusters: Vec<ConfiguredCluster>,
    /// The file; `None` where there is none. Paths in the configuration are relative to its directory.
    #[serde(skip)]
    pub source: Option<Arc<Source>>,
    /// Whether the file is locked: nothing in the repository weakens the run.
    #[serde(skip)]
    pub is_locked: bool,
    /// The directory that patterns of files are relative to, if it is not the directory of the file.
    #[serde(skip)]
    pub root: Option<PathBuf>,
    /// Configuration files that were found but are not in force. Of those above a file that was found `neverIgnore` holds.
    #[serde(skip)]
    pub others: Vec<PathBuf>,
}

/// Findings that are not reported: of these rules, about these objects, in these files.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct ConfiguredIgnore {
    /// Rules, or groups of rules.
    #[cfg_attr(feature = "schema", schemars(length(min = 1)))]
    pub rules: Vec<Written<RuleName>>,
    /// Only findings about these objects, written as `Kind/name`; `*` and `?` are wildcards.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub objects: Vec<Written<ObjectPattern>>,
    /// Only findings in these files or directories; `*`, `**` and `?` are wildcards.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub paths: Vec<Written<PathPattern>>,
    /// The reason, for people who read the file.
    #[cfg_attr(feature = "schema", schemars(length(min = 1)))]
    pub reason: String,
    /// The place of the entry in the file.
    #[serde(skip)]
    pub(super) span: Span,
}

/// A cluster with its settings. A setting that is missing here is inherited from the top level.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct ConfiguredCluster {
    /// The name of the cluster.
    #[cfg_attr(feature = "schema", schemars(length(min = 1)))]
    pub name: String,
    /// The files and directories of the cluster; `*`, `**` and `?` are wildcards. A file may belong to several clusters.
    #[cfg_attr(feature = "schema", schemars(length(min = 1)))]
    pub paths: Vec<Written<PathPattern>>,
    /// The Calico release that the manifests of this cluster are for.
    #[serde(default)]
    pub calico_version: Option<Written<Release>>,
    /// A file with all nodes of this cluster, or whether the input holds all nodes: `complete` or `partial`.
    #[serde(default)]
    pub nodes: Option<Written<Nodes>>,
    /// The value of CALICO_ROUTER_ID on the nodes of this cluster.
    #[serde(default)]
    pub router_id: Option<Written<RouterId>>,
    /// The place of the entry in the file.
    #[serde(skip)]
    pub(super) span: Span,
}

impl Config {
    /// Reads a file.
    ///
    /// # Errors
    /// The file cannot be read, or the configuration is not valid.
    #[cfg(feature = "walk")]
    pub fn read(path: &Path) -> Result<Config, Error> {
        Config::parse(source(path)?)
    }

    /// The directory that patterns of files are relative to; `None` without a file.
    pub(super) fn directory(&self) -> Option<&Path> {
        self.root.as_deref().or_else(|| self.source.as_deref().map(Source::directory))
    }

    /// Reads the text of a configuration. Paths are relative to the directory of the source.
    ///
    /// # Errors
    /// The configuration is not valid; the error has the place.
    pub fn parse(source: Source) -> Result<Config, Error> {
        Config::parse_below(source, Vec::new())
    }

    /// Reads a text below configurations that never ignore some rules.
    pub(super) fn parse_below(source: Source, never_ignore: Vec<Written<RefusedName>>) -> Result<Config, Error> {
        let source = Arc::new(source);
        let read = match source.encoding_problem() {
            Some(problem) => Err(Fault::at(Span::new(problem.bytes.start, problem.bytes.end), &problem.message)),
            None => Config::parse_text(source.text(), never_ignore),
        };
        let invalid = |Fault { message, help, span }| {
            let span = span.unwrap_or_default();
            let notice = Notice::new(NoticeKind::InvalidConfiguration, &source, span, message);
            Error::Invalid(Box::new(match help {
                Some(help) => notice.help(help),
                None => notice,
            }))
        };
        let config = read.map_err(invalid)?;
        Ok(Config { source: Some(source), ..config })
    }

    fn parse_text(text: &str, never_ignore: Vec<Written<RefusedName>>) -> Result<Config, Fault> {
        let (pieces, problems) = pieces(text);
        if let Some(problem) = problems.into_iter().next() {
            return Err(Fault::at(
                problem.span,
                "a document ends here, but the configuration must be a single document",
            ));
        }
        if let Some(second) = pieces.get(1) {
            let start = Span { start: second.span.start, end: second.span.start };
            return Err(Fault::at(
                start,
                "a second document begins here, but the configuration must be a single document",
            ));
        }
        let parsed = pieces.first().map(|piece| parse(text, *piece)).transpose();
        let Some(document) = parsed.map_err(|problem| Fault::at(problem.span, &problem.message))?.flatten() else {
            return Ok(Config { never_ignore, ..Config::default() });
        };
        if let Some((_, again)) = document.duplicate_keys().first() {
            return Err(Fault::at(*again, &format!("the key `{}` appears twice", again.slice(text))));
        }
        let mut config = Config::deserialize(Spanned(document.root()))?;
        config.never_ignore.extend(never_ignore);
        config.check_refused(document.root())?;
        for (ignore, item) in config.ignores.iter_mut().zip(items(document.root(), "ignores")) {
            ignore.span = first_line(text, item.span());
            require(!ignore.rules.is_empty(), item, "rules", "the ignore names no rule")?;
            require(!ignore.reason.trim().is_empty(), item, "reason", "the ignore gives no reason")?;
            for (name, is_empty) in [("objects", ignore.objects.is_empty()), ("paths", ignore.paths.is_empty())] {
                require(
                    !is_empty || item.get(name).is_none(),
                    item,
                    name,
                    "the list is empty: add an entry, or remove the key",
                )?;
            }
        }
        let mut names: Vec<&str> = Vec::new();
        for (cluster, item) in config.clusters.iter_mut().zip(items(document.root(), "clusters")) {
            cluster.span = first_line(text, item.span());
            require(!cluster.name.trim().is_empty(), item, "name", "the cluster has no name")?;
            require(cluster.name.len() <= LONGEST_NAME, item, "name", "the name has more than 253 bytes")?;
            require(
                cluster.name != Layout::REST,
                item,
                "name",
                "the name is reserved for files outside of all named clusters",
            )?;
            require(!names.contains(&cluster.name.as_str()), item, "name", "another cluster has the same name")?;
            require(!cluster.paths.is_empty(), item, "paths", "the cluster has no files or directories")?;
            names.push(&cluster.name);
        }
        Ok(config)
    }

    /// The rules and groups that cannot be ignored; `freeze` stands for all rules about faults for which BIRD rejects the
    /// file.
    pub(super) fn refused(&self) -> Vec<String> {
        self.never_ignore.iter().map(|name| name.0.0.clone()).collect()
    }

    /// Rejects ignores and switched-off rules that contradict `neverIgnore`.
    fn check_refused(&self, root: Value) -> Result<(), Fault> {
        let policy = IgnorePolicy { refused: self.refused(), ..IgnorePolicy::default() };
        let refused =
            |name: &RuleName| crate::rules::all().into_iter().find(|rule| name.means(rule) && policy.refuses(rule));
        let fault = |rule: &Rule, name: &RuleName, span| {
            let whose = if rule.name == name.0 { String::new() } else { format!(" (of `{name}`)") };
            Err(Fault::at(span, &format!("`neverIgnore` does not allow ignoring `{}`{whose}", rule.name)))
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
    ///
    /// # Errors
    /// None in practice: a schema is plain JSON.
    #[cfg(feature = "schema")]
    pub fn schema() -> serde_json::Result<String> {
        Ok(serde_json::to_string_pretty(&schemars::schema_for!(Config))? + "\n")
    }

    /// The configuration as YAML.
    ///
    /// # Errors
    /// None in practice: a configuration holds only text, numbers and lists.
    pub fn text(&self) -> serde_yaml::Result<String> {
        let text = serde_yaml::to_string(self)?;
        // The YAML crate takes these characters for line ends, and adds blanks after them. JSON is YAML too, and escapes them.
        match text.contains(['\u{85}', '\u{2028}', '\u{2029}']) {
            true => json::pretty(self).map_err(serde::ser::Error::custom),
            false => Ok(text),
        }
    }
}

pub(super) fn items<'d, 's>(root: Value<'d, 's>, name: &str) -> Vec<Value<'d, 's>> {
    match root.get(name).map(|list| list.view()) {
        Some(View::Sequence(items)) => items,
        _ => Vec::new(),
    }
}

/// Reports a field of an item whose value is not possible.
fn require(is_right: bool, item: Value, field: &str, message: &str) -> Result<(), Fault> {
    match is_right {
        true => Ok(()),
        false => Err(Fault::at(item.get(field).map_or(item.span(), |value| value.span()), message)),
    }
}

/// Reads a file as text.
#[cfg(feature = "walk")]
pub(super) fn source(path: &Path) -> Result<Source, Error> {
    let read = read_named(path, LARGEST_SETTINGS);
    let bytes = read.map_err(|source| Error::Read { path: path.to_owned(), source })?;
    let source = Source::from_bytes(&path.to_string_lossy(), bytes).read_from(path);
    Ok(source.found_at(absolute(path)))
}

/// The part of a span that is on its first line.
fn first_line(text: &str, span: Span) -> Span {
    Span::new(span.start as usize, line_end(text, span.start as usize).min(span.end as usize))
}
