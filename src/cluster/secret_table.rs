//! The Secrets of a cluster by name, and what the roles of calico-node allow.

use std::collections::{BTreeMap, BTreeSet};

use crate::resource::{Body, CalicoNodeDaemonSet, Kind, Resource, Role, Secret};
use crate::value::is_placeholder;

/// The possible namespaces of calico-node: the operator's, and the namespace in Calico's manifests.
const NAMESPACES: [&str; 2] = ["calico-system", "kube-system"];
/// The ServiceAccount of calico-node.
const SERVICE_ACCOUNT: &str = "calico-node";

/// The DaemonSet of calico-node with its resource.
type CalicoNode<'a> = (&'a Resource, &'a CalicoNodeDaemonSet);

/// A Secret with its resource.
pub type FoundSecret<'a> = (&'a Resource, &'a Secret);

/// The facts about all Secrets of a cluster.
#[derive(Debug, Default)]
pub(super) struct Secrets<'a> {
    /// The possible namespaces of calico-node.
    pub(super) namespaces: Vec<&'a str>,
    /// The Secrets by name, each sorted by namespace.
    pub(super) by_name: BTreeMap<&'a str, Vec<FoundSecret<'a>>>,
    /// The names of Secrets that objects in the input make.
    to_come: BTreeSet<&'a str>,
    /// Whether an object in the input makes a Secret with an unknown name.
    may_come_with_any_name: bool,
    /// What calico-node may read; `None` where the input has no roles.
    pub(super) grants: Option<Grants<'a>>,
}

/// The Secrets that calico-node may read.
#[derive(Debug, Default)]
pub(super) struct Grants<'a> {
    /// Where calico-node may read all Secrets.
    of_all: GrantedIn<'a>,
    /// Where calico-node may read the Secrets with a name.
    by_name: BTreeMap<&'a str, GrantedIn<'a>>,
}

impl Grants<'_> {
    /// Whether calico-node may read a Secret.
    pub(super) fn allow(&self, secret: &Resource) -> bool {
        let namespace = secret.metadata.namespace.value().map(String::as_str);
        let is_granted = |namespaces: &GrantedIn| namespaces.holds(namespace);
        is_granted(&self.of_all) || self.by_name.get(secret.name()).is_some_and(is_granted)
    }
}

/// The namespaces in which a grant holds.
#[derive(Debug, Default)]
struct GrantedIn<'a> {
    /// Whether the grant holds in every namespace, or in one that is not written.
    everywhere: bool,
    namespaces: BTreeSet<&'a str>,
}

impl<'a> GrantedIn<'a> {
    fn add(&mut self, namespace: Option<&'a str>) {
        self.everywhere |= namespace.is_none();
        self.namespaces.extend(namespace);
    }

    /// Whether the grant holds in a namespace; a namespace that is not written is unknown.
    fn holds(&self, namespace: Option<&str>) -> bool {
        match namespace {
            Some(namespace) => self.everywhere || self.namespaces.contains(namespace),
            None => self.everywhere || !self.namespaces.is_empty(),
        }
    }
}

impl<'a> Secrets<'a> {
    /// Collects the facts; `calico_node` is the DaemonSet of calico-node.
    pub(super) fn of(resources: &[&'a Resource], calico_node: Option<CalicoNode<'a>>) -> Secrets<'a> {
        let mut by_name: BTreeMap<&str, Vec<FoundSecret>> = BTreeMap::new();
        for resource in resources {
            if let Body::Secret(secret) = &resource.body {
                by_name.entry(resource.name()).or_default().push((*resource, secret));
            }
        }
        for named in by_name.values_mut() {
            named.sort_by_key(|(resource, _)| resource.metadata.namespace.value());
        }
        let mut secrets = Secrets { namespaces: namespaces(resources, calico_node), by_name, ..Secrets::default() };
        for resource in resources {
            match &resource.body {
                Body::SecretToCome(secret) => match &secret.name {
                    Some(name) => secrets.may_come(name),
                    None => secrets.may_come_with_any_name = true,
                },
                Body::Kustomization(kustomization) => {
                    kustomization.secrets.iter().for_each(|name| secrets.may_come(name));
                }
                Body::Secret(_) => secrets.may_come_with_any_name |= !resource.metadata.name.is_certain(),
                _ => {}
            }
        }
        secrets.grants = grants(resources, calico_node, &secrets.namespaces);
        secrets
    }

    /// Whether an object in the input makes a Secret of this name.
    pub(super) fn is_to_come(&self, name: &str) -> bool {
        self.may_come_with_any_name || self.to_come.contains(name)
    }

    fn may_come(&mut self, name: &'a str) {
        self.may_come_with_any_name |= is_placeholder(name);
        self.to_come.insert(name);
    }
}

fn namespaces<'a>(resources: &[&'a Resource], calico_node: Option<CalicoNode<'a>>) -> Vec<&'a str> {
    let daemon_set = calico_node.and_then(|(resource, _)| resource.metadata.namespace.value());
    let has_operator = || resources.iter().any(|resource| matches!(resource.body, Body::Installation(_)));
    match daemon_set {
        Some(namespace) => vec![namespace.as_str()],
        None if has_operator() => vec![NAMESPACES[0]],
        None => NAMESPACES.to_vec(),
    }
}

/// What the roles of calico-node's ServiceAccount allow; `None` where the input has no roles.
fn grants<'a>(resources: &[&'a Resource], calico_node: Option<CalicoNode>, namespaces: &[&str]) -> Option<Grants<'a>> {
    let is_role =
        |kind: Kind| matches!(kind, Kind::Role | Kind::ClusterRole | Kind::RoleBinding | Kind::ClusterRoleBinding);
    if !resources.iter().any(|resource| resource.kind.is_some_and(is_role)) {
        return None;
    }
    let mut roles: BTreeMap<_, Vec<(&Resource, &Role)>> = BTreeMap::new();
    for resource in resources {
        if let Body::Role(role) = &resource.body {
            roles.entry((resource.kind, resource.name())).or_default().push((resource, role));
        }
    }
    let given = calico_node.as_ref().and_then(|(_, daemon_set)| daemon_set.service_account.as_deref());
    let account = given.unwrap_or(SERVICE_ACCOUNT);
    let is_calico_node = |(namespace, name): &(Option<String>, String)| {
        name == account && namespace.as_deref().is_none_or(|own| namespaces.contains(&own))
    };
    let mut grants = Grants::default();
    for resource in resources {
        let Body::RoleBinding(binding) = &resource.body else {
            continue;
        };
        if !binding.may_have_more && !binding.service_accounts.iter().any(is_calico_node) {
            continue;
        }
        let written = resource.metadata.namespace.value().map(String::as_str);
        let place = written.filter(|_| resource.kind != Some(Kind::ClusterRoleBinding));
        // A namespace that is not written is unknown.
        let may_be_meant = |role: &Resource| {
            let own = role.metadata.namespace.value().map(String::as_str);
            role.kind == Some(Kind::ClusterRole) || own.is_none() || written.is_none() || own == written
        };
        let named = roles.get(&(binding.role_kind, binding.role.as_str())).into_iter().flatten();
        let mut meant = named.filter(|(role, _)| may_be_meant(role)).peekable();
        // The permissions of a role outside of the input are unknown.
        if meant.peek().is_none() {
            grants.of_all.add(place);
        }
        for grant in meant.flat_map(|(_, role)| &role.grants) {
            if grant.names.is_empty() {
                grants.of_all.add(place);
            }
            for name in &grant.names {
                grants.by_name.entry(name).or_default().add(place);
            }
        }
    }
    Some(grants)
}
