//! Durations as Go writes them: `90s`, `2m30s`.

/// A duration, in nanoseconds; Go allows negative ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct GoDuration(pub i64);

impl GoDuration {
    /// Whole seconds, rounded half away from zero, as Calico renders them into `bird.cfg`.
    pub fn rounded_seconds(self) -> i64 {
        const SECOND: i64 = 1_000_000_000;
        let half = if self.0 < 0 { -SECOND / 2 } else { SECOND / 2 };
        self.0.saturating_add(half) / SECOND
    }
}

/// Reads a duration (Go: `time.ParseDuration`); the error says in a few words what is missing.
///
/// # Errors
/// What keeps the text from being a Go duration.
pub fn parse_duration(text: &str) -> Result<GoDuration, &'static str> {
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
        return Err("empty text");
    }
    let mut total = 0.0;
    while !rest.is_empty() {
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.').len();
        let number: f64 = rest[..digits].parse().map_err(|_| "not a number with a unit")?;
        rest = &rest[digits..];
        let unit_length = rest.find(|c: char| c.is_ascii_digit() || c == '.').unwrap_or(rest.len());
        let (unit, after) = rest.split_at(unit_length);
        if unit.is_empty() {
            return Err("the unit is missing");
        }
        let (_, nanoseconds) =
            UNITS.iter().find(|(name, _)| *name == unit).ok_or("the unit is none of h, m, s, ms, us, ns")?;
        total += number * nanoseconds;
        rest = after;
    }
    if total > i64::MAX as f64 {
        return Err("longer than 292 years");
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
