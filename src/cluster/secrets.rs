//! The Secrets that calico-node finds: in its own namespace, and readable for its ServiceAccount.

use std::collections::BTreeMap;

use super::Cluster;
use crate::known::Truth;
use crate::resource::value::is_placeholder;
use crate::resource::{BgpConfiguration, BgpPeer, Body, FieldSpan, Kind, Resource, RoleBinding, Secret, SecretKey};

/// The possible namespaces of calico-node: the operator's, and the namespace in Calico's manifests.
const NAMESPACES: [&str; 2] = ["calico-system", "kube-system"];
/// The ServiceAccount of calico-node.
const SERVICE_ACCOUNT: &str = "calico-node";

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
    pub fn password_references(&self) -> BTreeMap<SecretReference<'a>, Vec<SecretUse<'a>>> {
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
    pub fn calico_namespaces(&self) -> Vec<&'a str> {
        let daemon_set = self.calico_node().and_then(|(resource, _)| resource.metadata.namespace.value());
        let has_operator = || self.resources().any(|resource| matches!(resource.body, Body::Installation(_)));
        match daemon_set {
            Some(namespace) => vec![namespace.as_str()],
            None if has_operator() => vec![NAMESPACES[0]],
            None => NAMESPACES.to_vec(),
        }
    }

    /// The Secrets with a name in any namespace, sorted by namespace.
    pub fn secrets_named(&self, name: &str) -> Vec<(&'a Resource, &'a Secret)> {
        let mut named: Vec<_> = self.all::<Secret>().filter(|(resource, _)| resource.name() == name).collect();
        named.sort_by_key(|(resource, _)| resource.metadata.namespace.value());
        named
    }

    /// Whether a Secret is in a namespace of calico-node.
    pub fn is_in_calico_namespace(&self, secret: &Resource) -> Truth {
        let namespaces = self.calico_namespaces();
        let own = secret.metadata.namespace.value();
        own.map_or(Truth::Unknown, |own| Truth::from(namespaces.contains(&own.as_str())))
    }

    /// The Secrets in the namespaces of calico-node.
    pub fn calico_secrets(&self) -> impl Iterator<Item = (&'a Resource, &'a Secret)> + '_ {
        self.all::<Secret>().filter(|(resource, _)| self.is_in_calico_namespace(resource) == Truth::Yes)
    }

    /// The Secrets with a name in a namespace of calico-node.
    pub fn readable_secrets(&self, name: &str) -> Vec<(&'a Resource, &'a Secret)> {
        let named = self.secrets_named(name).into_iter();
        named.filter(|(resource, _)| self.is_in_calico_namespace(resource) == Truth::Yes).collect()
    }

    /// Whether kustomize may change the namespaces of the resources.
    pub fn may_move_namespaces(&self) -> bool {
        let moves = |resource: &Resource| matches!(&resource.body, Body::Kustomization(own) if own.sets_namespace);
        self.resources().any(moves)
    }

    /// Whether an object in the input makes a Secret of this name in the cluster.
    pub fn is_secret_to_come(&self, name: &str) -> bool {
        self.resources().any(|resource| match &resource.body {
            Body::SecretToCome(secret) => secret.name.as_deref().is_none_or(|own| own == name),
            Body::Kustomization(kustomization) => {
                kustomization.secrets.iter().any(|own| own == name || is_placeholder(own))
            }
            Body::Secret(_) => !resource.metadata.name.is_certain(),
            _ => false,
        })
    }

    /// Whether calico-node may read a Secret, by its namespace.
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
        // A namespace that is not written is unknown.
        let may_be_in = |one: Option<String>, other: Option<String>| one.is_none() || other.is_none() || one == other;
        let is_here =
            resource.kind == Some(Kind::ClusterRoleBinding) || may_be_in(namespace(resource), namespace(secret));
        let namespaces = self.calico_namespaces();
        let given = self.calico_node().and_then(|(_, daemon_set)| daemon_set.service_account.as_deref());
        let account = given.unwrap_or(SERVICE_ACCOUNT);
        let is_calico_node = |(namespace, name): &(Option<String>, String)| {
            name == account && namespace.as_deref().is_none_or(|own| namespaces.contains(&own))
        };
        if !is_here || !binding.may_have_more && !binding.service_accounts.iter().any(is_calico_node) {
            return false;
        }
        let is_meant = |candidate: &Resource| {
            candidate.name() == binding.role
                && candidate.kind == binding.role_kind
                && (candidate.kind == Some(Kind::ClusterRole) || may_be_in(namespace(candidate), namespace(resource)))
        };
        let roles = self.resources().filter_map(|candidate| match &candidate.body {
            Body::Role(role) if is_meant(candidate) => Some(role),
            _ => None,
        });
        let roles: Vec<_> = roles.collect();
        let reads = |names: &[String]| names.is_empty() || names.iter().any(|name| name == secret.name());
        // The permissions of a role outside of the input are unknown.
        roles.is_empty() || roles.iter().any(|role| role.grants.iter().any(|grant| reads(&grant.names)))
    }
}
