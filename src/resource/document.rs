//! One document → its resources, with their kinds and problems.

use super::body::Body;
use super::identity::{Identity, LIST, identify};
use super::kind_mistake::KindMistake;
use super::metadata::Metadata;
use super::object::Resource;
use super::place::ResourceId;
use super::problem::{Problem, ProblemKind, Subject};
use super::reader::{FieldName, Notes};
use super::reading::Reading;
use crate::admission::{judge, tell};
use crate::bounded::MASK;
use crate::document::{Document, Entry, Span, Value, View};
use crate::input::{Source, is_kustomization};
use crate::kind::{CALICO_GROUP, Checking, Kind};

/// The deepest nesting of lists of resources.
const MAX_LIST_DEPTH: usize = 4;

/// Reads all resources of a document that concern bgplint.
pub(super) fn read_document(source: &Source, document: &Document) -> Vec<Resource> {
    let mut reader =
        DocumentReader { source, document, duplicate_keys: document.duplicate_keys(), resources: Vec::new() };
    reader.read_value(document.root(), None, 0);
    reader.resources
}

/// Reads some items of a large list. `inherited` is the kind that a typed list gives to items without their own.
pub(super) fn read_items(source: &Source, document: &Document, inherited: &Option<(String, String)>) -> Vec<Resource> {
    let mut reader =
        DocumentReader { source, document, duplicate_keys: document.duplicate_keys(), resources: Vec::new() };
    let inherited = inherited.as_ref().map(|(version, kind)| (version.as_str(), kind.as_str()));
    match document.root().view() {
        View::Sequence(items) => items.into_iter().for_each(|item| reader.read_value(item, inherited, 1)),
        _ => reader.read_value(document.root(), inherited, 1),
    }
    reader.resources
}

/// Whether a document is a list of resources, and the kind that a typed list gives to items without their own.
pub(super) fn list_kind(source: &Source, document: &Document) -> Option<Option<(String, String)>> {
    let text_of = |name: &str| Some(document.root().get(name)?.text()?.into_owned());
    let (api_version, kind) = (text_of("apiVersion")?, text_of("kind")?);
    let is_list = !is_kustomization(source.path()) && identify(Some(&api_version), &kind, false) == Identity::List;
    is_list.then(|| inherited_kind(&api_version, &kind))
}

/// The keys that a list of resources itself has twice: the first and the later place of each.
pub(super) fn repeated_list_keys(source: &Source, document: &Document) -> Vec<(Span, Span)> {
    let pairs = document.duplicate_keys();
    if pairs.is_empty() || list_kind(source, document).is_none() {
        return Vec::new();
    }
    let View::Mapping(entries) = document.root().view() else {
        return Vec::new();
    };
    let is_own = |span: &Span| entries.iter().any(|entry| entry.key.span() == *span);
    pairs.into_iter().filter(|(_, again)| is_own(again)).collect()
}

/// The kind that a typed list gives to items without their own.
fn inherited_kind(api_version: &str, kind: &str) -> Option<(String, String)> {
    let item_kind = kind.strip_suffix(LIST).filter(|kind| !kind.is_empty())?;
    Some((api_version.to_owned(), item_kind.to_owned()))
}

struct DocumentReader<'d, 's> {
    source: &'d Source,
    document: &'d Document<'s>,
    /// The keys that appear twice, the first and the later one, sorted by the later one.
    duplicate_keys: Vec<(Span, Span)>,
    /// The resources read so far, in the order of the document.
    resources: Vec<Resource>,
}

impl<'d, 's> DocumentReader<'d, 's> {
    /// Reads one value: a resource, a list of resources, or a bare sequence of resources. `inherited` is the kind that a
    /// typed list gives to items without their own.
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
            let head = Head { kind: Kind::Kustomization, is_storage: false, place: value.span(), mistake: None };
            self.read_resource(value, entries, head);
            return;
        }
        let text_of = |name: &str| value.get(name).and_then(|value| Some((value.text()?.into_owned(), value.span())));
        // A key in the wrong case is reported as an unknown field.
        let misspelled = || {
            let is_meant = |entry: &&Entry| entry.key.text().is_some_and(|key| key.eq_ignore_ascii_case("apiVersion"));
            Some(entries.iter().find(is_meant)?.value.text()?.into_owned())
        };
        let api_version = text_of("apiVersion").map(|(text, _)| text).or_else(misspelled);
        let api_version = api_version.or(inherited.map(|(version, _)| version.to_owned()));
        let Some((kind, kind_span)) = text_of("kind").or_else(|| Some((inherited?.1.to_owned(), value.span()))) else {
            self.read_without_kind(&value, api_version.as_deref());
            return;
        };
        match identify(api_version.as_deref(), &kind, self.looks_like_calico(&value)) {
            Identity::Foreign => {}
            Identity::List => {
                let item_kind = kind.strip_suffix(LIST).filter(|kind| !kind.is_empty());
                let inherited = api_version.as_deref().zip(item_kind);
                if let Some(View::Sequence(items)) = value.get("items").map(|items| items.view()) {
                    items.into_iter().for_each(|item| self.read_value(item, inherited, depth + 1));
                }
            }
            Identity::Known(kind, is_storage) => {
                self.read_resource(value, entries, Head { kind, is_storage, place: kind_span, mistake: None });
            }
            Identity::Mistaken(mistake) => {
                let is_version = matches!(mistake, KindMistake::NoSuchVersion { .. });
                let version = value.get("apiVersion").filter(|_| is_version);
                let span = version.map_or(kind_span, |version| version.span());
                match mistake.read_as() {
                    Some(kind) => {
                        let mistake = Some(mistaken(mistake, span));
                        self.read_resource(value, entries, Head { kind, is_storage: false, place: kind_span, mistake });
                    }
                    None => self.add_unusable(&value, mistaken(mistake, kind_span)),
                }
            }
        }
    }

    /// The id of the next resource.
    fn next_id(&self) -> ResourceId {
        ResourceId { source: self.source.id(), number: self.resources.len() as u32 }
    }

    fn looks_like_calico(&self, value: &Value) -> bool {
        let has = |name: &str| value.get(name).is_some();
        let spec_has = |name: &str| value.get("spec").is_some_and(|spec| spec.get(name).is_some());
        let is_node = value.get("kind").and_then(|kind| kind.text()).as_deref() == Some(Kind::CalicoNode.name());
        let speaks_of_calico = || value.source().contains(CALICO_GROUP);
        has("metadata") && if is_node { spec_has("bgp") || speaks_of_calico() } else { has("spec") }
    }

    /// Reads a document with Calico's API group and without a kind.
    fn read_without_kind(&mut self, value: &Value<'d, 's>, api_version: Option<&str>) {
        let group = api_version.and_then(|version| version.split_once('/')).map(|(group, _)| group);
        if let Some(version) = value.get("apiVersion").filter(|_| group == Some(CALICO_GROUP)) {
            self.add_unusable(value, mistaken(KindMistake::NoKind, version.span()));
        }
    }

    /// Adds an object that cannot be read as any kind.
    fn add_unusable(&mut self, value: &Value<'d, 's>, mistake: Problem) {
        self.resources.push(Resource {
            id: self.next_id(),
            span: value.span(),
            head: mistake.span,
            kind: None,
            is_storage: false,
            is_inventory: self.source.is_inventory(),
            metadata: Metadata::default(),
            body: Body::Unusable,
            problems: vec![mistake],
            verdicts: Vec::new(),
            outline: None,
            has_aliases: value.has_aliases(),
        });
    }

    /// Reads a resource of a kind, and adds it unless it does not concern bgplint.
    fn read_resource(&mut self, value: Value<'d, 's>, entries: Vec<Entry<'d, 's>>, head: Head) {
        let Head { kind, is_storage, place, mistake } = head;
        let checking = kind.spec().checking;
        let mut notes = Notes { problems: mistake.into_iter().collect(), checking };
        let mut verdicts = judge(kind, is_storage, &value, place);
        let metadata = Metadata::read(value.get("metadata"), place, kind, &mut notes);
        let mut reading = Reading { kind, value, entries, place, metadata: &metadata, notes: &mut notes };
        let Some(body) = Body::read(&mut reading) else {
            return;
        };
        if checking != Checking::Foreign {
            self.note_duplicate_keys(value.span(), &mut notes);
        }
        let mut problems = notes.problems;
        problems.sort_by_key(|problem| problem.span);
        for problem in problems.iter().filter(|problem| problem.tells_of_refusal()) {
            tell(&mut verdicts, problem.span.span);
        }
        // Objects from a cluster can be many, and no kustomization builds them, so their keys are not kept.
        let is_from_cluster = metadata.has_uid || self.source.is_inventory();
        self.resources.push(Resource {
            id: self.next_id(),
            span: value.span(),
            head: metadata.name.span().unwrap_or(place.into()),
            kind: Some(kind),
            is_storage,
            is_inventory: self.source.is_inventory(),
            metadata,
            body,
            problems,
            verdicts,
            outline: if is_from_cluster { None } else { value.outline() },
            has_aliases: value.has_aliases(),
        });
    }

    fn note_duplicate_keys(&self, within: Span, notes: &mut Notes) {
        let first = self.duplicate_keys.partition_point(|(_, again)| again.start < within.start);
        for (first, again) in self.duplicate_keys[first..].iter().take_while(|(_, again)| within.contains(*again)) {
            let name = match self.document.is_secret_key(*again) {
                true => MASK,
                false => again.slice(self.source.text()).trim_matches(['"', '\'']),
            };
            notes.add(*again, Subject::Key(name.to_owned()), ProblemKind::DuplicateKey { first: *first });
        }
    }
}

/// The part of a resource that is read first.
struct Head {
    kind: Kind,
    is_storage: bool,
    /// The place of the kind.
    place: Span,
    /// What is wrong with the kind or version.
    mistake: Option<Problem>,
}

fn mistaken(mistake: KindMistake, span: Span) -> Problem {
    Problem {
        span: span.into(),
        subject: Subject::Field(FieldName::KIND),
        kind: ProblemKind::WrongKindOrVersion(mistake),
    }
}
