//! The values of a configuration, and how they are written.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::net::Ipv4Addr;
use std::path::PathBuf;
use std::str::FromStr;

use globset::GlobMatcher;
use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use super::deserialize::HELP;
use crate::cluster::Inventory;
use crate::input::matcher;
use crate::invalid_value::InvalidValue;
use crate::nearest::nearest;
use crate::resource::Kind;
use crate::rule::{IgnorePolicy, Rule, Severity};

/// The severity of a rule's findings, or `off`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// The rule does not run.
    Off,
    /// Advice.
    Info,
    /// A warning.
    Warning,
    /// An error.
    Error,
}

impl Level {
    /// The severity of the findings; `None` for a rule that is off.
    pub fn severity(self) -> Option<Severity> {
        match self {
            Level::Off => None,
            Level::Info => Some(Severity::Info),
            Level::Warning => Some(Severity::Warning),
            Level::Error => Some(Severity::Error),
        }
    }
}

/// The nodes of a cluster: whether the input holds all of them, or a file that does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Nodes {
    /// Whether the input holds all nodes.
    Inventory(Inventory),
    /// A file with all nodes.
    File(PathBuf),
}

impl FromStr for Nodes {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Nodes, InvalidValue> {
        match text {
            "" => {
                Err(InvalidValue::new("the value is empty").help("write `complete`, `partial`, or the name of a file"))
            }
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
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<RouterId, InvalidValue> {
        match text == "hash" || text.parse::<Ipv4Addr>().is_ok() {
            true => Ok(RouterId(text.to_owned())),
            false => {
                let invalid = InvalidValue::new(format!("`{text}` is not a valid value of CALICO_ROUTER_ID"));
                Err(invalid.help("write `hash` or an IPv4 address"))
            }
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
    /// Whether this name is the rule's own name or the name of its group.
    pub fn means(&self, rule: &Rule) -> bool {
        rule.is_named(&self.0)
    }

    /// All names of rules and groups.
    pub(super) fn all() -> Vec<&'static str> {
        let rules = crate::rules::all();
        let mut groups: Vec<&str> = rules.iter().map(|rule| rule.group.name()).collect();
        groups.dedup();
        rules.iter().map(|rule| rule.name).chain(groups).collect()
    }
}

impl FromStr for RuleName {
    type Err = InvalidValue;

    fn from_str(name: &str) -> Result<RuleName, InvalidValue> {
        let known = RuleName::all();
        if known.contains(&name) {
            return Ok(RuleName(name.to_owned()));
        }
        let meant = nearest(name, known.into_iter());
        let kind = if meant.is_some() { "rule" } else { "rule or group" };
        Err(InvalidValue::unknown(kind, name, meant, "run `bgplint rules` for a list"))
    }
}

impl fmt::Display for RuleName {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// The name of a rule or group, or `freeze` for all rules about faults for which BIRD rejects the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedName(pub String);

impl FromStr for RefusedName {
    type Err = InvalidValue;

    fn from_str(name: &str) -> Result<RefusedName, InvalidValue> {
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

/// A pattern of objects, written as `Kind/name`; a kind alone means all objects of the kind.
#[derive(Clone, Debug)]
pub struct ObjectPattern {
    text: String,
    glob: GlobMatcher,
}

impl ObjectPattern {
    /// Whether the pattern matches an object.
    pub fn fits(&self, kind: &str, name: &str) -> bool {
        self.glob.is_match(format!("{kind}/{name}"))
    }
}

impl FromStr for ObjectPattern {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<ObjectPattern, InvalidValue> {
        if text.is_empty() {
            return Err(InvalidValue::new("the pattern is empty").help("write a pattern like BGPPeer/tor-*"));
        }
        let (kind, _) = text.split_once('/').unwrap_or((text, ""));
        let names: Vec<&str> = Kind::ALL.iter().map(|known| known.name()).collect();
        if !kind.contains(['*', '?', '[', '{']) && !names.contains(&kind) {
            let meant = nearest(kind, names.iter().copied());
            let kinds = format!("bgplint knows {}", names.join(", "));
            return Err(InvalidValue::unknown("kind", kind, meant, &kinds));
        }
        let pattern = if text.contains('/') { Cow::Borrowed(text) } else { Cow::Owned(format!("{text}/*")) };
        Ok(ObjectPattern { text: text.to_owned(), glob: matcher(&pattern, false)? })
    }
}

impl fmt::Display for ObjectPattern {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

/// A value that is written as a string.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Written<T>(pub T);

impl<'de, T: FromStr<Err = InvalidValue>> Deserialize<'de> for Written<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Written<T>, D::Error> {
        deserializer.deserialize_str(WrittenVisitor(PhantomData))
    }
}

/// Parses the string while the YAML tree is read, so that an error has the place of the value.
struct WrittenVisitor<T>(PhantomData<T>);

impl<T: FromStr<Err = InvalidValue>> Visitor<'_> for WrittenVisitor<T> {
    type Value = Written<T>;

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("a string")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Written<T>, E> {
        let custom = |InvalidValue { message, help }: InvalidValue| {
            E::custom(help.map_or(message.clone(), |help| format!("{message}{HELP}{help}")))
        };
        text.parse().map(Written).map_err(custom)
    }
}

impl<T: fmt::Display> Serialize for Written<T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}
