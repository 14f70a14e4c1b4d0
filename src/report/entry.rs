//! Findings and notices in one shape, for most formats.

use sha2::{Digest, Sha256};

use super::{LocatedFinding, LocatedPlace, Notice, Report};
use crate::rule::Severity;
use crate::wording::hex;

/// A finding or a notice.
pub(super) struct Entry<'r> {
    /// The name of the rule, or the kind of the notice.
    pub(super) name: &'static str,
    /// The URL of the rule's page.
    pub(super) url: Option<String>,
    pub(super) severity: Severity,
    pub(super) message: String,
    pub(super) help: Option<&'r str>,
    pub(super) primary: &'r LocatedPlace,
    #[cfg_attr(not(feature = "pretty"), expect(dead_code, reason = "only people are shown related places"))]
    pub(super) related: &'r [LocatedPlace],
    /// Stays the same while rule, kind, name and path stay the same.
    pub(super) fingerprint: String,
}

impl Report {
    /// All findings, followed by all notices.
    pub(super) fn entries(&self) -> impl Iterator<Item = Entry<'_>> {
        self.findings.iter().map(|located| self.entry(located)).chain(self.notices.iter().map(of_notice))
    }

    fn entry<'r>(&self, located: &'r LocatedFinding) -> Entry<'r> {
        let LocatedFinding { finding, primary, related, fingerprint, .. } = located;
        Entry {
            name: finding.rule.name,
            url: Some(finding.rule.url()),
            severity: finding.severity,
            message: self.message(located),
            help: finding.help.as_deref(),
            primary,
            related,
            fingerprint: fingerprint.clone(),
        }
    }
}

fn of_notice(notice: &Notice) -> Entry<'_> {
    let Notice { kind, message, help, place } = notice;
    Entry {
        name: kind.name(),
        url: None,
        severity: kind.severity(),
        message: message.clone(),
        help: help.as_deref(),
        primary: place,
        related: &[],
        fingerprint: hex(&Sha256::digest([kind.name(), place.source.name(), message].join("\0"))),
    }
}
