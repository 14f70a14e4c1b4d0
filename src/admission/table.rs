//! The language of the tables: fields, their forms, and checks, each with the releases in which they hold.

use std::fmt;

use super::content::{Content, Mapping};
use super::releases::Releases;
use super::verdict::Topic;
use crate::document::{Span, Value};
use crate::wording::one_of;

/// A field of a kind.
#[derive(Debug)]
pub struct Row {
    /// The key in a manifest.
    pub key: &'static str,
    /// The releases with the field.
    pub releases: Releases,
    /// The type of its value.
    pub form: Form,
    /// Whether Calico's client leaves out Go's zero value of the field before it sends the object, so that no check of the
    /// gate `calico` sees the value.
    pub omits_zero: bool,
    /// The checks of its value.
    pub checks: &'static [Check],
}

/// The type of a value.
#[derive(Debug)]
pub enum Form {
    /// Any value.
    Any,
    /// A string.
    Text,
    /// A string that is a CIDR to the CRD from this set of releases on; there the check of the form lets a list pass.
    Cidr(Releases),
    /// A boolean.
    Boolean,
    /// A number that Go holds in this range.
    Integer(Number),
    /// An AS number; calicoctl takes a string too.
    AsNumber,
    /// A duration of Go, a string to the CRD.
    Duration,
    /// A list.
    List(&'static Row),
    /// A mapping.
    Mapping(&'static Shape),
}

/// The numbers that a field can hold.
#[derive(Debug)]
pub struct Number {
    /// The least number that Go's type holds.
    pub least: i128,
    /// The largest number that Go's type holds.
    pub most: i128,
    /// The releases whose CRD says `format: int32`, which Kubernetes enforces from 1.36 on.
    pub int32: Releases,
}

/// The fields of a mapping, and how they depend on each other.
#[derive(Debug)]
pub struct Shape {
    /// The fields.
    pub rows: &'static [Row],
    /// The checks over several fields.
    pub relations: &'static [Relation],
}

/// A check of one value, with the releases in which each gate makes it.
#[derive(Debug)]
pub struct Check {
    /// What the value must be.
    pub demand: Demand,
    /// The releases whose CRDs demand it. Calico's own code meets the CRD too, since it writes into it.
    pub crd: Releases,
    /// The releases whose own code demands it.
    pub calico: Releases,
}

/// What a value must be.
#[derive(Debug)]
pub enum Demand {
    /// It must be there.
    Present,
    /// It must be there, and not be an empty string.
    Filled,
    /// One of these words.
    Words(&'static [&'static str]),
    /// A string of at most so many characters.
    Length(usize),
    /// A number from the first to the second.
    Range(i128, i128),
    /// A list of at least the first and at most the second number of items.
    Items(usize, usize),
    /// A list with no item twice.
    Distinct,
    /// A string of a form.
    Text(&'static TextForm),
}

/// A form of a string.
#[derive(Debug)]
pub struct TextForm {
    /// What a fault is about.
    pub topic: Topic,
    /// What the string must be: "a CIDR".
    pub must_be: &'static str,
    /// Whether a string has the form.
    pub is_met: fn(&str) -> bool,
}

/// A check over several fields of a mapping.
#[derive(Debug)]
pub struct Relation {
    /// What a fault is about.
    pub topic: Topic,
    /// What is wrong, as a clause.
    pub reason: &'static str,
    /// The releases whose CRDs check it.
    pub crd: Releases,
    /// The releases whose own code checks it.
    pub calico: Releases,
    /// The places at fault, or the mapping as a whole where the list is empty; `None` where the fields fit.
    pub broken: fn(&Mapping) -> Option<Vec<Span>>,
}

impl Row {
    /// A field of every release.
    pub const fn new(key: &'static str, form: Form, checks: &'static [Check]) -> Row {
        Row { key, releases: Releases::ALL, form, omits_zero: true, checks }
    }

    /// The same field, in some releases only.
    pub const fn in_releases(self, releases: Releases) -> Row {
        let Row { key, form, omits_zero, checks, .. } = self;
        Row { key, releases, form, omits_zero, checks }
    }

    /// The same field, whose zero value Calico's client sends like any other.
    pub const fn sent_always(self) -> Row {
        let Row { key, form, releases, checks, .. } = self;
        Row { key, releases, form, omits_zero: false, checks }
    }
}

impl Check {
    /// A check of both gates.
    pub const fn both(demand: Demand, crd: Releases, calico: Releases) -> Check {
        Check { demand, crd, calico }
    }

    /// A check of the CRDs.
    pub const fn crd(demand: Demand, crd: Releases) -> Check {
        Check { demand, crd, calico: Releases::NONE }
    }

    /// A check of Calico's own code.
    pub const fn calico(demand: Demand, calico: Releases) -> Check {
        Check { demand, crd: Releases::NONE, calico }
    }
}

impl Demand {
    /// What a fault is about.
    pub fn topic(&self) -> Topic {
        match self {
            Demand::Present | Demand::Filled => Topic::Missing,
            Demand::Words(_) => Topic::Word,
            Demand::Length(_) | Demand::Range(..) | Demand::Items(..) => Topic::Bounds,
            Demand::Distinct => Topic::Repetition,
            Demand::Text(form) => form.topic,
        }
    }

    /// Whether a value that is there does not meet the demand.
    pub fn is_broken(&self, content: &Content) -> bool {
        match (self, content) {
            (Demand::Words(words), Content::Text(text)) => !words.contains(&text.as_ref()),
            (Demand::Length(most), Content::Text(text)) => text.chars().count() > *most,
            (Demand::Range(least, most), Content::Integer(number)) => !(*least..=*most).contains(number),
            (Demand::Range(least, most), Content::Fraction(number)) => {
                *number < *least as f64 || *number > *most as f64
            }
            (Demand::Items(least, most), Content::List(items)) => !(*least..=*most).contains(&items.len()),
            (Demand::Distinct, Content::List(items)) => has_repetition(items),
            (Demand::Text(form), Content::Text(text)) => !(form.is_met)(text),
            _ => false,
        }
    }
}

impl fmt::Display for Demand {
    /// Writes the demand as the rest of a sentence: "must be a CIDR".
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Demand::Present => formatter.write_str("must be there"),
            Demand::Filled => formatter.write_str("must not be empty"),
            Demand::Words(words) => write!(formatter, "must be {}", one_of(words)),
            Demand::Length(most) => write!(formatter, "must have at most {most} characters"),
            Demand::Range(least, most) => write!(formatter, "must be a number from {least} to {most}"),
            Demand::Items(1, 1) => formatter.write_str("must have exactly one item"),
            Demand::Items(0, most) => write!(formatter, "must have at most {most} items"),
            Demand::Items(least, most) => write!(formatter, "must have {least} to {most} items"),
            Demand::Distinct => formatter.write_str("must have no item twice"),
            Demand::Text(form) => write!(formatter, "must be {}", form.must_be),
        }
    }
}

/// Whether a list has an item twice.
fn has_repetition(items: &[Value]) -> bool {
    let mut texts: Vec<_> = items.iter().map(|item| item.text().unwrap_or(item.source().trim().into())).collect();
    texts.sort_unstable();
    texts.windows(2).any(|pair| pair[0] == pair[1])
}
