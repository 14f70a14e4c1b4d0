//! The Secrets that calico-node finds: in its own namespace, and readable for its ServiceAccount.

use std::collections::BTreeMap;

use super::Cluster;
use super::secret_table::FoundSecret;
use crate::known::Truth;
use crate::resource::{BgpConfiguration, BgpPeer, Body, FieldSpan, Resource, Secret, SecretKey};

/// Whether calico-node may read a Secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// A role of the ServiceAccount allows it, or may allow it.
    Granted,
    /// The input has roles, but none allows it.
    Refused,
    /// The input has no roles.
    Unknown,
}

/// A key of a Secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SecretReference<'a> {
    /// The name of the Secret.
    pub name: &'a str,
    /// The key.
    pub key: &'a str,
}

/// A password that uses a key of a Secret.
#[derive(Clone, Copy, Debug)]
pub struct SecretUse<'a> {
    /// The BGPPeer or BGPConfiguration.
    pub resource: &'a Resource,
    /// The place of the reference.
    pub span: FieldSpan,
    /// The reference as written.
    pub reference: &'a SecretKey,
}

impl<'a> Cluster<'a> {
    /// The keys of Secrets that passwords refer to, each with the passwords.
    pub fn password_references(&self) -> BTreeMap<SecretReference<'_>, Vec<SecretUse<'_>>> {
        // Sessions with pods, and the mesh if it is off, never use a password.
        let has_sessions = |peer: &BgpPeer| !peer.is_for_pods();
        let is_on = |fields: &BgpConfiguration| !fields.is_mesh_off();
        let of_peers = self.all::<BgpPeer>().filter(|(_, peer)| has_sessions(peer));
        let of_peers = of_peers.map(|(resource, peer)| (resource, &peer.password));
        let mesh = self.default_configuration().filter(|(_, fields)| is_on(fields));
        let of_mesh = mesh.map(|(resource, fields)| (resource, &fields.node_mesh_password));
        let mut references: BTreeMap<_, Vec<SecretUse>> = BTreeMap::new();
        for (resource, field) in of_peers.chain(of_mesh) {
            let Some((password, span)) = field.value().zip(field.span()) else {
                continue;
            };
            if let (Some(name), Some(key)) = (password.name.value(), password.key.value()) {
                references.entry(SecretReference { name, key }).or_default().push(SecretUse {
                    resource,
                    span,
                    reference: password,
                });
            }
        }
        for uses in references.values_mut() {
            uses.sort_by_key(|used| (used.resource.kind, used.resource.name()));
        }
        references
    }

    /// The possible namespaces of calico-node; a single one if the input shows which.
    pub fn calico_namespaces(&self) -> &[&'a str] {
        &self.secrets.namespaces
    }

    /// The Secrets with a name in any namespace, sorted by namespace.
    pub fn secrets_named(&self, name: &str) -> &[FoundSecret<'a>] {
        self.secrets.by_name.get(name).map_or(&[], Vec::as_slice)
    }

    /// Whether a Secret is in a namespace of calico-node.
    pub fn is_in_calico_namespace(&self, secret: &Resource) -> Truth {
        let own = secret.metadata.namespace.value();
        own.map_or(Truth::Unknown, |own| Truth::from(self.calico_namespaces().contains(&own.as_str())))
    }

    /// The Secrets in the namespaces of calico-node.
    pub fn calico_secrets(&self) -> impl Iterator<Item = FoundSecret<'a>> + '_ {
        self.all::<Secret>().filter(|(resource, _)| self.is_in_calico_namespace(resource) == Truth::Yes)
    }

    /// The Secrets with a name in a namespace of calico-node.
    pub fn readable_secrets(&self, name: &str) -> Vec<FoundSecret<'a>> {
        let named = self.secrets_named(name).iter().copied();
        named.filter(|(resource, _)| self.is_in_calico_namespace(resource) == Truth::Yes).collect()
    }

    /// Whether kustomize may change the namespaces of the resources.
    pub fn may_move_namespaces(&self) -> bool {
        let moves = |resource: &Resource| matches!(&resource.body, Body::Kustomization(own) if own.sets_namespace);
        self.resources().any(moves)
    }

    /// Whether an object in the input makes a Secret of this name in the cluster.
    pub fn is_secret_to_come(&self, name: &str) -> bool {
        self.secrets.is_to_come(name)
    }

    /// Whether calico-node may read a Secret, by its namespace.
    pub fn access_to(&self, secret: &Resource) -> Access {
        match &self.secrets.grants {
            None => Access::Unknown,
            Some(grants) if grants.allow(secret) => Access::Granted,
            Some(_) => Access::Refused,
        }
    }
}
