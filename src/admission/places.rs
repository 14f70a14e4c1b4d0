//! The faults at a place of a resource.

use std::ops::Range;

use super::verdict::Verdict;
use crate::document::Span;

/// The faults at a place, in it or around it. The faults are sorted by place.
pub fn touching(verdicts: &[Verdict], place: Span) -> impl Iterator<Item = &Verdict> {
    verdicts[near(verdicts, place)].iter().filter(move |verdict| touch(verdict.span, place))
}

/// Marks the faults at a place, which the rule of a problem reports.
pub fn tell(verdicts: &mut [Verdict], place: Span) {
    let near = near(verdicts, place);
    verdicts[near].iter_mut().filter(|verdict| touch(verdict.span, place)).for_each(|verdict| verdict.is_told = true);
}

/// The faults that may touch a place.
fn near(verdicts: &[Verdict], place: Span) -> Range<usize> {
    /// How many values may be nested in each other around a place.
    const DEEPEST: usize = 32;
    let first = verdicts.partition_point(|verdict| verdict.span.start < place.start);
    let end = verdicts.partition_point(|verdict| verdict.span.start <= place.end);
    first.saturating_sub(DEEPEST)..end.max(first)
}

fn touch(fault: Span, place: Span) -> bool {
    fault.contains(place) || place.contains(fault)
}
