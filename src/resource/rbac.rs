//! Roles and their bindings, as far as they say who may read a Secret.

use crate::document::{Value, View};

/// A Role or ClusterRole.
#[derive(Clone, Debug, Default)]
pub struct Role {
    /// Which Secrets it lets be read.
    pub grants: Vec<SecretGrant>,
}

/// A rule of a role that lets Secrets be read.
#[derive(Clone, Debug)]
pub struct SecretGrant {
    /// Their names; all where empty.
    pub names: Vec<String>,
}

/// A RoleBinding or ClusterRoleBinding.
#[derive(Clone, Debug, Default)]
pub struct RoleBinding {
    /// The kind of the role: `Role` or `ClusterRole`.
    pub role_kind: String,
    /// The role's name.
    pub role: String,
    /// The ServiceAccounts that it is given to, by name.
    pub service_accounts: Vec<String>,
    /// Whether it is given to a group, whom a ServiceAccount may belong to.
    pub has_group: bool,
}

impl Role {
    pub(super) fn read(document: &Value) -> Role {
        let rules = items(document, "rules");
        let grants = rules.iter().filter_map(|rule| {
            let has = |name: &str, wanted: &str| texts(rule, name).iter().any(|text| text == wanted || text == "*");
            let reads = has("resources", "secrets") && has("verbs", "get") && has("apiGroups", "");
            reads.then(|| SecretGrant { names: texts(rule, "resourceNames") })
        });
        Role { grants: grants.collect() }
    }
}

impl RoleBinding {
    pub(super) fn read(document: &Value) -> RoleBinding {
        let role = document.get("roleRef");
        let text = |value: Option<&Value>, name: &str| {
            value.and_then(|value| Some(value.get(name)?.text()?.into_owned())).unwrap_or_default()
        };
        let subjects = items(document, "subjects");
        let is = |subject: &&Value, kind: &str| text(Some(subject), "kind") == kind;
        let accounts = subjects.iter().filter(|subject| is(subject, "ServiceAccount"));
        RoleBinding {
            role_kind: text(role.as_ref(), "kind"),
            role: text(role.as_ref(), "name"),
            service_accounts: accounts.map(|subject| text(Some(subject), "name")).collect(),
            has_group: subjects.iter().any(|subject| is(&subject, "Group")),
        }
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
