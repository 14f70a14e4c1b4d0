//! Roles and their bindings: who may read which Secret.

use super::reading::{ReadKind, Reading};
use crate::document::{Value, View};
use crate::kind::Kind;
use crate::value::is_placeholder;

/// A Role or ClusterRole.
#[derive(Clone, Debug, Default)]
pub struct Role {
    /// The Secrets that the role may read.
    pub grants: Vec<SecretGrant>,
}

/// A rule of a role that allows reading Secrets.
#[derive(Clone, Debug)]
pub struct SecretGrant {
    /// The names of the Secrets; empty for all Secrets, or where a name is unknown.
    pub names: Vec<String>,
}

/// A RoleBinding or ClusterRoleBinding.
#[derive(Clone, Debug, Default)]
pub struct RoleBinding {
    /// The kind of the role: Role or ClusterRole; `None` for another kind.
    pub role_kind: Option<Kind>,
    /// The name of the role.
    pub role: String,
    /// The ServiceAccounts of the binding, each with its namespace, if set, and name.
    pub service_accounts: Vec<(Option<String>, String)>,
    /// Whether the binding may have more subjects: a group, or a placeholder.
    pub may_have_more: bool,
}

/// The prefix of a ServiceAccount as a user, before its namespace and name.
const USER: &str = "system:serviceaccount:";

impl ReadKind for Role {
    fn read_kind(reading: &mut Reading) -> Option<Role> {
        let document = reading.value;
        let rules = items(&document, "rules");
        let grants = rules.iter().filter_map(|rule| {
            let has = |name: &str, wanted: &str| {
                texts(rule, name).iter().any(|text| text == wanted || text == "*" || is_placeholder(text))
            };
            // confd lists and watches the Secret (Calico: `secret_watcher.go`).
            let reads =
                has("resources", "secrets") && has("verbs", "list") && has("verbs", "watch") && has("apiGroups", "");
            let names = texts(rule, "resourceNames");
            let is_known = !names.iter().any(|name| is_placeholder(name));
            reads.then(|| SecretGrant { names: if is_known { names } else { Vec::new() } })
        });
        let mut grants: Vec<SecretGrant> = grants.collect();
        if document.get("aggregationRule").is_some() {
            grants.push(SecretGrant { names: Vec::new() });
        }
        Some(Role { grants })
    }
}

impl ReadKind for RoleBinding {
    fn read_kind(reading: &mut Reading) -> Option<RoleBinding> {
        let document = reading.value;
        let role = document.get("roleRef");
        let text = |value: Option<&Value>, name: &str| {
            value.and_then(|value| Some(value.get(name)?.text()?.into_owned())).unwrap_or_default()
        };
        let mut binding = RoleBinding {
            role_kind: [Kind::Role, Kind::ClusterRole]
                .into_iter()
                .find(|kind| kind.name() == text(role.as_ref(), "kind")),
            role: text(role.as_ref(), "name"),
            ..RoleBinding::default()
        };
        for subject in items(&document, "subjects") {
            let name = text(Some(&subject), "name");
            let namespace = Some(text(Some(&subject), "namespace")).filter(|namespace| !namespace.is_empty());
            let is_known = !is_placeholder(&name) && !namespace.as_deref().is_some_and(is_placeholder);
            match text(Some(&subject), "kind").as_str() {
                "ServiceAccount" if is_known => binding.service_accounts.push((namespace, name)),
                "User" if is_known => {
                    let account = name.strip_prefix(USER).and_then(|account| account.split_once(':'));
                    let account = account.map(|(namespace, name)| (Some(namespace.to_owned()), name.to_owned()));
                    binding.service_accounts.extend(account);
                }
                _ => binding.may_have_more = true,
            }
        }
        Some(binding)
    }
}

fn items<'d, 's>(value: &Value<'d, 's>, name: &str) -> Vec<Value<'d, 's>> {
    match value.get(name).map(|value| value.view()) {
        Some(View::Sequence(items)) => items,
        _ => Vec::new(),
    }
}

fn texts(value: &Value, name: &str) -> Vec<String> {
    items(value, name).iter().filter_map(|item| Some(item.text()?.into_owned())).collect()
}
