//! Which Secrets calico-node finds: those of its own namespace that its ServiceAccount may read.

use std::collections::BTreeMap;

use super::Cluster;
use crate::document::Span;
use crate::resource::value::is_placeholder;
use crate::resource::{Body, Kind, Resource, RoleBinding, Secret};

/// Where calico-node may run: the operator's namespace, and that of the manifests.
const NAMESPACES: [&str; 2] = ["calico-system", "kube-system"];
/// Its ServiceAccount.
const SERVICE_ACCOUNT: &str = "calico-node";

/// Whether calico-node may read a Secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// A role that is bound to it says so, or may say so.
    Granted,
    /// There are roles in the input, and none says so.
    Refused,
    /// There is no role in the input.
    Unknown,
}

/// A key of a Secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SecretReference<'a> {
    /// The Secret's name.
    pub name: &'a str,
    /// The key.
    pub key: &'a str,
}

/// A password that a key of a Secret is for.
#[derive(Clone, Copy, Debug)]
pub struct SecretUse<'a> {
    /// The BGPPeer or BGPConfiguration.
    pub resource: &'a Resource,
    /// Where it names the key.
    pub span: Span,
}

impl<'a> Cluster<'a> {
    /// The keys of Secrets that passwords name, each with the passwords.
    pub fn password_references(&self) -> BTreeMap<SecretReference<'a>, Vec<SecretUse<'a>>> {
        let of_peers = self.peers().map(|(resource, peer)| (resource, &peer.password));
        let of_mesh = self.default_configuration().map(|(resource, fields)| (resource, &fields.node_mesh_password));
        let mut references: BTreeMap<_, Vec<SecretUse>> = BTreeMap::new();
        for (resource, field) in of_peers.chain(of_mesh) {
            let Some((password, span)) = field.value().zip(field.span()) else {
                continue;
            };
            if let (Some(name), Some(key)) = (password.name.value(), password.key.value()) {
                references.entry(SecretReference { name, key }).or_default().push(SecretUse { resource, span });
            }
        }
        references
    }

    /// The namespaces of which calico-node may read the Secrets; one, where the input says which.
    pub fn calico_namespaces(&self) -> Vec<&'a str> {
        let daemon_set = self.calico_node().and_then(|(resource, _)| resource.metadata.namespace.value());
        let has_operator = || self.resources().any(|resource| matches!(resource.body, Body::Installation(_)));
        match daemon_set {
            Some(namespace) => vec![namespace.as_str()],
            None if has_operator() => vec![NAMESPACES[0]],
            None => NAMESPACES.to_vec(),
        }
    }

    /// The Secrets of a name, wherever they are.
    pub fn secrets_named<'n>(
        &self,
        name: &'n str,
    ) -> impl Iterator<Item = (&'a Resource, &'a Secret)> + use<'_, 'a, 'n> {
        self.secrets().filter(move |(resource, _)| resource.name() == name)
    }

    /// The Secrets of a name in a namespace that calico-node reads.
    pub fn readable_secrets(&self, name: &str) -> Vec<(&'a Resource, &'a Secret)> {
        let namespaces = self.calico_namespaces();
        let is_read = |resource: &Resource| {
            resource.metadata.namespace.value().is_some_and(|own| namespaces.contains(&own.as_str()))
        };
        self.secrets_named(name).filter(|(resource, _)| is_read(resource)).collect()
    }

    /// Whether something in the input makes a Secret of this name in the cluster.
    pub fn is_secret_to_come(&self, name: &str) -> bool {
        self.resources().any(|resource| match &resource.body {
            Body::SecretToCome(secret) => secret.name.as_deref().is_none_or(|own| own == name),
            Body::Kustomization(kustomization) => kustomization.secrets.iter().any(|own| own == name),
            Body::Secret(_) => !resource.metadata.name.is_certain(),
            _ => false,
        })
    }

    /// Whether calico-node may read a Secret of a namespace.
    pub fn access_to(&self, secret: &Resource) -> Access {
        let is_role =
            |kind: Kind| matches!(kind, Kind::Role | Kind::ClusterRole | Kind::RoleBinding | Kind::ClusterRoleBinding);
        if !self.resources().any(|resource| resource.kind.is_some_and(is_role)) {
            return Access::Unknown;
        }
        let mut bindings = self.resources().filter_map(|resource| match &resource.body {
            Body::RoleBinding(binding) => Some((resource, binding)),
            _ => None,
        });
        match bindings.any(|(resource, binding)| self.may_grant(resource, binding, secret)) {
            true => Access::Granted,
            false => Access::Refused,
        }
    }

    fn may_grant(&self, resource: &Resource, binding: &RoleBinding, secret: &Resource) -> bool {
        let namespace = |resource: &'_ Resource| resource.metadata.namespace.value().cloned();
        let is_here = resource.kind == Some(Kind::ClusterRoleBinding)
            || namespace(resource).is_none_or(|own| Some(own) == namespace(secret));
        let is_ours = binding.has_group || binding.service_accounts.iter().any(|account| account == SERVICE_ACCOUNT);
        if !is_here || !is_ours {
            return false;
        }
        let mut roles = self.resources().filter_map(|candidate| match &candidate.body {
            Body::Role(role) => Some((candidate, role)),
            _ => None,
        });
        let is_meant = |candidate: &Resource| {
            candidate.name() == binding.role
                && candidate.kind_name() == binding.role_kind
                && (candidate.kind == Some(Kind::ClusterRole) || namespace(candidate) == namespace(resource))
        };
        let found: Vec<_> = roles.by_ref().filter(|(candidate, _)| is_meant(candidate)).collect();
        let reads = |names: &[String]| {
            names.is_empty() || names.iter().any(|name| name == secret.name() || is_placeholder(name))
        };
        // Of a role that is not in the input nothing is known.
        found.is_empty() || found.iter().any(|(_, role)| role.grants.iter().any(|grant| reads(&grant.names)))
    }
}
