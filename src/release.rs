//! Releases of Calico, by their first two numbers.

use std::fmt;
use std::str::FromStr;

use crate::invalid_value::InvalidValue;

/// A Calico release such as 3.31.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Release {
    /// The first number.
    pub major: u16,
    /// The second number.
    pub minor: u16,
}

impl Release {
    /// The oldest release whose behavior bgplint knows.
    pub const OLDEST: Release = Release::v3(28);
    /// The newest release whose behavior bgplint knows.
    pub const NEWEST: Release = Release::v3(34);

    /// A release of Calico 3.
    pub const fn v3(minor: u16) -> Release {
        Release { major: 3, minor }
    }
}

impl fmt::Display for Release {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        write!(formatter, "{}.{}", self.major, self.minor)
    }
}

impl FromStr for Release {
    type Err = InvalidValue;

    /// Reads `3.31`; `v3.31` and `3.31.2` are accepted too.
    fn from_str(text: &str) -> Result<Release, InvalidValue> {
        let refuse =
            || InvalidValue::new(format!("`{text}` is not a Calico release")).help("write a release like 3.31");
        let mut numbers = text.strip_prefix('v').unwrap_or(text).splitn(3, '.');
        let mut next = || numbers.next().and_then(|number| number.parse().ok());
        match (next(), next()) {
            (Some(major @ 3), Some(minor)) => Ok(Release { major, minor }),
            _ => Err(refuse()),
        }
    }
}
