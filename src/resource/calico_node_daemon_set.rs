//! The calico-node DaemonSet: the environment of its container `calico-node`.

use super::calico_config::Backend;
use super::field::Field;
use super::place::FieldSpan;
use super::reading::{ReadKind, Reading};
use super::word::{Word, vocabulary};
use crate::document::{Value, View};
use crate::value::is_placeholder;

/// The name of the DaemonSet and of the container.
const NAME: &str = "calico-node";

/// The calico-node DaemonSet: the environment of its container `calico-node`.
#[derive(Clone, Debug, Default)]
pub struct CalicoNodeDaemonSet {
    /// The variables, in the order of the manifest.
    pub environment: Vec<EnvironmentVariable>,
    /// Whether there may be more variables (`envFrom`, placeholders).
    pub takes_more_variables: bool,
    /// Its ServiceAccount, if set.
    pub service_account: Option<String>,
}

vocabulary! {
    /// The variables of calico-node that BGP depends on (Calico: `node/pkg/lifecycle/startup`).
    Variable {
        /// The program that distributes routes between nodes.
        "CALICO_NETWORKING_BACKEND" => Backend,
        /// The router IDs of the nodes.
        "CALICO_ROUTER_ID" => RouterId,
    }
}

/// One environment variable of a container.
#[derive(Clone, Debug, Default)]
pub struct EnvironmentVariable {
    /// The name.
    pub name: String,
    /// The value; unknown where it comes from another object (`valueFrom`).
    pub value: Field<String>,
}

impl ReadKind for CalicoNodeDaemonSet {
    fn read_kind(reading: &mut Reading) -> Option<CalicoNodeDaemonSet> {
        if !reading.is_named(NAME) {
            return None;
        }
        let document = reading.value;
        let pod = document.get("spec").and_then(|spec| spec.get("template")?.get("spec"));
        let service_account = pod.as_ref().and_then(|pod| Some(pod.get("serviceAccountName")?.text()?.into_owned()));
        let containers = pod.and_then(|pod| pod.get("containers")).map(|containers| containers.view());
        let Some(View::Sequence(containers)) = containers else {
            return Some(CalicoNodeDaemonSet::default());
        };
        let is_calico_node =
            |container: &&Value| container.get("name").and_then(|name| name.text()).as_deref() == Some(NAME);
        let Some(container) = containers.iter().find(is_calico_node) else {
            return Some(CalicoNodeDaemonSet::default());
        };
        let (variables, is_known) = match container.get("env").map(|env| env.view()) {
            Some(View::Sequence(variables)) => (variables, true),
            Some(_) => (Vec::new(), false),
            None => (Vec::new(), true),
        };
        let name_of = |variable: &Value| variable.get("name")?.text().map(|name| name.into_owned());
        let has_name = |variable: &Value| name_of(variable).is_some_and(|name| !is_placeholder(&name));
        let takes_more_variables = container.get("envFrom").is_some() || !is_known || !variables.iter().all(has_name);
        let environment = variables
            .iter()
            .filter_map(|variable| Some(EnvironmentVariable { name: name_of(variable)?, value: read_value(variable) }))
            .collect();
        Some(CalicoNodeDaemonSet { environment, takes_more_variables, service_account })
    }
}

impl CalicoNodeDaemonSet {
    /// A variable. If a variable is set several times, the last value counts.
    pub fn variable(&self, variable: Variable) -> Option<&Field<String>> {
        let is_meant = |own: &&EnvironmentVariable| own.name == variable.text();
        self.environment.iter().rev().find(is_meant).map(|own| &own.value)
    }

    /// The program that distributes routes between nodes, if a variable sets it, with the place of the variable.
    pub fn backend(&self) -> Option<(Backend, FieldSpan)> {
        let variable = self.variable(Variable::Backend)?;
        Some((Backend::parse(variable.value()?)?, variable.span()?))
    }
}

/// The value of a variable; unknown where it comes from another object.
fn read_value(variable: &Value) -> Field<String> {
    let given = variable.get("value").and_then(|value| Some((value, value.text()?)));
    match given.filter(|(_, text)| !is_placeholder(text)) {
        Some((value, text)) => Field::known(value.resolved().as_text(&text).into_owned(), None, value.span()),
        None => Field::unknown(None, variable.get("value").unwrap_or(*variable).span()),
    }
}
