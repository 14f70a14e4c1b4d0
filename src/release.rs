//! Releases of Calico.

use std::fmt;
use std::str::FromStr;

use crate::invalid_value::InvalidValue;

/// A Calico release such as 3.31.2, or the newest patch release of 3.31.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Release {
    minor: u16,
    patch: u16,
}

impl Release {
    /// The oldest release whose behavior bgplint knows.
    pub const OLDEST: Release = Release::v3(28);
    /// The newest release whose behavior bgplint knows.
    pub const NEWEST: Release = Release::v3(34);

    /// The first release of Calico 3.`minor`.
    pub const fn v3(minor: u16) -> Release {
        Release::patch(minor, 0)
    }

    /// Calico 3.`minor`.`patch`.
    pub const fn patch(minor: u16, patch: u16) -> Release {
        Release { minor, patch }
    }

    /// The newest release of Calico 3.`minor`.
    const fn newest_of(minor: u16) -> Release {
        Release::patch(minor, u16::MAX)
    }

    /// The third number.
    pub(crate) const fn patch_number(self) -> u16 {
        self.patch
    }

    /// The second number.
    pub const fn minor(self) -> u16 {
        self.minor
    }
}

impl fmt::Display for Release {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        match self.patch {
            0 | u16::MAX => write!(formatter, "3.{}", self.minor),
            patch => write!(formatter, "3.{}.{patch}", self.minor),
        }
    }
}

impl FromStr for Release {
    type Err = InvalidValue;

    /// Reads `3.31`, which means its newest patch release, or `3.31.2`; a `v` may stand before it.
    fn from_str(text: &str) -> Result<Release, InvalidValue> {
        let (oldest, newest) = (Release::OLDEST, Release::NEWEST);
        let parts: Vec<&str> = text.strip_prefix('v').unwrap_or(text).split('.').collect();
        let number = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit()).then(|| part.parse::<u16>().ok())?;
        let release = match parts.as_slice() {
            ["3", minor] => number(minor).map(Release::newest_of),
            ["3", minor, patch] => number(minor).zip(number(patch)).map(|(minor, patch)| Release::patch(minor, patch)),
            _ => None,
        };
        let Some(release) = release else {
            let message = format!("`{text}` is not a Calico release");
            return Err(InvalidValue::new(message).help("write a release like 3.31 or 3.31.2"));
        };
        if !(oldest.minor..=newest.minor).contains(&release.minor) {
            let message = format!("bgplint does not know Calico {text}");
            return Err(InvalidValue::new(message).help(format!("it knows the releases {oldest} to {newest}")));
        }
        Ok(release)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_release_without_a_patch_number_is_the_newest_one() {
        let read = |text: &str| text.parse::<Release>().ok();
        assert_eq!(read("3.31"), read("v3.31"));
        assert!(read("3.31") > read("3.31.7") && read("3.31") < read("3.32.0"));
        assert_eq!(read("3.30.0"), Some(Release::v3(30)));
        let shown = ["3.31", "3.31.0", "3.31.2"].map(|text| read(text).expect("bgplint knows it").to_string());
        assert_eq!(shown, ["3.31", "3.31", "3.31.2"]);
        for text in ["3", "3.27", "3.35", "3.99.1", "4.1", "2.31", "3.31.x", "3.31.1.1", "3.+31", "", "latest"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
