//! BGP communities (RFC 1997) and large communities (RFC 8092).

use std::fmt;

/// A community as Calico writes it: two 16-bit parts, or three 32-bit parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Community {
    /// `aa:nn` (RFC 1997).
    Standard(u16, u16),
    /// `aa:nn:mm` (RFC 8092).
    Large(u32, u32, u32),
}

impl Community {
    /// The name of a well-known community (IANA registry), and what a neighbor does with its routes.
    pub fn well_known_name(self) -> Option<&'static str> {
        match self {
            Community::Standard(65535, 0) => Some("GRACEFUL_SHUTDOWN"),
            Community::Standard(65535, 666) => Some("BLACKHOLE"),
            Community::Standard(65535, 65281) => Some("NO_EXPORT"),
            Community::Standard(65535, 65282) => Some("NO_ADVERTISE"),
            Community::Standard(65535, 65283) => Some("NO_EXPORT_SUBCONFED"),
            _ => None,
        }
    }
}

impl fmt::Display for Community {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Community::Standard(high, low) => write!(formatter, "{high}:{low}"),
            Community::Large(first, second, third) => write!(formatter, "{first}:{second}:{third}"),
        }
    }
}

/// Why a string is not a valid community.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CommunityError {
    /// Neither `aa:nn` nor `aa:nn:mm`.
    Malformed,
    /// A part of a two-part community above 65535, or of a three-part one above 4294967295.
    PartOutOfRange,
}

/// Reads a community; leading zeros are allowed, as in BGPConfiguration.
///
/// # Errors
/// See [`CommunityError`].
pub fn parse_community(text: &str) -> Result<Community, CommunityError> {
    let parts: Vec<&str> = text.split(':').collect();
    let is_decimal = |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !parts.iter().all(is_decimal) {
        return Err(CommunityError::Malformed);
    }
    let out_of_range = |_| CommunityError::PartOutOfRange;
    match parts.as_slice() {
        [high, low] => Ok(Community::Standard(high.parse().map_err(out_of_range)?, low.parse().map_err(out_of_range)?)),
        [first, second, third] => Ok(Community::Large(
            first.parse().map_err(out_of_range)?,
            second.parse().map_err(out_of_range)?,
            third.parse().map_err(out_of_range)?,
        )),
        _ => Err(CommunityError::Malformed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn communities_have_two_or_three_parts_in_range() {
        assert_eq!(parse_community("65535:65535"), Ok(Community::Standard(65535, 65535)));
        assert_eq!(parse_community("01:02"), Ok(Community::Standard(1, 2)));
        assert_eq!(parse_community("0:0:4294967295"), Ok(Community::Large(0, 0, u32::MAX)));
        assert_eq!(parse_community("65536:0"), Err(CommunityError::PartOutOfRange));
        assert_eq!(parse_community("0:4294967296:0"), Err(CommunityError::PartOutOfRange));
        for text in ["", "65000", "1:2:3:4", "a:1", "-1:2", "1: 2", "1:"] {
            assert_eq!(parse_community(text), Err(CommunityError::Malformed), "{text:?}");
        }
    }
}
