//! The ranges of AS numbers.

use super::as_number::AsNumber;

/// The use for which an AS number is reserved (IANA: Autonomous System Numbers).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AsNumberRange {
    /// 0, which means "no AS" (RFC 7607).
    Zero,
    /// Private use (RFC 6996).
    Private,
    /// Documentation (RFC 5398).
    Documentation,
    /// Reserved for this purpose.
    Reserved(&'static str),
    /// Registered to one network.
    Public,
}

impl AsNumber {
    /// The range of the number.
    pub fn range(self) -> AsNumberRange {
        match self.0 {
            0 => AsNumberRange::Zero,
            23456 => AsNumberRange::Reserved("it stands in for 4-byte numbers, RFC 6793"),
            64496..=64511 | 65536..=65551 => AsNumberRange::Documentation,
            64512..=65534 | 4_200_000_000..=4_294_967_294 => AsNumberRange::Private,
            65535 | u32::MAX => AsNumberRange::Reserved("the last number of its range, RFC 7300"),
            65552..=131_071 => AsNumberRange::Reserved("IANA: 65552 to 131071"),
            _ => AsNumberRange::Public,
        }
    }
}
