//! What is wrong with a resource as it is written: found while the resource is read, reported by the rules of the group `manifest`.

use std::fmt;

use super::kind_mistake::KindMistake;
use super::node_annotation::NodeAnnotation;
use super::place::FieldSpan;
use super::reader::FieldName;
use super::value::{AddressError, CidrError, CommunityError, DurationError, Release};
use crate::document::scalar::Resolved;
use crate::document::{Span, Value, View};

/// One thing that is wrong, or worth telling, with its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    /// The offending characters.
    pub span: FieldSpan,
    /// The field or key that they belong to.
    pub subject: Subject,
    /// What is wrong with them.
    pub kind: ProblemKind,
}

/// The field or key that a problem is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A field of a table.
    Field(FieldName),
    /// An item of the list that a field holds.
    Item(FieldName),
    /// A key as it is written: of a label, of an annotation, or any that no table has or that stands twice.
    Key(String),
}

impl Subject {
    /// The field, or the field that the item belongs to; `None` for a key as it is written.
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

/// What a field takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// Text.
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
    /// Writes it with its article.
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

/// What a value is, before anything is made of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Nothing: empty, `~`, `null`.
    Nothing,
    /// A boolean.
    Boolean,
    /// A number.
    Number,
    /// Text.
    Text,
    /// A list.
    List,
    /// A mapping.
    Mapping,
}

impl Shape {
    /// What a value is.
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
    /// Writes it with its article.
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

/// A mapping of `metadata` that holds texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextMap {
    /// `labels`
    Labels,
    /// `annotations`
    Annotations,
}

/// What can be wrong. A rule of the group `manifest`, or of another group, reports each of these problems.
#[derive(Clone, Debug, PartialEq)]
pub enum ProblemKind {
    /// The kind has no such field.
    UnknownField {
        /// The field that was most likely meant.
        suggestion: Option<FieldName>,
        /// Whether another unknown field of the mapping is as near to the same name.
        has_rival: bool,
    },
    /// A value of another type than the field takes.
    WrongType {
        /// What the field takes.
        expected: Expected,
        /// What is written.
        found: Shape,
    },
    /// A field that must be there is absent or empty.
    MissingField,
    /// Not one of the words that the field takes.
    UnknownWord {
        /// The word as written.
        written: String,
        /// The words that the field takes.
        allowed: Vec<&'static str>,
    },
    /// Not an address.
    InvalidAddress {
        /// The value as written.
        written: String,
        /// Why not.
        reason: AddressError,
    },
    /// `0.0.0.0` or `::`, which BIRD takes for no neighbor.
    UnspecifiedAddress,
    /// An IPv6 address whose last group looks like the BGP port.
    PortWithoutBrackets {
        /// The address as it should be written.
        meant: String,
    },
    /// Not a network.
    InvalidCidr {
        /// The value as written.
        written: String,
        /// Why not.
        reason: CidrError,
    },
    /// A network with host bits set.
    HostBits {
        /// The network as it is meant to be read.
        written: String,
        /// The network without them.
        masked: String,
    },
    /// Not an AS number.
    InvalidAsNumber {
        /// The value as written.
        written: String,
        /// Whether the CRD takes it all the same, so that Calico then fails on the list of all objects of the kind.
        passes_crd: bool,
    },
    /// A number with a leading zero.
    OctalAsNumber {
        /// The number as written.
        written: String,
        /// The number that YAML makes of it.
        read_as: i128,
    },
    /// An AS number that does not fit the CRD's `int32`.
    AsNumberExceedsInt32,
    /// An AS number written as text.
    QuotedAsNumber {
        /// The number.
        number: u32,
    },
    /// Not a Go duration.
    InvalidDuration {
        /// Whether it is text at least, which is all that the CRD asks for: Calico then fails on the list of all objects
        /// of the kind.
        passes_crd: bool,
        /// The value as written.
        written: String,
        /// Why not.
        reason: DurationError,
    },
    /// A duration below zero.
    NegativeDuration {
        /// The whole seconds that Calico renders.
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
        /// Why not.
        reason: CommunityError,
    },
    /// A number or length that the field cannot hold.
    OutOfRange {
        /// The value as written, shortened.
        written: String,
        /// What the field holds: "0 to 255".
        limit: String,
        /// Whether the CRD takes it all the same, so that Calico then fails on the list of all objects of the kind.
        passes_crd: bool,
    },
    /// A selector that YAML takes for a tag, because it begins with `!` and is not quoted.
    SelectorLostToTag {
        /// What is left as the value; empty where the tag took all of it.
        rest: String,
    },
    /// A label or annotation whose value is a number, a boolean or a collection.
    NonStringLabel {
        /// Which of the two it is.
        map: TextMap,
        /// What is written.
        found: Shape,
    },
    /// `metadata.namespace` on a kind that has none.
    NamespaceOnClusterScoped,
    /// A kind or version that Calico does not have, but that means one of ours.
    WrongKindOrVersion(KindMistake),
    /// The same key twice in one mapping.
    DuplicateKey {
        /// Where the first stands.
        first: Span,
    },
    /// A field or kind that older releases do not have.
    NeedsRelease {
        /// The first release that has it.
        since: Release,
    },
    /// A field that newer releases do without.
    Deprecated {
        /// What to write.
        instead: &'static str,
    },
    /// A value that somebody was to fill in.
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
    /// An annotation of a Kubernetes Node that is nearly one of Calico's.
    MisspeltAnnotation {
        /// The annotation that was most likely meant.
        suggestion: NodeAnnotation,
    },
}
