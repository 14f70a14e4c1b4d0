//! Problems in how a resource is written, found while the resource is read. The rules of the group `manifest` report them.

use std::fmt;

use super::kind_mistake::KindMistake;
use super::node_annotation::NodeAnnotation;
use super::place::FieldSpan;
use super::reader::FieldName;
use crate::bounded::MASK;
use crate::document::scalar::Resolved;
use crate::document::{Span, Value, View};
use crate::value::{AddressError, CidrError, CommunityError, DurationError};

/// A problem, or another fact to report, with its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    /// The characters at fault.
    pub span: FieldSpan,
    /// The field or key of the characters.
    pub subject: Subject,
    /// What is wrong.
    pub kind: ProblemKind,
}

impl Problem {
    /// Whether the rule that reports the problem also reports the faults at its place for which a gate refuses the resource.
    pub(super) fn tells_of_refusal(&self) -> bool {
        use ProblemKind::{Deprecated, DuplicateKey};
        !matches!(self.kind, Deprecated { .. } | DuplicateKey { .. })
    }
}

/// The field or key that a problem is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A field of a table.
    Field(FieldName),
    /// An item of the list that a field holds.
    Item(FieldName),
    /// A key as written: of a label, of an annotation, or a key that is unknown or appears twice. A secret is masked.
    Key(String),
}

impl Subject {
    /// A key of a mapping.
    pub(super) fn key(key: &Value) -> Subject {
        Subject::Key(match key.is_secret_key() {
            true => MASK.to_owned(),
            false => key.text().unwrap_or_default().into_owned(),
        })
    }

    /// The field, or the field of the item; `None` for a key as written.
    pub fn field(&self) -> Option<FieldName> {
        match self {
            Subject::Field(name) | Subject::Item(name) => Some(*name),
            Subject::Key(_) => None,
        }
    }

    /// Whether the problem is about this field as a whole.
    pub fn is(&self, name: FieldName) -> bool {
        *self == Subject::Field(name)
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Subject::Field(name) => name.fmt(formatter),
            Subject::Item(name) => write!(formatter, "{name}[]"),
            Subject::Key(key) => formatter.write_str(key),
        }
    }
}

impl From<FieldName> for Subject {
    fn from(name: FieldName) -> Subject {
        Subject::Field(name)
    }
}

/// The type that a field expects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// A string.
    Text,
    /// A boolean.
    Boolean,
    /// A number.
    Number,
    /// An AS number.
    AsNumber,
    /// A word of a vocabulary.
    Word,
    /// A duration.
    Duration,
    /// An address.
    Address,
    /// A network.
    Network,
    /// A community.
    Community,
    /// A list.
    List,
    /// A mapping.
    Mapping,
}

impl fmt::Display for Expected {
    /// Writes the type with its article.
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str(match self {
            Expected::Text => "text",
            Expected::Boolean => "true or false",
            Expected::Number => "a number",
            Expected::AsNumber => "an AS number",
            Expected::Word => "a word",
            Expected::Duration => "a duration",
            Expected::Address => "an IP address",
            Expected::Network => "a CIDR",
            Expected::Community => "a community",
            Expected::List => "a list",
            Expected::Mapping => "a mapping",
        })
    }
}

/// The type of a value in the YAML tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Null: empty, `~`, `null`.
    Nothing,
    /// A boolean.
    Boolean,
    /// A number.
    Number,
    /// A string.
    Text,
    /// A list.
    List,
    /// A mapping.
    Mapping,
}

impl Shape {
    /// The type of a value.
    pub(super) fn of(value: &Value) -> Shape {
        match value.view() {
            View::Mapping(_) => Shape::Mapping,
            View::Sequence(_) => Shape::List,
            View::Scalar(Resolved::Null) => Shape::Nothing,
            View::Scalar(Resolved::Bool(_)) => Shape::Boolean,
            View::Scalar(Resolved::Int(_) | Resolved::Float(_)) => Shape::Number,
            View::Scalar(Resolved::Text) => Shape::Text,
        }
    }
}

impl fmt::Display for Shape {
    /// Writes the type with its article.
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str(match self {
            Shape::Nothing => "no value",
            Shape::Boolean => "a boolean",
            Shape::Number => "a number",
            Shape::Text => "text",
            Shape::List => "a list",
            Shape::Mapping => "a mapping",
        })
    }
}

/// A mapping of `metadata` whose values are strings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextMap {
    /// `labels`
    Labels,
    /// `annotations`
    Annotations,
}

/// What can be wrong. Each of these problems is reported by a rule, usually of the group `manifest`.
#[derive(Clone, Debug, PartialEq)]
pub enum ProblemKind {
    /// The kind has no such field.
    UnknownField {
        /// The most similar field.
        suggestion: Option<FieldName>,
        /// Whether another unknown field of the mapping is as similar to the suggestion.
        has_rival: bool,
    },
    /// A value of the wrong type.
    WrongType {
        /// The type that the field expects.
        expected: Expected,
        /// The type of the value.
        found: Shape,
    },
    /// A required field is missing or empty.
    MissingField,
    /// Not one of the values that the field allows.
    UnknownWord {
        /// The value as written.
        written: String,
        /// The allowed values.
        allowed: Vec<&'static str>,
    },
    /// Not an address.
    InvalidAddress {
        /// The value as written.
        written: String,
        /// The reason.
        reason: AddressError,
    },
    /// `0.0.0.0` or `::`, which BIRD treats as no neighbor.
    UnspecifiedAddress,
    /// An address that no neighbor can have.
    NotUnicast {
        /// What the address is: "a multicast address".
        what: &'static str,
    },
    /// An IPv6 address whose last group looks like the BGP port.
    PortWithoutBrackets {
        /// The address with brackets.
        meant: String,
    },
    /// Not a network.
    InvalidCidr {
        /// The value as written.
        written: String,
        /// The reason.
        reason: CidrError,
    },
    /// A network with host bits set.
    HostBits {
        /// The network as written, in normal form.
        written: String,
        /// The network without host bits.
        masked: String,
    },
    /// Not an AS number.
    InvalidAsNumber {
        /// The value as written.
        written: String,
    },
    /// A number with a leading zero.
    OctalAsNumber {
        /// The number as written.
        written: String,
        /// The number that YAML reads.
        read_as: i128,
    },
    /// An AS number written as a string.
    QuotedAsNumber {
        /// The number.
        number: u32,
    },
    /// Not a Go duration.
    InvalidDuration {
        /// The value as written.
        written: String,
        /// The reason.
        reason: DurationError,
    },
    /// A negative duration.
    NegativeDuration {
        /// The whole seconds that Calico writes into the file.
        rounded: i64,
    },
    /// Not a port.
    InvalidPort {
        /// The value as written.
        written: String,
        /// Whether it is a number with a leading zero.
        is_octal: bool,
    },
    /// Not a community.
    InvalidCommunity {
        /// The value as written.
        written: String,
        /// The reason.
        reason: CommunityError,
    },
    /// Not the name of an interface.
    InvalidInterface {
        /// The value as written.
        written: String,
    },
    /// A number or length outside of the allowed range.
    OutOfRange {
        /// The value as written, shortened.
        written: String,
        /// The allowed range: "0 to 255".
        limit: String,
    },
    /// A selector without quotes that begins with `!`, so that YAML reads it as a tag.
    SelectorLostToTag {
        /// The value without the tag; empty where the tag is the whole selector.
        rest: String,
    },
    /// A label or annotation whose value is a number, a boolean or a collection.
    NonStringLabel {
        /// Whether it is a label or an annotation.
        map: TextMap,
        /// The type of the value.
        found: Shape,
    },
    /// `metadata.namespace` on a kind without namespaces.
    NamespaceOnClusterScoped,
    /// A wrong kind or version of an object that is meant for Calico.
    WrongKindOrVersion(KindMistake),
    /// The same key twice in one mapping.
    DuplicateKey {
        /// The place of the first key.
        first: Span,
    },
    /// A field that newer releases no longer use.
    Deprecated {
        /// What to write instead.
        instead: &'static str,
    },
    /// A placeholder that somebody forgot to replace.
    PlaceholderLeft {
        /// The value as written.
        written: String,
    },
    /// A BGP annotation of a Kubernetes Node whose value Calico drops.
    IgnoredAnnotation {
        /// The value as written.
        written: String,
        /// Which annotation it is.
        annotation: NodeAnnotation,
    },
    /// An annotation of a Kubernetes Node whose name is similar to one of Calico's.
    MisspelledAnnotation {
        /// The most similar annotation of Calico.
        suggestion: NodeAnnotation,
    },
}
