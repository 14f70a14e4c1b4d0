//! Walks through a value along its table, and collects the faults.

use super::content::{Content, Mapping, place_of};
use super::releases::Releases;
use super::table::{Check, Demand, Form, Number, Relation, Row, Shape};
use super::verdict::{Outcome, Reason, Topic, Verdict};
use crate::document::{Entry, Span, Value};
use crate::value::{is_placeholder, parse_as_number, parse_duration};

/// Collects the faults of one resource.
#[derive(Debug, Default)]
pub struct Walk {
    /// The faults found so far.
    pub verdicts: Vec<Verdict>,
    /// Whether only calicoctl takes the kind, which writes numbers and booleans as text where text is due.
    pub converts: bool,
}

/// A value on the walk.
struct Visit<'v, 'd, 's> {
    row: &'static Row,
    content: &'v Content<'d, 's>,
    /// The place to report.
    span: Span,
    /// The key of the field; `None` for an item of a list.
    key: Option<Span>,
    /// The releases that have the field.
    releases: Releases,
}

impl Walk {
    /// Adds a fault, unless nothing happens because of it.
    pub fn add(&mut self, topic: Topic, span: Span, reason: Reason, outcome: Outcome) {
        if !outcome.is_nothing() {
            self.verdicts.push(Verdict { topic, span, other: None, reason, outcome, is_told: false });
        }
    }

    /// Walks through a mapping. `place` is the place to report for missing fields.
    pub fn mapping(&mut self, shape: &'static Shape, mapping: &Mapping, place: Span, releases: Releases) {
        let written: Vec<&str> =
            shape.rows.iter().map(|row| row.key).filter(|key| mapping.entry(key).is_some()).collect();
        let mut seen: Vec<&str> = Vec::new();
        for entry in mapping.entries.iter().rev() {
            let Some(key) = entry.key.text().filter(|key| !is_placeholder(key)) else {
                continue;
            };
            match shape.rows.iter().find(|row| row.key == key) {
                Some(row) if seen.contains(&row.key) => {}
                Some(row) => {
                    seen.push(row.key);
                    self.field(row, entry, releases);
                }
                None => self.unknown_field(shape, &written, entry, releases),
            }
        }
        if !mapping.has_templates() {
            for row in shape.rows {
                self.missing(row, mapping, place, releases);
            }
        }
        for relation in shape.relations {
            self.relation(relation, mapping, place, releases);
        }
    }

    /// Checks several fields against each other.
    pub fn relation(&mut self, relation: &Relation, mapping: &Mapping, place: Span, releases: Releases) {
        let outcome = Outcome { crd: relation.crd, calico: relation.calico.or(relation.crd), ..Outcome::default() };
        let outcome = outcome.in_releases(releases);
        if let Some(spans) = (relation.broken)(mapping).filter(|_| !outcome.is_nothing()) {
            let span = spans.first().copied().unwrap_or(place);
            self.add(relation.topic, span, Reason::Fixed(relation.reason), outcome);
            if let Some(verdict) = self.verdicts.last_mut() {
                verdict.other = spans.get(1).copied();
            }
        }
    }

    fn unknown_field(&mut self, shape: &'static Shape, written: &[&str], entry: &Entry, releases: Releases) {
        let key = entry.key.text().unwrap_or_default().into_owned();
        let meant = shape.rows.iter().find(|row| row.key.eq_ignore_ascii_case(&key));
        // calicoctl ignores the case of letters; of two spellings it takes the last one up to 3.31.
        let calico = match meant {
            None => releases,
            Some(row) if written.contains(&row.key) => releases.and(Releases::before(32)),
            Some(_) => Releases::NONE,
        };
        let outcome = Outcome { strict: releases, calico, ..Outcome::default() };
        let free: Vec<&str> = shape.rows.iter().map(|row| row.key).filter(|key| !written.contains(key)).collect();
        self.add(Topic::UnknownField, entry.key.span(), Reason::unknown_key(&entry.key, &free), outcome);
        if let Some(row) = meant {
            let mut inner = Walk { converts: self.converts, ..Walk::default() };
            inner.value(row, &entry.value, (place_of(entry), Some(entry.key.span())), releases);
            let of_calico = |verdict: Verdict| Verdict {
                outcome: Outcome { calico: verdict.outcome.calico, ..Outcome::default() },
                ..verdict
            };
            self.verdicts.extend(inner.verdicts.into_iter().map(of_calico));
        }
    }

    fn field(&mut self, row: &'static Row, entry: &Entry, releases: Releases) {
        let (own, others) = (releases.and(row.releases), releases.and(row.releases.complement()));
        let topic = match others.and(Releases::since(34)).is_empty() {
            true => Topic::FieldOfOtherReleases,
            false => Topic::RemovedField,
        };
        let reason = Reason::OnlyIn { field: row.key, word: None, releases: row.releases };
        let outcome = Outcome { strict: others, calico: others, ..Outcome::default() };
        self.add(topic, entry.key.span(), reason, outcome);
        self.value(row, &entry.value, (place_of(entry), Some(entry.key.span())), own);
    }

    fn missing(&mut self, row: &'static Row, mapping: &Mapping, place: Span, releases: Releases) {
        let entry = mapping.entry(row.key);
        let content = entry.map_or(Content::Null, |entry| Content::of(&entry.value));
        let is_empty = matches!(&content, Content::Text(text) if text.is_empty());
        let is_null = matches!(content, Content::Null);
        let is_broken = |check: &&Check| match check.demand {
            Demand::Present => is_null,
            Demand::Filled => is_null || is_empty,
            _ => false,
        };
        let mut outcome = Outcome::default();
        for check in row.checks.iter().filter(is_broken) {
            outcome.crd = outcome.crd.or(check.crd);
            outcome.calico = outcome.calico.or(check.calico).or(check.crd);
        }
        let outcome = outcome.in_releases(releases.and(row.releases));
        let span = entry.map_or(place, |entry| place_of(&entry));
        self.add(Topic::Missing, span, Reason::Of { field: row.key, what: "is missing".to_owned() }, outcome);
    }

    /// Walks through a value.
    fn value(&mut self, row: &'static Row, value: &Value, (span, key): (Span, Option<Span>), releases: Releases) {
        let converts = self.converts && matches!(row.form, Form::Text);
        let content = if converts { Content::as_text(value) } else { Content::of(value) };
        // A password must not be shown, wherever it is written.
        if !value.is_password_from_elsewhere(row.key) {
            self.visit(&Visit { row, content: &content, span, key, releases });
        }
    }

    fn visit(&mut self, visit: &Visit) {
        let Visit { row, content, span, key, releases } = *visit;
        if matches!(content, Content::Unknown | Content::Null) {
            return;
        }
        self.form(visit);
        for check in row.checks {
            self.check(visit, check);
        }
        match (&row.form, content) {
            (Form::List(item), Content::List(items)) => {
                for value in items {
                    match Content::of(value) {
                        Content::Null => self.null_item(item, value.span(), span, releases),
                        _ => self.value(item, value, (value.span(), None), releases),
                    }
                }
            }
            (Form::Mapping(shape), Content::Mapping(mapping)) => {
                let first = mapping.entries.first().map(|entry| entry.key.span());
                self.mapping(shape, mapping, key.or(first).unwrap_or(span), releases);
            }
            _ => {}
        }
    }

    /// A null item of a list: the CRD refuses it, and Calico's own code takes it for Go's zero value.
    fn null_item(&mut self, row: &'static Row, at: Span, list: Span, releases: Releases) {
        let span = if at.is_empty() { list } else { at };
        let mut inner = Walk { converts: self.converts, ..Walk::default() };
        match &row.form {
            Form::Mapping(shape) => inner.mapping(shape, &Mapping::default(), span, releases),
            Form::Text | Form::Cidr(_) => {
                let content = Content::Text("".into());
                for check in row.checks {
                    inner.check(&Visit { row, content: &content, span, key: None, releases }, check);
                }
            }
            _ => {}
        }
        let calico = inner.verdicts.iter().fold(Releases::NONE, |all, verdict| all.or(verdict.outcome.calico));
        let outcome = Outcome { crd: releases, calico, ..Outcome::default() };
        self.add(
            Topic::Type,
            span,
            Reason::Of { field: row.key, what: "has an item without a value".to_owned() },
            outcome,
        );
    }

    /// Checks the type.
    fn form(&mut self, visit: &Visit) {
        let Visit { row, content, releases, .. } = *visit;
        let refused = Outcome { crd: releases, calico: releases, ..Outcome::default() };
        let (topic, what, outcome) = match (&row.form, content) {
            (Form::Any, _)
            | (Form::Text | Form::Cidr(_), Content::Text(_))
            | (Form::Boolean, Content::Boolean(_))
            | (Form::List(_), Content::List(_))
            | (Form::Mapping(_), Content::Mapping(_)) => return,
            (Form::Cidr(with_format), Content::List(_)) => {
                let passes = releases.and(*with_format);
                let crd = releases.and(with_format.complement());
                let outcome = Outcome { crd, calico: releases, unreadable: passes, ..Outcome::default() };
                (Topic::Type, "must be a CIDR, not a list", outcome)
            }
            (Form::Integer(number), Content::Integer(value)) => return self.number(visit, number, *value),
            (Form::AsNumber, Content::Integer(value)) => return self.number(visit, &AS_NUMBER, *value),
            (Form::AsNumber, Content::Text(text)) => match parse_as_number(text) {
                Some(_) => {
                    (Topic::AsNumber, "must be a number without quotes", Outcome { calico: Releases::NONE, ..refused })
                }
                None => (Topic::AsNumber, "must be an AS number", refused),
            },
            (Form::Duration, Content::Text(text)) => match parse_duration(text) {
                Ok(_) => return,
                Err(_) => {
                    let outcome = Outcome { calico: releases, unreadable: releases, ..Outcome::default() };
                    (Topic::Duration, "must be a duration", outcome)
                }
            },
            (Form::Integer(_) | Form::AsNumber, Content::Fraction(number)) if passes_as_integer(*number) => {
                let outcome =
                    Outcome { calico: releases, unreadable: releases, kubernetes_1_36: releases, ..Outcome::default() };
                (Topic::Type, "must be a whole number", outcome)
            }
            (Form::Text | Form::Cidr(_) | Form::Duration, _) => (Topic::Type, "must be text", refused),
            (Form::Boolean, _) => (Topic::Type, "must be true or false", refused),
            (Form::Integer(_), _) => (Topic::Type, "must be a whole number", refused),
            (Form::AsNumber, _) => (Topic::AsNumber, "must be an AS number", refused),
            (Form::List(_), _) => (Topic::Type, "must be a list", refused),
            (Form::Mapping(_), _) => (Topic::Type, "must be a mapping", refused),
        };
        self.fault(visit, topic, what.to_owned(), outcome);
    }

    /// Checks what Go's type holds.
    fn number(&mut self, visit: &Visit, number: &Number, value: i128) {
        let Number { least, most, int32 } = number;
        let is_too_large = !(i128::from(i32::MIN)..=i128::from(i32::MAX)).contains(&value);
        let kubernetes_1_36 = if is_too_large { visit.releases.and(*int32) } else { Releases::NONE };
        let is_held = (*least..=*most).contains(&value);
        let outcome = match is_held {
            true => Outcome { kubernetes_1_36, ..Outcome::default() },
            false => {
                Outcome { calico: visit.releases, unreadable: visit.releases, kubernetes_1_36, ..Outcome::default() }
            }
        };
        let topic = if matches!(visit.row.form, Form::AsNumber) { Topic::AsNumber } else { Topic::Bounds };
        self.fault(visit, topic, format!("must be a number from {least} to {most}"), outcome);
    }

    fn check(&mut self, visit: &Visit, check: &Check) {
        if !check.demand.is_broken(visit.content) {
            return;
        }
        let is_seen = !(visit.row.omits_zero && visit.content.is_zero());
        let calico = if is_seen { check.calico.or(check.crd) } else { Releases::NONE };
        let outcome = Outcome { crd: check.crd, calico, ..Outcome::default() }.in_releases(visit.releases);
        let known_in = match visit.content {
            Content::Text(word) => releases_with(word, visit.row),
            _ => Releases::NONE,
        };
        match (visit.content, &check.demand) {
            (Content::Text(word), Demand::Words(_)) if !known_in.is_empty() => {
                let (field, word) = (visit.row.key, Some(word.to_string()));
                let reason = Reason::OnlyIn { field, word, releases: known_in };
                self.add(Topic::WordOfOtherReleases, visit.span, reason, outcome);
            }
            _ => self.fault(visit, check.demand.topic(), check.demand.to_string(), outcome),
        }
    }

    fn fault(&mut self, visit: &Visit, topic: Topic, what: String, outcome: Outcome) {
        let reason = match visit.key {
            Some(_) => Reason::Of { field: visit.row.key, what },
            None => Reason::OfItem { list: visit.row.key, what },
        };
        self.add(topic, visit.span, reason, outcome);
    }
}

/// The numbers that an AS number can be. The CRD of 3.34 no longer says `format: int32`.
const AS_NUMBER: Number = Number { least: 0, most: u32::MAX as i128, int32: Releases::before(34) };

/// The releases that know a word, where other releases have a list of words without it.
fn releases_with(word: &str, row: &Row) -> Releases {
    let knows = |check: &&Check| matches!(check.demand, Demand::Words(words) if words.contains(&word));
    let releases = |check: &Check| check.crd.or(check.calico);
    row.checks.iter().filter(knows).fold(Releases::NONE, |all, check| all.or(releases(check)))
}

/// Whether the CRDs take a number with a fraction for an integer, because it is almost one (go-openapi:
/// `IsFloat64AJSONInteger`).
fn passes_as_integer(number: f64) -> bool {
    let whole = number.trunc();
    (number - whole).abs() / (number.abs() + whole.abs()) < 1e-9
}
