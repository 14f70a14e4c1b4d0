//! One document → its resources: what each is, and what is wrong with how it is written.

use super::bgp_configuration::{self, BgpConfiguration};
use super::bgp_filter::{self, BgpFilter};
use super::bgp_peer::{self, BgpPeer};
use super::calico_node_status::{self, CalicoNodeStatus};
use super::field::Field;
use super::ip_pool::{self, IpPool};
use super::kind::{Identity, Kind, NOT_APPLIED, identify};
use super::kustomization::Kustomization;
use super::metadata::Metadata;
use super::metallb::MetalLb;
use super::neighbours::{
    CalicoConfig, CalicoNodeDaemonSet, FelixConfiguration, HostEndpoint, Installation, KubeControllersConfiguration,
};
use super::node::{self, Node};
use super::problem::{Problem, ProblemKind};
use super::rbac::{Role, RoleBinding};
use super::reader::{Checking, FieldSpec, Notes, Object, field};
use super::secret::{Secret, SecretToCome};
use super::value::is_placeholder;
use super::{Body, Resource, ResourceId};
use crate::document::{Document, Entry, Span, Value, View};
use crate::input::{Source, is_kustomization};

/// How deep lists may lie in lists.
const MAX_LIST_DEPTH: usize = 4;

/// The fields that every resource has beside those of its kind; `sops` is where SOPS keeps its own.
const RESOURCE_FIELDS: &[FieldSpec] =
    &[field("apiVersion"), field("kind"), field("metadata"), field("sops"), field("spec"), field("status")];

/// Reads all resources of a document that are ours.
pub(super) fn read_document(source: &Source, document: &Document) -> Vec<Resource> {
    let mut reader = DocumentReader { source, duplicate_keys: document.duplicate_keys(), resources: Vec::new() };
    reader.read_value(document.root(), None, 0);
    reader.resources
}

struct DocumentReader<'s> {
    source: &'s Source,
    /// The keys that appear twice, the first place and the later place, in the order of the later places.
    duplicate_keys: Vec<(Span, Span)>,
    /// What has been read, in the order of the document.
    resources: Vec<Resource>,
}

impl<'d, 's> DocumentReader<'s> {
    /// Reads one value as a resource, a list of resources, or a bare sequence of them. `inherited` is what a typed
    /// list says of items that do not say it themselves.
    fn read_value(&mut self, value: Value<'d, 's>, inherited: Option<(&str, &str)>, depth: usize) {
        if depth > MAX_LIST_DEPTH {
            return;
        }
        let entries = match value.view() {
            View::Mapping(entries) => entries,
            View::Sequence(items) => {
                items.into_iter().for_each(|item| self.read_value(item, inherited, depth + 1));
                return;
            }
            View::Scalar(_) => return,
        };
        if is_kustomization(self.source.path()) {
            let head = Head { kind: Kind::Kustomization, is_storage: false, mistake: None };
            let resource = self.read_resource(&value, entries, head, value.span());
            self.resources.extend(resource);
            return;
        }
        let text_of = |name: &str| value.get(name).and_then(|value| Some((value.text()?.into_owned(), value.span())));
        // A key in another case is reported as an unknown field.
        let misspelt = || {
            let is_meant = |entry: &&Entry| entry.key.text().is_some_and(|key| key.eq_ignore_ascii_case("apiVersion"));
            Some(entries.iter().find(is_meant)?.value.text()?.into_owned())
        };
        let api_version = text_of("apiVersion").map(|(text, _)| text).or_else(misspelt);
        let api_version = api_version.or(inherited.map(|(version, _)| version.to_owned()));
        let Some((kind, kind_span)) = text_of("kind").or_else(|| Some((inherited?.1.to_owned(), value.span()))) else {
            self.note_missing_kind(&value, api_version.as_deref());
            return;
        };
        match identify(api_version.as_deref(), &kind, self.looks_like_calico(&value)) {
            Identity::Foreign => {}
            Identity::List => {
                let item_kind = kind.strip_suffix("List").filter(|kind| !kind.is_empty());
                let inherited = api_version.as_deref().zip(item_kind);
                if let Some(View::Sequence(items)) = value.get("items").map(|items| items.view()) {
                    items.into_iter().for_each(|item| self.read_value(item, inherited, depth + 1));
                }
            }
            Identity::Known(kind, is_storage) => {
                let head = Head { kind, is_storage, mistake: None };
                let resource = self.read_resource(&value, entries, head, kind_span);
                self.resources.extend(resource);
            }
            Identity::Mistaken { meant: Some(kind), is_version, message, help, written } => {
                let mistake = Problem {
                    span: if is_version { self.version_span(&value, kind_span) } else { kind_span }.into(),
                    field: "kind".to_owned(),
                    kind: ProblemKind::WrongKindOrVersion { message, help, meant: written },
                };
                let head = Head { kind, is_storage: false, mistake: Some(mistake) };
                let resource = self.read_resource(&value, entries, head, kind_span);
                self.resources.extend(resource);
            }
            Identity::Mistaken { meant: None, message, help, written, .. } => {
                let kind = ProblemKind::WrongKindOrVersion { message, help, meant: written };
                let resource = self.unusable(&value, kind_span, kind);
                self.resources.push(resource);
            }
        }
    }

    /// The id of the resource that is read next.
    fn next_id(&self) -> ResourceId {
        ResourceId { source: self.source.id(), number: self.resources.len() as u32 }
    }

    fn version_span(&self, value: &Value, otherwise: Span) -> Span {
        value.get("apiVersion").map_or(otherwise, |version| version.span())
    }

    fn looks_like_calico(&self, value: &Value) -> bool {
        let has = |name: &str| value.get(name).is_some();
        let spec_has = |name: &str| value.get("spec").is_some_and(|spec| spec.get(name).is_some());
        let is_node = value.get("kind").and_then(|kind| kind.text()).as_deref() == Some("Node");
        let speaks_of_calico = || value.source().contains("projectcalico.org/");
        has("metadata") && if is_node { spec_has("bgp") || speaks_of_calico() } else { has("spec") }
    }

    fn note_missing_kind(&mut self, value: &Value<'d, 's>, api_version: Option<&str>) {
        let is_calico = api_version.is_some_and(|version| version.starts_with("projectcalico.org/"));
        if let Some(version) = value.get("apiVersion").filter(|_| is_calico) {
            let kind = ProblemKind::WrongKindOrVersion {
                message: format!("`kind` is missing: {NOT_APPLIED}"),
                help: "add the kind, such as `kind: BGPPeer`".to_owned(),
                meant: None,
            };
            let resource = self.unusable(value, version.span(), kind);
            self.resources.push(resource);
        }
    }

    fn unusable(&self, value: &Value<'d, 's>, span: Span, kind: ProblemKind) -> Resource {
        Resource {
            id: self.next_id(),
            span: value.span(),
            head: span.into(),
            kind: None,
            is_storage: false,
            is_inventory: self.source.is_inventory(),
            metadata: Metadata::default(),
            body: Body::Unusable,
            problems: vec![Problem { span: span.into(), field: "kind".to_owned(), kind }],
            outline: None,
        }
    }

    fn read_resource(
        &self,
        value: &Value<'d, 's>,
        entries: Vec<Entry<'d, 's>>,
        head: Head,
        kind_span: Span,
    ) -> Option<Resource> {
        let Head { kind, is_storage, mistake } = head;
        let checking = match kind {
            Kind::CalicoNode => Checking::Calicoctl,
            kind if kind.is_calico() || kind == Kind::KubernetesNode => Checking::Crd,
            _ => Checking::Foreign,
        };
        let mut notes = Notes { problems: mistake.into_iter().collect(), checking };
        let is_ours = checking != Checking::Foreign;
        if kind == Kind::BgpFilter {
            let since = super::value::Release::v3(26);
            notes.add(kind_span, "kind", ProblemKind::NeedsRelease { since });
        }
        let checks_maps = kind != Kind::CalicoNode;
        let metadata =
            Metadata::read(value.get("metadata"), kind_span, kind.is_cluster_scoped(), checks_maps, &mut notes);
        let body = if kind.is_calico() {
            read_calico(kind, entries, kind_span, &metadata, &mut notes)
        } else {
            self.read_neighbour(kind, value, &metadata, &mut notes)?
        };
        if is_ours {
            self.note_duplicate_keys(value.span(), &mut notes);
        }
        let mut problems = notes.problems;
        problems.sort_by_key(|problem| problem.span);
        // What was read from a cluster, which can be much, is built by no kustomization.
        let is_from_cluster = metadata.has_uid || self.source.is_inventory();
        Some(Resource {
            id: self.next_id(),
            span: value.span(),
            head: metadata.name.span().unwrap_or(kind_span.into()),
            kind: Some(kind),
            is_storage,
            is_inventory: self.source.is_inventory(),
            metadata,
            body,
            problems,
            outline: if is_from_cluster { None } else { value.outline() },
        })
    }

    fn read_neighbour(
        &self,
        kind: Kind,
        value: &Value<'d, 's>,
        metadata: &Metadata,
        notes: &mut Notes,
    ) -> Option<Body> {
        Some(match kind {
            Kind::KubernetesNode => Body::Node(Node::read_kubernetes(value, metadata, notes)),
            Kind::FelixConfiguration => {
                let Some(View::Mapping(entries)) = value.get("spec").map(|spec| spec.view()) else {
                    return Some(Body::FelixConfiguration(FelixConfiguration::default()));
                };
                let mut spec = Object::open_unchecked(entries, value.span(), notes);
                Body::FelixConfiguration(FelixConfiguration::read(&mut spec))
            }
            Kind::HostEndpoint => Body::HostEndpoint(HostEndpoint::read(value, foreign_text)),
            Kind::GlobalNetworkPolicy => Body::GlobalNetworkPolicy,
            Kind::KubeControllersConfiguration => {
                Body::KubeControllersConfiguration(KubeControllersConfiguration::read(value, foreign_text))
            }
            Kind::Secret => Body::Secret(Secret::read(value)),
            Kind::SealedSecret
            | Kind::ExternalSecret
            | Kind::ClusterExternalSecret
            | Kind::VaultStaticSecret
            | Kind::VaultDynamicSecret
            | Kind::OnePasswordItem
            | Kind::SopsSecret => Body::SecretToCome(SecretToCome::read(value)),
            Kind::Role | Kind::ClusterRole => Body::Role(Role::read(value)),
            Kind::RoleBinding | Kind::ClusterRoleBinding => Body::RoleBinding(RoleBinding::read(value)),
            Kind::Installation => Body::Installation(Installation::read(value, foreign_text)),
            Kind::ConfigMap => {
                if metadata.name.value().map(String::as_str) != Some("calico-config") {
                    return None;
                }
                Body::CalicoConfig(CalicoConfig::read(value, foreign_text))
            }
            Kind::DaemonSet => {
                if metadata.name.value().map(String::as_str) != Some("calico-node") {
                    return None;
                }
                Body::CalicoNodeDaemonSet(CalicoNodeDaemonSet::read(value, |variable| match variable.get("value") {
                    Some(value) => foreign_text(&value),
                    None => Field::unknown(None, variable.span()),
                }))
            }
            Kind::Kustomization | Kind::FluxKustomization => Body::Kustomization(Kustomization::read(value)),
            _ => Body::MetalLb(MetalLb::read(kind.name(), value, foreign_text)?),
        })
    }

    fn note_duplicate_keys(&self, within: Span, notes: &mut Notes) {
        let first = self.duplicate_keys.partition_point(|(_, again)| again.start < within.start);
        for (first, again) in self.duplicate_keys[first..].iter().take_while(|(_, again)| within.contains(*again)) {
            let name = again.slice(self.source.text()).trim_matches(['"', '\'']).to_owned();
            notes.add(*again, &name, ProblemKind::DuplicateKey { first: *first });
        }
    }
}

struct Head {
    kind: Kind,
    is_storage: bool,
    mistake: Option<Problem>,
}

/// Reads the body of one of Calico's own kinds.
fn read_calico(kind: Kind, entries: Vec<Entry>, place: Span, metadata: &Metadata, notes: &mut Notes) -> Body {
    let mut resource = Object::open(entries, RESOURCE_FIELDS, place, notes);
    let spec = resource.field("spec");
    let spec = if kind == Kind::IpPool { spec.required() } else { spec };
    match kind {
        Kind::BgpPeer => Body::BgpPeer(spec.object(bgp_peer::FIELDS, BgpPeer::read).into_value()),
        Kind::BgpConfiguration => {
            Body::BgpConfiguration(spec.object(bgp_configuration::FIELDS, BgpConfiguration::read).into_value())
        }
        Kind::BgpFilter => Body::BgpFilter(spec.object(bgp_filter::FIELDS, BgpFilter::read).into_value()),
        Kind::IpPool => Body::IpPool(spec.object(ip_pool::FIELDS, IpPool::read).into_value()),
        Kind::CalicoNodeStatus => {
            Body::CalicoNodeStatus(spec.object(calico_node_status::FIELDS, CalicoNodeStatus::read).into_value())
        }
        _ => {
            let read = |spec: &mut Object| Node::read_calico(spec, metadata.has_uid);
            let mut node = spec.object(node::FIELDS, read).into_value();
            node.is_dump = metadata.has_uid;
            Body::Node(node)
        }
    }
}

/// A text of a resource that is not ours to check.
fn foreign_text(value: &Value) -> Field<String> {
    match value.text() {
        Some(text) if !is_placeholder(&text) => {
            Field::known(value.resolved().as_text(&text).into_owned(), None, value.span())
        }
        _ => Field::unknown(None, value.span()),
    }
}
