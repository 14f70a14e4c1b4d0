//! What is wrong with a resource as it is written: found while the resource is read, reported by the rules of the group `manifest`.

use super::place::FieldSpan;
use super::value::{AddressError, CidrError, CommunityError, Release};
use crate::document::Span;

/// One thing that is wrong, or worth telling, with its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    /// The offending characters.
    pub span: FieldSpan,
    /// The name of the field that they belong to.
    pub field: String,
    /// What is wrong with them.
    pub kind: ProblemKind,
}

/// What can be wrong.
#[derive(Clone, Debug, PartialEq)]
pub enum ProblemKind {
    /// The kind has no such field.
    UnknownField {
        /// The field that was most likely meant.
        suggestion: Option<&'static str>,
        /// Whether another unknown field of the mapping is as near to the same name.
        has_rival: bool,
    },
    /// A value of another type than the field takes.
    WrongType {
        /// What the field takes, with its article.
        expected: &'static str,
        /// What is written, with its article.
        found: &'static str,
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
        reason: &'static str,
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
        /// `label` or `annotation`.
        map: &'static str,
        /// What is written, with its article.
        found: &'static str,
    },
    /// `metadata.namespace` on a kind that has none.
    NamespaceOnClusterScoped,
    /// A kind or version that Calico does not have, but that means one of ours.
    WrongKindOrVersion {
        /// What is wrong, as a sentence.
        message: String,
        /// What to write.
        help: String,
        /// What to write in place of the value, where that is all.
        meant: Option<Meant>,
    },
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
        /// What Calico takes.
        expected: &'static str,
        /// What the node is without it.
        consequence: &'static str,
    },
    /// An annotation of a Kubernetes Node that is nearly one of Calico's.
    MisspeltAnnotation {
        /// The annotation that was most likely meant.
        suggestion: &'static str,
    },
}

/// A value that was most likely meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meant {
    /// The value.
    pub text: String,
    /// Whether nothing else can be meant.
    pub is_certain: bool,
}
