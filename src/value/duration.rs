//! Durations in Go's notation: `90s`, `2m30s`.

/// A duration in nanoseconds; Go allows negative durations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct GoDuration(pub i64);

impl GoDuration {
    /// Whole seconds, rounded half away from zero, as Calico writes them into `bird.cfg`.
    pub fn rounded_seconds(self) -> i64 {
        const SECOND: i64 = 1_000_000_000;
        let half = if self.0 < 0 { -SECOND / 2 } else { SECOND / 2 };
        self.0.saturating_add(half) / SECOND
    }
}

/// Why a string is not a valid duration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DurationError {
    /// It is empty.
    Empty,
    /// A unit without a number, or a number that is not valid.
    NoNumber,
    /// A number without a unit.
    NoUnit,
    /// A unit that Go does not have.
    UnknownUnit,
    /// Longer than the 292 years that Go counts in nanoseconds.
    TooLong,
}

/// Reads a duration (Go: `time.ParseDuration`).
///
/// # Errors
/// See [`DurationError`].
pub fn parse_duration(text: &str) -> Result<GoDuration, DurationError> {
    const UNITS: [(&str, f64); 8] =
        [("ns", 1.0), ("us", 1e3), ("µs", 1e3), ("μs", 1e3), ("ms", 1e6), ("s", 1e9), ("m", 6e10), ("h", 3.6e12)];
    let (sign, mut rest) = match text.strip_prefix('-') {
        Some(rest) => (-1.0, rest),
        None => (1.0, text.strip_prefix('+').unwrap_or(text)),
    };
    if rest == "0" {
        return Ok(GoDuration(0));
    }
    if rest.is_empty() {
        return Err(DurationError::Empty);
    }
    let mut total = 0.0;
    while !rest.is_empty() {
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.').len();
        let number: f64 = rest[..digits].parse().map_err(|_| DurationError::NoNumber)?;
        rest = &rest[digits..];
        let unit_length = rest.find(|c: char| c.is_ascii_digit() || c == '.').unwrap_or(rest.len());
        let (unit, after) = rest.split_at(unit_length);
        if unit.is_empty() {
            return Err(DurationError::NoUnit);
        }
        let (_, nanoseconds) = UNITS.iter().find(|(name, _)| *name == unit).ok_or(DurationError::UnknownUnit)?;
        total += number * nanoseconds;
        rest = after;
    }
    if total > i64::MAX as f64 {
        return Err(DurationError::TooLong);
    }
    Ok(GoDuration((sign * total) as i64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_as_go_reads_them() {
        let accepted = [
            ("30s", 30),
            ("1m30s", 90),
            ("500ms", 1),
            ("400ms", 0),
            ("0", 0),
            ("0s", 0),
            ("-5s", -5),
            ("1.5h", 5400),
            ("+3s", 3),
        ];
        for (text, seconds) in accepted {
            assert_eq!(parse_duration(text).map(GoDuration::rounded_seconds), Ok(seconds), "{text:?}");
        }
        for text in ["30", "1d", "30 s", "", "s", "1m30", "-", "1.2.3s", "90S"] {
            assert!(parse_duration(text).is_err(), "{text:?}");
        }
    }
}
