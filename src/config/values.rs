//! The values of a configuration, and how they are written.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::net::Ipv4Addr;
use std::path::PathBuf;
use std::str::FromStr;

use clap::ValueEnum;
use globset::{GlobBuilder, GlobMatcher};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use crate::cluster::Inventory;
use crate::input::PathPattern;
use crate::nearest::nearest;
use crate::resource::Kind;
use crate::resource::value::Release;
use crate::rule::{IgnorePolicy, Rule, Severity};

/// How the findings of a rule are told, if at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Not at all: the rule is not run.
    Off,
    /// As advice.
    Info,
    /// As a warning.
    Warning,
    /// As an error.
    Error,
}

impl Level {
    /// The severity of the findings.
    pub fn severity(self) -> Option<Severity> {
        match self {
            Level::Off => None,
            Level::Info => Some(Severity::Info),
            Level::Warning => Some(Severity::Warning),
            Level::Error => Some(Severity::Error),
        }
    }
}

/// From which severity on a run fails.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum FailOn {
    /// Errors.
    #[default]
    Error,
    /// Warnings and errors.
    Warning,
    /// Anything.
    Info,
    /// Nothing.
    Never,
}

impl FailOn {
    /// Whether a finding of this severity fails the run.
    pub fn is_met_by(self, severity: Severity) -> bool {
        match self {
            FailOn::Error => severity >= Severity::Error,
            FailOn::Warning => severity >= Severity::Warning,
            FailOn::Info => true,
            FailOn::Never => false,
        }
    }
}

/// What is said of the nodes: how to take those in the input, or a file that holds all of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Nodes {
    /// How to take the nodes in the input.
    Inventory(Inventory),
    /// A file with all nodes.
    File(PathBuf),
}

impl FromStr for Nodes {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Nodes, Self::Err> {
        match text {
            "" => Err("write `complete`, `partial`, or the name of a file"),
            "complete" => Ok(Nodes::Inventory(Inventory::Complete)),
            "partial" => Ok(Nodes::Inventory(Inventory::Partial)),
            file => Ok(Nodes::File(file.into())),
        }
    }
}

impl fmt::Display for Nodes {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Nodes::Inventory(inventory) => formatter.write_str(inventory.name()),
            Nodes::File(file) => write!(formatter, "{}", file.display()),
        }
    }
}

/// A value of `CALICO_ROUTER_ID`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RouterId(pub String);

impl FromStr for RouterId {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<RouterId, Self::Err> {
        match text == "hash" || text.parse::<Ipv4Addr>().is_ok() {
            true => Ok(RouterId(text.to_owned())),
            false => Err("write `hash` or an IPv4 address"),
        }
    }
}

impl fmt::Display for RouterId {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// The name of a rule or of a group of rules.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RuleName(pub String);

impl RuleName {
    /// Whether a rule is meant.
    pub fn means(&self, rule: &Rule) -> bool {
        rule.is_named(&self.0)
    }

    /// All names that there are.
    pub(super) fn all() -> Vec<&'static str> {
        let rules = crate::rules::all();
        let mut groups: Vec<&str> = rules.iter().map(|rule| rule.group.name()).collect();
        groups.dedup();
        rules.iter().map(|rule| rule.name).chain(groups).collect()
    }
}

impl FromStr for RuleName {
    type Err = String;

    fn from_str(name: &str) -> Result<RuleName, String> {
        let known = RuleName::all();
        if known.contains(&name) {
            return Ok(RuleName(name.to_owned()));
        }
        Err(match nearest(name, known.into_iter()) {
            Some(known) => format!("there is no rule `{name}`; `{known}` is one"),
            None => format!("there is no rule or group `{name}`; `bgplint rules` lists them"),
        })
    }
}

impl fmt::Display for RuleName {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// The name of a rule, of a group, or `freeze` for the rules by whose faults BIRD refuses the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedName(pub String);

impl FromStr for RefusedName {
    type Err = String;

    fn from_str(name: &str) -> Result<RefusedName, String> {
        match name {
            IgnorePolicy::FREEZE => Ok(RefusedName(name.to_owned())),
            _ => name.parse::<RuleName>().map(|name| RefusedName(name.0)),
        }
    }
}

impl fmt::Display for RefusedName {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// A pattern of objects as `Kind/name`; a kind alone means all of the kind.
#[derive(Clone, Debug)]
pub struct ObjectPattern {
    text: String,
    glob: GlobMatcher,
}

impl ObjectPattern {
    /// Whether an object fits.
    pub fn fits(&self, kind: &str, name: &str) -> bool {
        self.glob.is_match(format!("{kind}/{name}"))
    }
}

impl FromStr for ObjectPattern {
    type Err = String;

    fn from_str(text: &str) -> Result<ObjectPattern, String> {
        if text.is_empty() {
            return Err("write it like BGPPeer/tor-*".to_owned());
        }
        let (kind, _) = text.split_once('/').unwrap_or((text, ""));
        if !kind.contains(['*', '?', '[', '{']) && !Kind::ALL.iter().any(|known| known.name() == kind) {
            let meant = nearest(kind, Kind::ALL.iter().map(|known| known.name()))
                .map_or(String::new(), |known| format!("; `{known}` is one"));
            return Err(format!("bgplint reads no kind `{kind}`{meant}"));
        }
        let pattern = if text.contains('/') { Cow::Borrowed(text) } else { Cow::Owned(format!("{text}/*")) };
        let glob = GlobBuilder::new(&pattern).build().map_err(|error| error.to_string())?;
        Ok(ObjectPattern { text: text.to_owned(), glob: glob.compile_matcher() })
    }
}

impl fmt::Display for ObjectPattern {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

/// A value that is written as a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Written<T>(pub T);

impl<'de, T: FromStr<Err: fmt::Display>> Deserialize<'de> for Written<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Written<T>, D::Error> {
        deserializer.deserialize_str(WrittenVisitor(PhantomData))
    }
}

/// Reads the text where it stands, so that an error points at it.
struct WrittenVisitor<T>(PhantomData<T>);

impl<T: FromStr<Err: fmt::Display>> Visitor<'_> for WrittenVisitor<T> {
    type Value = Written<T>;

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("a text")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Written<T>, E> {
        text.parse().map(Written).map_err(E::custom)
    }
}

impl<T: fmt::Display> Serialize for Written<T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

/// What the schema says of a value that is written as a text.
trait Described {
    const NAME: &'static str;
    fn schema() -> Schema;
}

impl<T: Described> JsonSchema for Written<T> {
    fn schema_name() -> Cow<'static, str> {
        T::NAME.into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        T::schema()
    }
}

impl Described for Release {
    const NAME: &'static str = "Release";
    fn schema() -> Schema {
        // Written without quotes, 3.31 is a number to editors.
        json_schema!({ "type": ["string", "number"], "examples": ["3.31"] })
    }
}

impl Described for Nodes {
    const NAME: &'static str = "Nodes";
    fn schema() -> Schema {
        json_schema!({ "type": "string", "examples": ["complete", "partial", "nodes.yaml"] })
    }
}

impl Described for RouterId {
    const NAME: &'static str = "RouterId";
    fn schema() -> Schema {
        json_schema!({ "type": "string", "pattern": r"^(hash|[0-9]{1,3}(\.[0-9]{1,3}){3})$" })
    }
}

impl Described for RuleName {
    const NAME: &'static str = "RuleName";
    fn schema() -> Schema {
        json_schema!({ "type": "string", "enum": RuleName::all() })
    }
}

impl Described for RefusedName {
    const NAME: &'static str = "RefusedName";
    fn schema() -> Schema {
        let names: Vec<&str> = std::iter::once(IgnorePolicy::FREEZE).chain(RuleName::all()).collect();
        json_schema!({ "type": "string", "enum": names })
    }
}

impl Described for PathPattern {
    const NAME: &'static str = "PathPattern";
    fn schema() -> Schema {
        json_schema!({ "type": "string", "minLength": 1, "examples": ["clusters/prod/**"] })
    }
}

impl Described for ObjectPattern {
    const NAME: &'static str = "ObjectPattern";
    fn schema() -> Schema {
        json_schema!({ "type": "string", "minLength": 1, "examples": ["BGPPeer/tor-*"] })
    }
}
