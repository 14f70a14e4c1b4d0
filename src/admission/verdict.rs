//! What the gates do with a part of a resource, in which releases, and why.

use std::fmt;

use super::releases::Releases;
use crate::bounded::MASK;
use crate::document::{Span, Value};
use crate::names::names;
use crate::nearest::nearest;

names! {
    /// A way into the cluster that may refuse a resource.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
    pub enum Gate {
        /// The Kubernetes API server with Calico's CRDs: kubectl, Flux, Argo CD, Helm.
        "crd" => Crd,
        /// Calico's own code: calicoctl and Calico's API server.
        "calico" => Calico,
    }
}

names! {
    /// What a fault is about. Each topic belongs to one rule.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
    pub enum Topic {
        /// A field that no release has.
        "unknown-field" => UnknownField,
        /// A field that some releases do not have.
        "field-of-other-releases" => FieldOfOtherReleases,
        /// A field that newer releases no longer have.
        "removed-field" => RemovedField,
        /// A value of the wrong type.
        "type" => Type,
        /// A required field that is missing.
        "missing" => Missing,
        /// A word that the field does not know.
        "word" => Word,
        /// A word that some releases do not know.
        "word-of-other-releases" => WordOfOtherReleases,
        /// A number, a length or a count out of bounds.
        "bounds" => Bounds,
        /// An item twice in a set.
        "repetition" => Repetition,
        /// Fields that exclude or need each other.
        "conflict" => Conflict,
        /// The name of an object.
        "name" => Name,
        /// A label or annotation.
        "label" => Label,
        /// A label or annotation with another value than text.
        "label-type" => LabelType,
        /// The name of a network interface.
        "interface" => Interface,
        /// An address.
        "address" => Address,
        /// A CIDR.
        "cidr" => Cidr,
        /// Host bits of a CIDR.
        "host-bits" => HostBits,
        /// An AS number.
        "as-number" => AsNumber,
        /// A community.
        "community" => Community,
        /// A duration.
        "duration" => Duration,
        /// A selector.
        "selector" => Selector,
        /// A namespace.
        "namespace" => Namespace,
        /// A field for the BGPConfiguration `default` only.
        "default-only" => DefaultOnly,
        /// A setting of the mesh while the mesh is off.
        "mesh" => Mesh,
        /// Communities that nothing advertises.
        "unused-community" => UnusedCommunity,
        /// A community that nothing defines.
        "undefined-community" => UndefinedCommunity,
        /// A network and an operator of a filter rule, of which one is missing.
        "filter-network" => FilterNetwork,
        /// A missing AS number of a BGPPeer for workloads.
        "missing-as-number" => MissingAsNumber,
    }
}

/// What the gates do because of one fault, each in a set of releases.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// The gate `crd` refuses the resource.
    pub crd: Releases,
    /// The gate `crd` refuses the resource only under strict field validation, kubectl's default; otherwise it drops the
    /// field.
    pub strict: Releases,
    /// The gate `calico` refuses the resource.
    pub calico: Releases,
    /// The gate `crd` takes the resource, and then Calico can read no object of the kind.
    pub unreadable: Releases,
    /// The gate `crd` refuses the resource from Kubernetes 1.36 on.
    pub kubernetes_1_36: Releases,
}

impl Outcome {
    /// The outcome in some releases only.
    pub fn in_releases(self, releases: Releases) -> Outcome {
        Outcome {
            crd: self.crd.and(releases),
            strict: self.strict.and(releases),
            calico: self.calico.and(releases),
            unreadable: self.unreadable.and(releases),
            kubernetes_1_36: self.kubernetes_1_36.and(releases),
        }
    }

    /// The outcome for a resource that the gate `crd` sees in some releases only, and the gate `calico` perhaps never.
    pub(super) fn at_gates(self, crd: Releases, calico: Releases) -> Outcome {
        Outcome {
            crd: self.crd.and(crd),
            strict: self.strict.and(crd),
            calico: self.calico.and(calico),
            unreadable: self.unreadable.and(crd),
            // Calico's own code writes into the CRD of the older group.
            kubernetes_1_36: if crd.is_empty() { Releases::NONE } else { self.kubernetes_1_36 },
        }
    }

    /// What happens because of either of two faults.
    pub fn or(self, other: Outcome) -> Outcome {
        Outcome {
            crd: self.crd.or(other.crd),
            strict: self.strict.or(other.strict),
            calico: self.calico.or(other.calico),
            unreadable: self.unreadable.or(other.unreadable),
            kubernetes_1_36: self.kubernetes_1_36.or(other.kubernetes_1_36),
        }
    }

    /// Whether something happens in all of these releases.
    pub fn is_known_to(self, releases: Releases) -> bool {
        self.crd.or(self.strict).or(self.calico).or(self.unreadable).holds(releases)
    }

    /// Whether nothing happens in any release.
    pub fn is_nothing(self) -> bool {
        self == Outcome::default()
    }
}

/// A fault for which a gate refuses a resource, or after which Calico cannot read the kind.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// What the fault is about.
    pub topic: Topic,
    /// The characters at fault: a value, or a key where the value is missing or empty.
    pub span: Span,
    /// The other field, where two are at fault together.
    pub other: Option<Span>,
    /// What is wrong, as a clause.
    pub reason: Reason,
    /// What happens, and in which releases.
    pub outcome: Outcome,
    /// Whether a problem of the reader is at the same place, so that its rule reports the fault.
    pub is_told: bool,
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// A sentence of the tables.
    Fixed(&'static str),
    /// A sentence about a field.
    Of {
        /// The field.
        field: &'static str,
        /// What is wrong with it, as the rest of a sentence.
        what: String,
    },
    /// A sentence about an item of a list.
    OfItem {
        /// The list.
        list: &'static str,
        /// What is wrong with the item, as the rest of a sentence.
        what: String,
    },
    /// A field or a word that only some releases have.
    OnlyIn {
        /// The field.
        field: &'static str,
        /// The word, where not the field itself is at fault.
        word: Option<String>,
        /// The releases that have it.
        releases: Releases,
    },
    /// A key that the kind does not have.
    UnknownKey {
        /// The key as written; a secret is masked.
        key: String,
        /// The most similar field that is not there.
        suggestion: Option<&'static str>,
    },
}

impl Reason {
    /// A key that the kind does not have, among the keys that may be meant.
    pub(super) fn unknown_key(key: &Value, meant: &[&'static str]) -> Reason {
        match key.is_secret_key() {
            true => Reason::UnknownKey { key: MASK.to_owned(), suggestion: None },
            false => {
                let key = key.text().unwrap_or_default().into_owned();
                let suggestion = nearest(&key, meant.iter().copied());
                Reason::UnknownKey { key, suggestion }
            }
        }
    }

    /// The field at fault, where the reason names one.
    pub fn field(&self) -> Option<&'static str> {
        match self {
            Reason::Of { field, .. } | Reason::OfItem { list: field, .. } | Reason::OnlyIn { field, .. } => Some(field),
            Reason::Fixed(_) | Reason::UnknownKey { .. } => None,
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Reason::Fixed(text) => formatter.write_str(text),
            Reason::OfItem { list, what } => write!(formatter, "an item of `{list}` {what}"),
            Reason::Of { field, what } => write!(formatter, "`{field}` {what}"),
            Reason::OnlyIn { field, word: None, releases } => {
                write!(formatter, "`{field}` is a field of Calico {releases}")
            }
            Reason::OnlyIn { field, word: Some(word), releases } => {
                write!(formatter, "`{word}` is a value of `{field}` in Calico {releases}")
            }
            Reason::UnknownKey { key, .. } => write!(formatter, "there is no field `{key}`"),
        }
    }
}
