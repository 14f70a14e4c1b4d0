//! Secrets: their names and keys, never their values; and the references to them.

use super::field::Field;
use super::reader::{FieldSpec, Slot, field};
use crate::document::{Value, View};

const PASSWORD_FIELDS: &[FieldSpec] = &[field("secretKeyRef")];
const REFERENCE_FIELDS: &[FieldSpec] = &[field("key"), field("name"), field("optional")];

/// A reference to one key of a Secret in calico-node's namespace.
#[derive(Clone, Debug, Default)]
pub struct SecretKey {
    /// The key within the Secret.
    pub key: Field<String>,
    /// The Secret's name.
    pub name: Field<String>,
    /// Calico ignores it.
    pub optional: Field<bool>,
}

/// References are the same when they name the same key of the same Secret, wherever they stand.
impl PartialEq for SecretKey {
    fn eq(&self, other: &SecretKey) -> bool {
        (self.name.value(), self.key.value()) == (other.name.value(), other.key.value())
    }
}

/// A Secret.
#[derive(Clone, Debug, Default)]
pub struct Secret {
    /// The names of its keys.
    pub keys: Vec<String>,
}

impl Secret {
    pub(super) fn read(document: &Value) -> Secret {
        let keys_of = |map: &str| match document.get(map).map(|value| value.view()) {
            Some(View::Mapping(entries)) => {
                entries.iter().filter_map(|entry| Some(entry.key.text()?.into_owned())).collect()
            }
            _ => Vec::new(),
        };
        let mut keys = keys_of("data");
        keys.extend(keys_of("stringData"));
        Secret { keys }
    }
}

/// Reads a `password` field.
pub(super) fn read_password(slot: Slot) -> Field<SecretKey> {
    let password = slot.object(PASSWORD_FIELDS, |object| {
        object.field("secretKeyRef").object(REFERENCE_FIELDS, |reference| SecretKey {
            key: reference.field("key").called("secretKeyRef.key").required().text(),
            name: reference.field("name").called("secretKeyRef.name").required().text(),
            optional: reference.field("optional").boolean(),
        })
    });
    password.flatten()
}
