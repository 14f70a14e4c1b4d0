//! AS numbers (RFC 6793), decimal or dotted (RFC 5396).

use std::fmt;

/// A four-octet autonomous system number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AsNumber(pub u32);

impl AsNumber {
    /// The AS number of a cluster that sets none (Calico: confd's default).
    pub const CALICO_DEFAULT: AsNumber = AsNumber(64512);

    /// The largest number that the CRDs' `format: int32` can hold.
    pub const CRD_MAX: AsNumber = AsNumber(i32::MAX as u32);
}

impl fmt::Display for AsNumber {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

/// Reads an AS number from a string: decimal, or two decimal halves with a dot (Calico: `numorstring.ASNumberFromString`).
pub fn parse_as_number(text: &str) -> Option<AsNumber> {
    let is_decimal = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    match text.split_once('.') {
        None => is_decimal(text).then(|| text.parse().ok().map(AsNumber))?,
        Some((high, low)) => {
            let half = |part: &str| is_decimal(part).then(|| part.parse::<u16>().ok())?;
            Some(AsNumber(u32::from(half(high)?) << 16 | u32::from(half(low)?)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_numbers_are_decimal_or_two_halves() {
        let table = [
            ("65001", Some(65001)),
            ("0", Some(0)),
            ("4294967295", Some(u32::MAX)),
            ("4294967296", None),
            ("1.10", Some(65546)),
            ("00.01", Some(1)),
            ("65535.65535", Some(u32::MAX)),
            ("65536.0", None),
            ("1.10.1", None),
            ("0xFDE9", None),
            (" 65001", None),
            ("+65001", None),
            ("AS65001", None),
            ("", None),
            (".1", None),
        ];
        for (text, expected) in table {
            assert_eq!(parse_as_number(text), expected.map(AsNumber), "{text:?}");
        }
    }
}
