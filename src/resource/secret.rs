//! Secrets: their names and keys, with digests in place of their values; and the references to Secrets.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use super::field::Field;
use super::reader::{FieldName, FieldSpec, Slot, fields};
use super::reading::{ReadKind, Reading};
use crate::bounded::MASK;
use crate::document::{Entry, Span, Value, View, is_name_or_key};
use crate::value::is_placeholder;

fields! {
    /// A reference to one key of a Secret in calico-node's namespace.
    pub struct SecretKey, SecretKeyNames {
        /// The key within the Secret.
        key: String = "key", called "secretKeyRef.key" => |slot| harmless(slot.required().text());
        /// The Secret's name.
        name: String = "name", called "secretKeyRef.name" => |slot| harmless(slot.required().text());
        /// Calico ignores it.
        optional: bool = "optional" => |slot| slot.boolean();
    }
}

/// The field of a `password` that holds the reference.
const SECRET_KEY_REF: &[FieldSpec; 1] = &[FieldSpec::new(SecretKey::REFERENCE)];

impl SecretKey {
    /// The field of a password that holds the reference.
    pub const REFERENCE: FieldName = FieldName::new("secretKeyRef");
}

/// References are equal if they name the same key of the same Secret, whatever their places.
impl PartialEq for SecretKey {
    fn eq(&self, other: &SecretKey) -> bool {
        (self.name.value(), self.key.value()) == (other.name.value(), other.key.value())
    }
}

/// A Secret.
#[derive(Clone, Debug, Default)]
pub struct Secret {
    /// Its keys.
    pub entries: Vec<SecretEntry>,
    /// Whether a controller copies the Secret into other namespaces.
    pub is_mirrored: bool,
}

/// A key of a Secret with a few facts about its value. The value itself is never kept.
#[derive(Clone, Debug)]
pub struct SecretEntry {
    /// The key.
    pub key: String,
    /// The place of the key.
    pub span: Span,
    /// The facts about the value; `None` where the value cannot be read: encrypted, or a placeholder.
    pub value: Option<SecretValue>,
}

/// Facts about a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SecretValue {
    /// The SHA-256 digest: equal values have equal digests.
    pub digest: [u8; 32],
    /// The character that breaks the configuration of BIRD, if the value has one.
    pub breaks_bird: Option<BreaksBird>,
    /// The length in bytes.
    pub length: usize,
}

/// A character that breaks the configuration of BIRD when Calico writes the password into it (Calico: `bird.cfg.template`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BreaksBird {
    /// A line end.
    LineEnd,
    /// A double quote.
    DoubleQuote,
}

impl ReadKind for Secret {
    fn read_kind(reading: &mut Reading) -> Option<Secret> {
        let document = reading.value;
        let decoded = |text: &str| STANDARD.decode(text.split_ascii_whitespace().collect::<String>()).ok();
        let plain = |text: &str| Some(text.as_bytes().to_vec());
        // If a key is in both maps, the API server takes the plain text.
        let mut entries = read_entries(document.get("stringData"), plain);
        let encoded = read_entries(document.get("data"), decoded);
        entries.extend(encoded.into_iter().filter(|entry| entry.key != SOPS));
        let annotations = document.get("metadata").and_then(|metadata| metadata.get("annotations"));
        let is_mirror =
            |entry: &Entry| entry.key.text().is_some_and(|key| MIRRORS.iter().any(|mirror| key.starts_with(mirror)));
        let is_mirrored = match annotations.map(|annotations| annotations.view()) {
            Some(View::Mapping(entries)) => entries.iter().any(is_mirror),
            _ => false,
        };
        Some(Secret { entries, is_mirrored })
    }
}

impl Secret {
    /// The entry with this key.
    pub fn entry(&self, key: &str) -> Option<&SecretEntry> {
        self.entries.iter().find(|entry| entry.key == key)
    }
}

/// A Secret that a controller makes in the cluster from another object: a SealedSecret, an ExternalSecret and so on.
#[derive(Clone, Debug, Default)]
pub struct SecretToCome {
    /// The name of the Secret; `None` where it is unknown.
    pub name: Option<String>,
}

impl ReadKind for SecretToCome {
    fn read_kind(reading: &mut Reading) -> Option<SecretToCome> {
        let document = reading.value;
        let spec = document.get("spec");
        let given = spec.as_ref().and_then(|spec| {
            let sealed = || spec.get("template")?.get("metadata")?.get("name");
            let of_cluster = || spec.get("externalSecretName").or_else(|| spec.get("destination")?.get("name"));
            spec.get("target").and_then(|target| target.get("name")).or_else(sealed).or_else(of_cluster)
        });
        let own = || document.get("metadata").and_then(|metadata| metadata.get("name"));
        let name = given.or_else(own).and_then(|name| Some(name.text()?.into_owned()));
        // A SopsSecret makes several Secrets, which are not read one by one.
        let is_several = spec.is_some_and(|spec| spec.get("secretTemplates").is_some());
        Some(SecretToCome { name: name.filter(|name| !is_several && !is_placeholder(name)) })
    }
}

/// The prefixes of the annotations with which controllers copy a Secret into other namespaces.
const MIRRORS: [&str; 2] = ["reflector.v1.k8s.emberstack.com/", "replicator.v1.mittwald.de/"];

/// The mapping that SOPS adds to an encrypted file.
const SOPS: &str = "sops";
/// The beginning of a value that SOPS has encrypted.
const SOPS_VALUE: &str = "ENC[";

fn read_entries(map: Option<Value>, decode: impl Fn(&str) -> Option<Vec<u8>>) -> Vec<SecretEntry> {
    let Some(View::Mapping(entries)) = map.map(|map| map.view()) else {
        return Vec::new();
    };
    let read = |entry: &Entry| {
        let text = entry.value.text();
        let readable = text.filter(|text| !is_placeholder(text) && !text.starts_with(SOPS_VALUE));
        let value = readable.and_then(|text| decode(&text)).map(|value| SecretValue {
            digest: Sha256::digest(&value).into(),
            breaks_bird: value.iter().find_map(|byte| match byte {
                b'\n' => Some(BreaksBird::LineEnd),
                b'"' => Some(BreaksBird::DoubleQuote),
                _ => None,
            }),
            length: value.len(),
        });
        Some(SecretEntry { key: entry.key.text()?.into_owned(), span: entry.key.span(), value })
    };
    entries.iter().filter_map(read).collect()
}

/// The name or key of a Secret; a text that can be neither may be the password itself, and is not kept.
fn harmless(field: Field<String>) -> Field<String> {
    field.map(|text| if is_name_or_key(&text) { text } else { MASK.to_owned() })
}

/// Reads a `password` field.
pub(super) fn read_password(slot: Slot) -> Field<SecretKey> {
    slot.only(SECRET_KEY_REF, |reference| reference.required().object(SecretKey::FIELDS, SecretKey::read))
}
