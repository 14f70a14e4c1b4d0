//! One field on its way to becoming a typed value.

use std::net::IpAddr;

use ipnetwork::IpNetwork;

use super::notes::{Checking, Notes};
use crate::document::scalar::{Resolved, is_octal_with_leading_zero};
use crate::document::{Quoting, Span, Value, View};
use crate::resource::Word;
use crate::resource::field::Field;
use crate::resource::problem::ProblemKind;
use crate::resource::value::{
    AddressError, AsNumber, Community, CommunityError, Family, GoDuration, NodeAddress, PeerAddress, PeerAddressError,
    dialled_address, is_left_over, is_placeholder, is_unspecified, parse_address, parse_as_number, parse_cidr,
    parse_community, parse_duration, parse_node_address, parse_peer_address,
};

/// What a numeric field takes, in the words of a message.
const NUMBER: &str = "a number";

/// One field, or one item of a list, on its way to becoming a typed value.
pub struct Slot<'n, 'd, 's> {
    name: &'static str,
    pub(super) key: Option<Span>,
    value: Option<Value<'d, 's>>,
    is_uncertain: bool,
    /// It is an item of the list of this name.
    is_item: bool,
    /// It is required and absent or empty, which has been noted.
    is_missing: bool,
    pub(super) place: Span,
    pub(super) notes: &'n mut Notes,
}

/// A value that is there and is no placeholder; or the field's final state.
pub(super) enum Start<'d, 's, T> {
    Value(Value<'d, 's>),
    Done(Field<T>),
}

impl<'n, 'd, 's> Slot<'n, 'd, 's> {
    /// A field of a mapping. One that `is_uncertain` is not there under its name, but may be in some other way; `place` is
    /// pointed at where it is missing.
    pub(super) fn field(
        name: &'static str,
        key: Option<Span>,
        value: Option<Value<'d, 's>>,
        is_uncertain: bool,
        place: Span,
        notes: &'n mut Notes,
    ) -> Self {
        Slot { name, key, value, is_uncertain, is_item: false, is_missing: false, place, notes }
    }

    /// Names the field with the one that it stands in, where its own name says too little.
    pub fn called(self, name: &'static str) -> Self {
        Slot { name, ..self }
    }

    /// Notes where the field is absent or empty.
    pub fn required(mut self) -> Self {
        let is_empty = match &self.value {
            None => !self.is_uncertain,
            Some(value) => match value.view() {
                View::Sequence(items) => items.is_empty(),
                View::Mapping(_) => false,
                View::Scalar(_) => {
                    value.text().is_some_and(|text| text.is_empty()) && value.quoting() != Some(Quoting::Plain)
                }
            },
        };
        if is_empty {
            self.is_missing = true;
            let span = self.value.map(|value| value.span()).or(self.key).unwrap_or(self.place);
            self.notes.add(span, self.name, ProblemKind::MissingField);
        }
        self
    }

    /// The field's name, as a message names it; an item of a list is no whole field.
    fn title(&self) -> String {
        if self.is_item { format!("{}[]", self.name) } else { self.name.to_owned() }
    }

    fn note(&mut self, value: &Value, kind: ProblemKind) {
        // A value that is empty cannot be underlined; its key can.
        let span = Some(value.span()).filter(|span| !span.is_empty()).or(self.key).unwrap_or(value.span());
        let title = self.title();
        self.notes.add(span, &title, kind);
    }

    fn refuse<T>(&mut self, value: &Value, kind: ProblemKind) -> Field<T> {
        self.note(value, kind);
        Field::invalid(self.key, value.span())
    }

    /// A value of another type than the field takes, unless somebody was to fill it in, which is worth telling of a number.
    pub(super) fn refuse_type<T>(&mut self, value: &Value, expected: &'static str) -> Field<T> {
        match value.text().filter(|text| is_left_over(text)) {
            Some(text) if expected == NUMBER => self.left_over(value, text.into_owned()),
            Some(_) => Field::unknown(self.key, value.span()),
            None => self.refuse(value, ProblemKind::WrongType { expected, found: type_name(value) }),
        }
    }

    /// Settles what every type has in common: absence, placeholders, private tags, nothing where something is due.
    pub(super) fn start<T>(&mut self, expected: &'static str) -> Start<'d, 's, T> {
        let Some(value) = self.value else {
            return Start::Done(match self.is_uncertain {
                true => Field::unknown(self.key, self.key.unwrap_or(self.place)),
                false => Field::absent(),
            });
        };
        if self.is_missing {
            return Start::Done(Field::invalid(self.key, value.span()));
        }
        let is_filled_in_later = value.text().is_some_and(|text| is_placeholder(&text));
        let has_private_tag = value.tag().is_some_and(|tag| !tag.is_core);
        if is_filled_in_later || has_private_tag {
            return Start::Done(Field::unknown(self.key, value.span()));
        }
        if value.resolved() == Resolved::Null && value.quoting().is_some() {
            self.note(&value, ProblemKind::WrongType { expected, found: "no value" });
            return Start::Done(Field::dropped(self.key, value.span()));
        }
        Start::Value(value)
    }

    /// The text of a scalar; a collection, and a number or boolean where the CRD wants text, is a wrong type.
    fn scalar_text<T>(&mut self, value: &Value<'d, 's>, expected: &'static str) -> Result<String, Field<T>> {
        let found = type_name(value);
        let is_text = found == "text";
        let is_scalar = value.quoting().is_some();
        if !is_scalar || !is_text && self.notes.checking == Checking::Crd {
            return Err(self.refuse(value, ProblemKind::WrongType { expected, found }));
        }
        Ok(value.resolved().as_text(&value.text().unwrap_or_default()).into_owned())
    }

    /// A text; an empty one counts as absent.
    pub fn text(self) -> Field<String> {
        self.text_up_to(usize::MAX)
    }

    /// A text of at most `limit` characters; an empty one counts as absent.
    pub fn text_up_to(mut self, limit: usize) -> Field<String> {
        let value = match self.start("text") {
            Start::Value(value) => value,
            Start::Done(field) => return field,
        };
        let text = match self.scalar_text(&value, "text") {
            Ok(text) => text,
            Err(field) => return field,
        };
        if text.chars().count() > limit {
            let written = format!("{}…", text.chars().take(24).collect::<String>());
            let limit = format!("at most {limit} characters");
            return self.refuse(&value, ProblemKind::OutOfRange { written, limit, passes_crd: false });
        }
        match text.is_empty() {
            true => Field::zero(self.key, value.span()),
            false => Field::known(text, self.key, value.span()),
        }
    }

    /// A selector's text; a value that YAML took for a tag is noted.
    pub fn selector(self) -> Field<String> {
        let tagged = self.value.and_then(|value| Some((value, value.tag().filter(|tag| !tag.is_core)?)));
        if let Some((value, tag)) = tagged {
            let end = value.span().end.max(tag.span.end);
            let span = Span { start: tag.span.start, end };
            let kind = ProblemKind::SelectorLostToTag { rest: value.text().unwrap_or_default().into_owned() };
            self.notes.add(span, self.name, kind);
            // What kubectl does not refuse is a tag without a value: nothing.
            let is_empty = value.text().is_none_or(|rest| rest.is_empty());
            return if is_empty { Field::dropped(self.key, span) } else { Field::unknown(self.key, span) };
        }
        // No selector has angle brackets: somebody was to fill it in.
        let is_open = |text: &str| text.contains('<') && is_left_over(text);
        match self.value.filter(|value| value.text().is_some_and(|text| is_open(&text))) {
            Some(value) => Field::unknown(self.key, value.span()),
            None => self.text_up_to(1024),
        }
    }

    /// A boolean, as YAML 1.1 writes them.
    pub fn boolean(mut self) -> Field<bool> {
        let expected = "true or false";
        let value = match self.start(expected) {
            Start::Value(value) => value,
            Start::Done(field) => return field,
        };
        match value.resolved() {
            Resolved::Bool(boolean) => Field::known(boolean, self.key, value.span()),
            _ => self.refuse_type(&value, expected),
        }
    }

    /// A whole number from `least` to `most`; `passes_crd` where the CRD does not hold it to these limits.
    pub fn integer(mut self, least: i64, most: i64, passes_crd: bool) -> Field<i64> {
        let expected = NUMBER;
        let value = match self.start(expected) {
            Start::Value(value) => value,
            Start::Done(field) => return field,
        };
        let number = value.resolved().as_integer().filter(|_| value.quoting() == Some(Quoting::Plain));
        match number {
            None => self.refuse_type(&value, expected),
            Some(number) if (i128::from(least)..=i128::from(most)).contains(&number) => {
                Field::known(number as i64, self.key, value.span())
            }
            Some(number) => {
                let kind = ProblemKind::OutOfRange {
                    written: number.to_string(),
                    limit: format!("{least} to {most}"),
                    passes_crd,
                };
                self.refuse(&value, kind)
            }
        }
    }

    /// A port from 1 to 65535.
    pub fn port(mut self) -> Field<u16> {
        let expected = NUMBER;
        let value = match self.start(expected) {
            Start::Value(value) => value,
            Start::Done(field) => return field,
        };
        let Some(number) = value.resolved().as_integer() else {
            return self.refuse_type(&value, expected);
        };
        match u16::try_from(number).ok().filter(|port| *port > 0) {
            Some(port) => Field::known(port, self.key, value.span()),
            None => {
                self.note(&value, ProblemKind::InvalidPort { written: number.to_string(), is_octal: false });
                match number {
                    0 => Field::dropped(self.key, value.span()),
                    _ => Field::invalid(self.key, value.span()),
                }
            }
        }
    }

    /// An AS number.
    pub fn asn(mut self) -> Field<AsNumber> {
        let value = match self.start("an AS number") {
            Start::Value(value) => value,
            Start::Done(field) => return field,
        };
        let (Some(quoting), Some(text)) = (value.quoting(), value.text()) else {
            return self.refuse_type(&value, "an AS number");
        };
        let resolved = value.resolved();
        if let (Resolved::Int(read_as), true) = (&resolved, is_octal_with_leading_zero(&text)) {
            return self.refuse(&value, ProblemKind::OctalAsNumber { written: text.into_owned(), read_as: *read_as });
        }
        if matches!(resolved, Resolved::Bool(_)) {
            return self.refuse(&value, ProblemKind::WrongType { expected: "an AS number", found: "a boolean" });
        }
        let number = match resolved.as_integer() {
            Some(number) => u32::try_from(number).ok().map(AsNumber),
            None if matches!(resolved, Resolved::Text) => parse_as_number(&text),
            None => None,
        };
        let Some(number) = number else {
            if is_left_over(&text) {
                return self.left_over(&value, text.into_owned());
            }
            let passes_crd = resolved.as_integer().is_some();
            return self.refuse(&value, ProblemKind::InvalidAsNumber { written: text.into_owned(), passes_crd });
        };
        if self.notes.checking == Checking::Crd {
            if resolved == Resolved::Text || quoting != Quoting::Plain {
                self.note(&value, ProblemKind::QuotedAsNumber { number: number.0 });
            }
            if number > AsNumber::CRD_MAX {
                self.note(&value, ProblemKind::AsNumberExceedsInt32);
            }
        }
        Field::known(number, self.key, value.span())
    }

    /// An AS number whose zero counts as absent.
    pub fn asn_or_zero(self) -> Field<AsNumber> {
        let field = self.asn();
        match (field.value(), field.read_from()) {
            (Some(AsNumber(0)), Some(span)) => Field::zero(field.key_read_from(), span),
            _ => field,
        }
    }

    fn left_over<T>(&mut self, value: &Value, written: String) -> Field<T> {
        self.note(value, ProblemKind::PlaceholderLeft { written });
        Field::unknown(self.key, value.span())
    }

    /// A word of a closed vocabulary.
    pub fn word<W: Word>(self) -> Field<W> {
        self.word_read_by(W::parse)
    }

    /// A word of a closed vocabulary of which Calico does not mind the case.
    pub fn word_in_any_case<W: Word>(self) -> Field<W> {
        self.word_read_by(|written| {
            W::ALL.iter().find(|(text, _)| text.eq_ignore_ascii_case(written)).map(|(_, word)| *word)
        })
    }

    fn word_read_by<W: Word>(mut self, parse: impl FnOnce(&str) -> Option<W>) -> Field<W> {
        let expected = "a word";
        let value = match self.start(expected) {
            Start::Value(value) => value,
            Start::Done(field) => return field,
        };
        if value.quoting().is_none() {
            return self.refuse_type(&value, expected);
        }
        let written = value.text().unwrap_or_default().into_owned();
        // Old calicoctl wrote empty words for fields that were not set.
        if written.is_empty() {
            return Field::zero(self.key, value.span());
        }
        match parse(&written) {
            Some(word) => Field::known(word, self.key, value.span()),
            None if is_left_over(&written) => Field::unknown(self.key, value.span()),
            None => {
                let allowed = W::ALL.iter().map(|(text, _)| *text).collect();
                self.refuse(&value, ProblemKind::UnknownWord { written, allowed })
            }
        }
    }

    /// A Go duration.
    pub fn duration(mut self) -> Field<GoDuration> {
        let expected = "a duration";
        let value = match self.start(expected) {
            Start::Value(value) => value,
            Start::Done(field) => return field,
        };
        let Some(text) = value.text() else {
            return self.refuse_type(&value, expected);
        };
        let is_text = value.resolved() == Resolved::Text;
        let parsed = match parse_duration(&text) {
            // A bare zero is a number to the CRD, which wants text.
            Ok(_) if !is_text => Err("the unit is missing"),
            parsed => parsed,
        };
        match parsed {
            Ok(duration) => {
                if duration.0 < 0 {
                    self.note(&value, ProblemKind::NegativeDuration { rounded: duration.rounded_seconds() });
                }
                Field::known(duration, self.key, value.span())
            }
            Err(_) if is_left_over(&text) => self.left_over(&value, text.into_owned()),
            Err(reason) => {
                let kind = ProblemKind::InvalidDuration { passes_crd: is_text, written: text.into_owned(), reason };
                self.refuse(&value, kind)
            }
        }
    }

    /// Reads a scalar with `parse`; what it refuses is a left-over placeholder or the problem that `explain` makes of it.
    fn parsed<T, E>(
        &mut self,
        expected: &'static str,
        parse: impl FnOnce(&str) -> Result<T, E>,
        explain: impl FnOnce(String, E) -> ProblemKind,
    ) -> Field<T> {
        let value = match self.start(expected) {
            Start::Value(value) => value,
            Start::Done(field) => return field,
        };
        let Some(text) = value.text() else {
            return self.refuse_type(&value, expected);
        };
        if text.is_empty() {
            return Field::zero(self.key, value.span());
        }
        match parse(&text) {
            Ok(parsed) => Field::known(parsed, self.key, value.span()),
            Err(_) if is_left_over(&text) => self.left_over(&value, text.into_owned()),
            Err(error) => self.refuse(&value, explain(text.into_owned(), error)),
        }
    }

    /// A bare address, of one family where that is asked for.
    pub fn address(mut self, family: Option<Family>) -> Field<IpAddr> {
        let parse = |text: &str| match (parse_address(text)?, family) {
            (address, Some(family)) if Family::of(address) != family => Err(AddressError::OtherFamily(family)),
            (address, _) => Ok(address),
        };
        self.parsed("an IP address", parse, |written, reason| ProblemKind::InvalidAddress { written, reason })
    }

    /// What confd makes of a `peerIP`, also where calicoctl rejects the address; `None` where it is skipped, or not known.
    pub fn dialled(&self) -> Option<PeerAddress> {
        let text = self.value?.text()?;
        if is_placeholder(&text) { None } else { dialled_address(&text) }
    }

    /// A `peerIP`: an address with or without a port.
    pub fn peer_address(mut self) -> Field<PeerAddress> {
        let field = self.parsed("an IP address", parse_peer_address, |written, error| match error {
            PeerAddressError::Address(reason) => ProblemKind::InvalidAddress { written, reason },
            PeerAddressError::Port => ProblemKind::InvalidPort { written, is_octal: false },
            PeerAddressError::OctalPort => ProblemKind::InvalidPort { written, is_octal: true },
        });
        if let (Some(peer), Some(span)) = (field.value(), field.read_from()) {
            if is_unspecified(peer.address) {
                self.notes.add(span, self.name, ProblemKind::UnspecifiedAddress);
                return Field::invalid(self.key, span);
            }
            let before_port = peer.host.strip_suffix(":179").filter(|_| peer.address.is_ipv6());
            if let Some(address) = before_port.filter(|address| parse_address(address).is_ok()) {
                self.notes.add(span, self.name, ProblemKind::PortWithoutBrackets { meant: format!("[{address}]:179") });
            }
        }
        field
    }

    /// A node's own address, with or without a prefix length.
    pub fn node_address(mut self, family: Family) -> Field<NodeAddress> {
        let parse = |text: &str| parse_node_address(text, family);
        self.parsed("an IP address", parse, |written, reason| ProblemKind::InvalidAddress { written, reason })
    }

    /// A network; host bits are noted and then left out.
    pub fn cidr(mut self) -> Field<IpNetwork> {
        let field = self.parsed("a CIDR", parse_cidr, |written, reason| ProblemKind::InvalidCidr { written, reason });
        let Some((network, span)) = field.value().copied().zip(field.read_from()) else {
            return field;
        };
        if network.ip() == network.network() {
            return field;
        }
        let masked = IpNetwork::new(network.network(), network.prefix()).unwrap_or(network);
        self.notes.add(
            span,
            self.name,
            ProblemKind::HostBits { written: network.to_string(), masked: masked.to_string() },
        );
        Field::known(masked, self.key, span)
    }

    /// A community.
    pub fn community(mut self) -> Field<Community> {
        self.parsed("a community", parse_community, |written, reason| ProblemKind::InvalidCommunity { written, reason })
    }

    /// A community without leading zeros, as BGPFilters want it.
    pub fn strict_community(mut self) -> Field<Community> {
        let parse = |text: &str| match parse_community(text)? {
            community if community.to_string() == text => Ok(community),
            _ => Err(CommunityError::Malformed),
        };
        self.parsed("a community", parse, |written, reason| ProblemKind::InvalidCommunity { written, reason })
    }

    /// A community, or the name of one: only what is made of numbers can be wrong in itself.
    pub fn community_or_name(mut self) -> Field<String> {
        let is_numeric =
            |text: &str| text.contains(':') && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b':');
        if let Some(value) = self.value
            && let Some(text) = value.text().filter(|text| is_numeric(text))
            && let Err(reason) = parse_community(&text)
        {
            return self.refuse(&value, ProblemKind::InvalidCommunity { written: text.into_owned(), reason });
        }
        self.text()
    }

    /// A list, each item read by `read`; nothing where a list is due counts as absent.
    pub fn list<T>(mut self, read: impl Fn(Slot<'_, 'd, 's>) -> Field<T>) -> Field<Vec<Field<T>>> {
        let expected = "a list";
        if self.is_nothing() {
            return Field::zero(self.key, self.place);
        }
        let value = match self.start(expected) {
            Start::Value(value) => value,
            Start::Done(field) => return field,
        };
        let View::Sequence(items) = value.view() else {
            return self.refuse_type(&value, expected);
        };
        let mut fields = Vec::with_capacity(items.len());
        for item in items {
            fields.push(read(Slot {
                name: self.name,
                key: None,
                value: Some(item),
                is_uncertain: false,
                is_item: true,
                is_missing: false,
                place: item.span(),
                notes: self.notes,
            }));
        }
        Field::known(fields, self.key, value.span())
    }

    /// A list of at most `limit` items.
    pub fn list_up_to<T>(self, limit: usize, read: impl Fn(Slot<'_, 'd, 's>) -> Field<T>) -> Field<Vec<Field<T>>> {
        if let Some((value, View::Sequence(items))) = self.value.map(|value| (value, value.view()))
            && items.len() > limit
        {
            let kind = ProblemKind::OutOfRange {
                written: format!("{} items", items.len()),
                limit: format!("at most {limit} {}", if limit == 1 { "item" } else { "items" }),
                passes_crd: false,
            };
            let span = self.key.unwrap_or(value.span());
            self.notes.add(span, self.name, kind);
        }
        self.list(read)
    }

    /// The value itself, for what has no type of its own.
    pub fn raw(self) -> Option<Value<'d, 's>> {
        self.value
    }

    /// Whether the key stands there with nothing behind it.
    pub(super) fn is_nothing(&self) -> bool {
        let is_nothing =
            |value: Value| value.quoting().is_some() && value.tag().is_none() && value.resolved() == Resolved::Null;
        self.key.is_some() && self.value.is_some_and(is_nothing)
    }
}

/// What a value is, in the words of a message.
pub fn type_name(value: &Value) -> &'static str {
    match value.view() {
        View::Mapping(_) => "a mapping",
        View::Sequence(_) => "a list",
        View::Scalar(Resolved::Null) => "no value",
        View::Scalar(Resolved::Bool(_)) => "a boolean",
        View::Scalar(Resolved::Int(_) | Resolved::Float(_)) => "a number",
        View::Scalar(Resolved::Text) => "text",
    }
}
