//! Whether confd finds the password that a session refers to: in a Secret of calico-node's own namespace.

use crate::cluster::{Cluster, Known};
use crate::resource::{Field, SecretKey};

/// Where calico-node may run: the operator's namespace, and that of the manifests.
const NAMESPACES: [&str; 2] = ["calico-system", "kube-system"];

/// The reference as far as it counts: a session whose Secret lacks the key is rendered without a password.
pub(super) fn found<'c>(cluster: &Cluster, reference: &'c Field<SecretKey>) -> Known<&'c SecretKey> {
    let Some(secret_key) = reference.value() else {
        return if reference.is_absent() { Known::Absent } else { Known::Unknown };
    };
    let (Some(name), Some(key)) = (secret_key.name.value(), secret_key.key.value()) else {
        return Known::Unknown;
    };
    let namespace = cluster.calico_node().and_then(|(resource, _)| resource.metadata.namespace.value());
    let is_read = |candidate: &str| match namespace {
        Some(namespace) => candidate == namespace,
        None => NAMESPACES.contains(&candidate),
    };
    let mut secrets = cluster
        .secrets()
        .filter(|(resource, _)| {
            resource.name() == name && resource.metadata.namespace.value().is_some_and(|namespace| is_read(namespace))
        })
        .peekable();
    let is_there = secrets.peek().is_none() || secrets.any(|(_, secret)| secret.keys.contains(key));
    if is_there { Known::Value(secret_key) } else { Known::Absent }
}
