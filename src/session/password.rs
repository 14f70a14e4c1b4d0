//! The password of a session that confd finds: a key of a Secret in calico-node's own namespace.

use crate::cluster::Cluster;
use crate::known::Known;
use crate::resource::{Field, SecretKey, SecretValue};

/// The password of a session.
#[derive(Clone, Copy, Debug)]
pub struct Password<'c> {
    /// The Secret and the key in it.
    pub reference: &'c SecretKey,
    /// The facts about the value; `None` where the Secret is not in the input, or cannot be read.
    pub value: Option<SecretValue>,
}

/// The value of a password as a digest, if it is known, and the name and key of its Secret.
pub(super) type PasswordKey<'c> = (Option<[u8; 32]>, Option<&'c str>, Option<&'c str>);

impl<'c> Password<'c> {
    /// A key that is equal only for equal passwords.
    pub(super) fn key(&self) -> PasswordKey<'c> {
        let SecretKey { name, key, .. } = self.reference;
        let text = |field: &'c Field<String>| field.value().map(String::as_str);
        (self.value.map(|value| value.digest), text(name), text(key))
    }
}

/// Passwords are equal if their values are, or, where the values are unknown, if their references are.
impl PartialEq for Password<'_> {
    fn eq(&self, other: &Password) -> bool {
        match (self.value, other.value) {
            (Some(one), Some(other)) => one.digest == other.digest,
            _ => self.reference == other.reference,
        }
    }
}

/// The password of a reference. Absent if the Secret does not have the key, because confd renders no password then.
pub(super) fn found<'c>(cluster: &Cluster<'c>, reference: &'c Field<SecretKey>) -> Known<Password<'c>> {
    let reference = match reference.as_known() {
        Known::Value(reference) => reference,
        Known::Absent => return Known::Absent,
        Known::Unknown => return Known::Unknown,
    };
    let (Some(name), Some(key)) = (reference.name.value(), reference.key.value()) else {
        return Known::Unknown;
    };
    let secrets = cluster.readable_secrets(name);
    match secrets.iter().find_map(|(_, secret)| secret.entry(key)) {
        Some(entry) => Known::Value(Password { reference, value: entry.value }),
        None if secrets.is_empty() => Known::Value(Password { reference, value: None }),
        None => Known::Absent,
    }
}
