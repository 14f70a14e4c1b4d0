//! Integers, ports, AS numbers and durations.

use super::slot::Slot;
use crate::document::Quoting;
use crate::document::scalar::{Resolved, is_octal_with_leading_zero};
use crate::kind::Checking;
use crate::resource::field::Field;
use crate::resource::problem::{Expected, ProblemKind, Shape};
use crate::value::{AsNumber, DurationError, GoDuration, is_left_over, parse_as_number, parse_duration};

impl<'d, 's> Slot<'_, 'd, 's> {
    /// An integer from `least` to `most`.
    pub fn integer(self, least: i64, most: i64) -> Field<i64> {
        self.typed(Expected::Number, |slot, value| {
            let number = value.resolved().as_integer().filter(|_| value.quoting() == Some(Quoting::Plain));
            match number {
                None => slot.refuse_type(&value, Expected::Number),
                Some(number) if (i128::from(least)..=i128::from(most)).contains(&number) => {
                    slot.known(number as i64, &value)
                }
                Some(number) => {
                    let limit = format!("{least} to {most}");
                    slot.refuse(&value, ProblemKind::OutOfRange { written: number.to_string(), limit })
                }
            }
        })
    }

    /// A port from 1 to 65535.
    pub fn port(self) -> Field<u16> {
        self.typed(Expected::Number, |slot, value| {
            let Some(number) = value.resolved().as_integer() else {
                return slot.refuse_type(&value, Expected::Number);
            };
            match u16::try_from(number).ok().filter(|port| *port > 0) {
                Some(port) => slot.known(port, &value),
                None => {
                    let kind = ProblemKind::InvalidPort { written: number.to_string(), is_octal: false };
                    let refused = slot.refuse(&value, kind);
                    if number == 0 { slot.dropped(&value) } else { refused }
                }
            }
        })
    }

    /// An AS number.
    pub fn asn(self) -> Field<AsNumber> {
        self.typed(Expected::AsNumber, |slot, value| {
            let (Some(quoting), Some(text)) = (value.quoting(), value.text()) else {
                return slot.refuse_type(&value, Expected::AsNumber);
            };
            let resolved = value.resolved();
            if let (Resolved::Int(read_as), true) = (&resolved, is_octal_with_leading_zero(&text)) {
                let kind = ProblemKind::OctalAsNumber { written: text.into_owned(), read_as: *read_as };
                return slot.refuse(&value, kind);
            }
            if matches!(resolved, Resolved::Bool(_)) {
                let kind = ProblemKind::WrongType { expected: Expected::AsNumber, found: Shape::Boolean };
                return slot.refuse(&value, kind);
            }
            let number = match resolved.as_integer() {
                Some(number) => u32::try_from(number).ok().map(AsNumber),
                None if matches!(resolved, Resolved::Text) => parse_as_number(&text),
                None => None,
            };
            let Some(number) = number else {
                if is_left_over(&text) {
                    return slot.left_over(&value, text.into_owned());
                }
                return slot.refuse(&value, ProblemKind::InvalidAsNumber { written: text.into_owned() });
            };
            let is_text = resolved == Resolved::Text || quoting != Quoting::Plain;
            if is_text && slot.checking() == Checking::Crd {
                slot.note(&value, ProblemKind::QuotedAsNumber { number: number.0 });
            }
            slot.known(number, &value)
        })
    }

    /// An AS number; zero counts as absent.
    pub fn asn_or_zero(self) -> Field<AsNumber> {
        self.asn().zero_where(|number| *number == AsNumber(0))
    }

    /// A Go duration.
    pub fn duration(self) -> Field<GoDuration> {
        self.typed(Expected::Duration, |slot, value| {
            let Some(text) = value.text() else {
                return slot.refuse_type(&value, Expected::Duration);
            };
            let is_text = value.resolved() == Resolved::Text;
            let parsed = match parse_duration(&text) {
                // The CRD requires a string, but a zero without quotes is a number.
                Ok(_) if !is_text => Err(DurationError::NoUnit),
                parsed => parsed,
            };
            match parsed {
                Ok(duration) => {
                    if duration.0 < 0 {
                        slot.note(&value, ProblemKind::NegativeDuration { rounded: duration.rounded_seconds() });
                    }
                    slot.known(duration, &value)
                }
                Err(_) if is_left_over(&text) => slot.left_over(&value, text.into_owned()),
                Err(reason) => {
                    let kind = ProblemKind::InvalidDuration { written: text.into_owned(), reason };
                    slot.refuse(&value, kind)
                }
            }
        })
    }
}
