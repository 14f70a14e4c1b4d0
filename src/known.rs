//! Three-valued logic: facts that the manifests state, omit or hide, and statements that are true, false or unknown.

/// What the input says about a fact.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Known<T> {
    /// The fact does not exist.
    #[default]
    Absent,
    /// The fact has this value.
    Value(T),
    /// The manifests hide the fact, for example with a placeholder.
    Unknown,
}

/// A truth value of Kleene's logic: true, false, or dependent on an unknown fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Truth {
    /// Certainly true.
    Yes,
    /// Certainly false.
    No,
    /// True or false, depending on an unknown fact.
    Unknown,
}

impl<T> Known<T> {
    /// The value, if it is known.
    pub fn value(self) -> Option<T> {
        match self {
            Known::Value(value) => Some(value),
            _ => None,
        }
    }

    /// This fact, or `other` where it is absent.
    pub fn or(self, other: Known<T>) -> Known<T> {
        match self {
            Known::Absent => other,
            known => known,
        }
    }

    /// Whether the fact is unknown.
    pub fn is_unknown(&self) -> bool {
        matches!(self, Known::Unknown)
    }

    /// Whether the fact certainly does not exist.
    pub fn is_absent(&self) -> bool {
        matches!(self, Known::Absent)
    }

    /// The fact with its value, if known, changed.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Known<U> {
        match self {
            Known::Absent => Known::Absent,
            Known::Value(value) => Known::Value(change(value)),
            Known::Unknown => Known::Unknown,
        }
    }

    /// The fact; absent where the value is a default that Calico treats like a missing value.
    pub fn unless(self, is_default: impl FnOnce(&T) -> bool) -> Known<T> {
        match self {
            Known::Value(value) if is_default(&value) => Known::Absent,
            known => known,
        }
    }
}

impl<T: PartialEq> Known<T> {
    /// Whether two facts are the same: two equal values, or both absent.
    pub fn same(self, other: Known<T>) -> Truth {
        match (self, other) {
            (Known::Unknown, _) | (_, Known::Unknown) => Truth::Unknown,
            (one, other) => Truth::from(one == other),
        }
    }
}

impl From<bool> for Truth {
    fn from(value: bool) -> Truth {
        if value { Truth::Yes } else { Truth::No }
    }
}

impl Truth {
    /// True if both are true; false if either is false.
    pub fn and(self, other: Truth) -> Truth {
        match (self, other) {
            (Truth::No, _) | (_, Truth::No) => Truth::No,
            (Truth::Yes, Truth::Yes) => Truth::Yes,
            _ => Truth::Unknown,
        }
    }

    /// True if either is true; false if both are false.
    pub fn or(self, other: Truth) -> Truth {
        self.not().and(other.not()).not()
    }

    /// The opposite; unknown stays unknown.
    // The name matches `and` and `or`, which are not operators either.
    #[allow(clippy::should_implement_trait)]
    pub fn not(self) -> Truth {
        match self {
            Truth::Yes => Truth::No,
            Truth::No => Truth::Yes,
            Truth::Unknown => Truth::Unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_are_the_same_as_far_as_they_are_known() {
        let facts = [Known::Absent, Known::Value(1), Known::Value(2), Known::Unknown];
        let (yes, no, unknown) = (Truth::Yes, Truth::No, Truth::Unknown);
        let expected = [
            [yes, no, no, unknown],
            [no, yes, no, unknown],
            [no, no, yes, unknown],
            [unknown, unknown, unknown, unknown],
        ];
        assert_eq!(facts.map(|one| facts.map(|other| one.same(other))), expected);
    }

    #[test]
    fn what_is_unknown_decides_nothing_that_is_decided_without_it() {
        assert_eq!(Truth::Unknown.and(Truth::No), Truth::No);
        assert_eq!(Truth::Unknown.and(Truth::Yes), Truth::Unknown);
        assert_eq!(Truth::Unknown.or(Truth::Yes), Truth::Yes);
        assert_eq!(Truth::Unknown.or(Truth::No), Truth::Unknown);
        assert_eq!(Truth::Unknown.not(), Truth::Unknown);
    }

    #[test]
    fn a_default_stands_in_for_an_absent_fact_only() {
        let facts = [Known::Absent, Known::Value(1), Known::Unknown];
        assert_eq!(facts.map(|fact| fact.or(Known::Value(2))), [Known::Value(2), Known::Value(1), Known::Unknown]);
        assert_eq!(facts.map(|fact| fact.unless(|value| *value == 1)), [Known::Absent, Known::Absent, Known::Unknown]);
    }
}
