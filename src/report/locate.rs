//! Byte offsets → lines, columns and paths. This is done once, and only for reported findings.

use std::collections::BTreeMap;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::located::{LocatedEdit, LocatedFinding, LocatedFix, LocatedPlace};
use crate::bounded::bounded;
use crate::document::{Document, Piece, Shown, Span, parse, pieces, shown_unparsed};
use crate::ids::IdVec;
use crate::input::{Source, SourceId, Sources};
use crate::resource::{FileContents, Place};
use crate::rule::{Edit, Finding, Fix, Location};
use crate::wording::hex;

/// Computes the lines, columns and paths of the findings. `contents` is what was read of the sources.
pub fn locate(
    findings: Vec<Finding>,
    sources: &Sources,
    contents: &IdVec<SourceId, FileContents>,
) -> Vec<LocatedFinding> {
    let primary = findings.iter().map(|finding| &finding.primary);
    let related = findings.iter().flat_map(|finding| &finding.related);
    let mut places = located(primary.chain(related).collect(), sources, contents);
    let mut related = places.split_off(findings.len()).into_iter();
    let finding = |(finding, primary): (Finding, LocatedPlace)| LocatedFinding {
        fingerprint: fingerprint(finding.rule.name, &primary),
        primary: shortened(primary),
        related: related.by_ref().take(finding.related.len()).map(shortened).collect(),
        fixes: finding.fixes.iter().filter_map(|fix| located_fix(fix, sources)).collect(),
        finding,
    };
    findings.into_iter().zip(places).map(finding).collect()
}

/// A place whose path does not grow with a key of the input. The fingerprint is made from the whole path.
fn shortened(place: LocatedPlace) -> LocatedPlace {
    LocatedPlace { path: bounded(place.path), template: place.template.map(bounded), ..place }
}

impl LocatedPlace {
    /// A place in a file without resources: the configuration or the baseline.
    pub(crate) fn in_file(source: &Arc<Source>, span: Span) -> LocatedPlace {
        let lines = source.lines();
        LocatedPlace {
            source: Arc::clone(source),
            label: String::new(),
            resource: None,
            template: None,
            path: String::new(),
            span,
            start: lines.position(span.start as usize),
            end: lines.position(span.end as usize),
            piece: Span::new(0, source.text().len()),
            shown: Arc::new(Shown::AllBut(Vec::new())),
        }
    }
}

/// The places in their original order. They are computed in the order of the files, so that each piece is parsed only once.
fn located(
    locations: Vec<&Location>,
    sources: &Sources,
    contents: &IdVec<SourceId, FileContents>,
) -> Vec<LocatedPlace> {
    let mut in_order: Vec<(usize, &Location)> = locations.into_iter().enumerate().collect();
    in_order.sort_by_key(|(_, Location { place, .. })| (place.source, place.span));
    let mut file: Option<LocatedFile> = None;
    let mut places: BTreeMap<usize, LocatedPlace> = BTreeMap::new();
    for (number, location) in in_order {
        let source = sources.shared(location.place.source);
        let same = file.take().filter(|file| file.source.id() == source.id());
        let file = file.insert(same.unwrap_or_else(|| LocatedFile::new(source, &contents[source.id()].parts)));
        places.insert(number, file.place(location));
    }
    places.into_values().collect()
}

/// A fix with the lines and columns of its edits; `None` where a file is not UTF-8, because edits count the bytes of UTF-8.
fn located_fix(fix: &Fix, sources: &Sources) -> Option<LocatedFix> {
    let edit = |Edit { place: Place { source, span, .. }, text }: &Edit| {
        let source = Arc::clone(sources.shared(*source));
        let lines = source.lines();
        let (start, end) = (lines.position(span.start as usize), lines.position(span.end as usize));
        LocatedEdit { source, span: *span, start, end, text: text.clone() }
    };
    let is_utf8 = fix.edits.iter().all(|edit| sources.shared(edit.place.source).is_utf8());
    let located =
        || LocatedFix { title: fix.title.clone(), is_safe: fix.is_safe, edits: fix.edits.iter().map(edit).collect() };
    is_utf8.then(located)
}

/// The template of a document: `helm template` writes its name above each document.
fn template(document: &str) -> Option<&str> {
    let head = document.lines().map(str::trim).take_while(|line| line.is_empty() || line.starts_with('#'));
    head.filter_map(|line| line.strip_prefix("# Source: ")).map(str::trim).next()
}

fn fingerprint(rule: &str, place: &LocatedPlace) -> String {
    let resource = place.resource.as_ref();
    let (kind, name) = resource.map_or(("", ""), |resource| (resource.kind, resource.name.as_str()));
    // The file identifies a place that belongs to no resource.
    let file = if resource.is_none() { place.source.name() } else { "" };
    hex(&Sha256::digest([rule, kind, name, &place.path, file].join("\0")))
}

/// A file with what is needed to find paths in it.
struct LocatedFile<'a> {
    source: &'a Arc<Source>,
    pieces: Vec<Piece>,
    /// The parts of large lists that were parsed separately.
    parts: &'a [Piece],
    /// The piece that was parsed last; places come in the order of the file.
    parsed: Option<Parsed<'a>>,
}

/// A piece with its tree, if it can be parsed.
struct Parsed<'a> {
    piece: Piece,
    document: Option<Document<'a>>,
    /// The template from which `helm template` made the piece.
    template: Option<&'a str>,
    shown: Arc<Shown>,
}

impl<'a> LocatedFile<'a> {
    fn new(source: &'a Arc<Source>, parts: &'a [Piece]) -> LocatedFile<'a> {
        let pieces = pieces(source.text()).0;
        LocatedFile { source, pieces, parts, parsed: None }
    }

    /// The part of a large list that has a place, or else the piece.
    fn piece(&self, span: Span) -> Piece {
        let among = |pieces: &[Piece]| {
            let after = pieces.partition_point(|piece| piece.span.start <= span.start);
            let last = after.checked_sub(1).and_then(|index| pieces.get(index)).copied();
            last.filter(|piece| piece.span.contains(span))
        };
        among(self.parts).or_else(|| among(&self.pieces)).unwrap_or(Piece::from(span))
    }

    fn place(&mut self, location: &Location) -> LocatedPlace {
        let Place { span, resource, .. } = &location.place;
        let span = self.trimmed(*span);
        let piece = self.piece(span);
        let is_own_file = resource.as_ref().is_some_and(|resource| resource.id.source == self.source.id());
        let parsed = self.parse(piece);
        let path = match (&parsed.document, resource) {
            (Some(document), Some(resource)) => {
                // In a patch file, the fields of the resource begin at the root of the document.
                document.path_to(span, Some(resource.span).filter(|_| is_own_file))
            }
            _ => String::new(),
        };
        LocatedPlace {
            label: location.label.clone(),
            resource: resource.clone(),
            path,
            piece: piece.span,
            shown: Arc::clone(&parsed.shown),
            template: parsed.template.map(str::to_owned),
            ..LocatedPlace::in_file(self.source, span)
        }
    }

    /// The span without the blanks and line ends at the end of a block scalar.
    fn trimmed(&self, span: Span) -> Span {
        let text = span.slice(self.source.text());
        Span { start: span.start, end: span.start + text.trim_end().len().max(usize::from(!text.is_empty())) as u32 }
    }

    fn parse(&mut self, piece: Piece) -> &Parsed<'a> {
        let text = self.source.text();
        let parsed = self.parsed.take().filter(|parsed| parsed.piece == piece).unwrap_or_else(|| {
            let document = parse(text, piece).ok().flatten();
            let own = piece.span.slice(text);
            let shown = document.as_ref().map_or_else(|| shown_unparsed(own), Document::shown);
            Parsed { piece, document, template: template(own), shown: Arc::new(shown) }
        });
        self.parsed.insert(parsed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::Input;
    use crate::rule::Findings;
    use crate::{resource, rules};

    #[test]
    fn a_place_in_a_patch_is_told_with_its_path_in_the_resource() {
        let peer = "apiVersion: projectcalico.org/v3\nkind: BGPPeer\nmetadata: {name: tor}\nspec: {node: a}\n";
        let patch = "kind: BGPPeer\napiVersion: projectcalico.org/v3\nspec:\n  peerIP: 10.0.0.1\n";
        let input = Input::from_sources(vec![Source::from_text("a.yaml", peer), Source::from_text("b.yaml", patch)]);
        let read: Vec<_> = input.sources.iter().map(resource::read).collect();
        let read: IdVec<SourceId, FileContents> = read.into();
        let resource::Body::BgpPeer(changed) =
            &read[input.sources.iter().nth(1).expect("b.yaml").id()].resources[0].body
        else {
            panic!("it is a BGPPeer");
        };
        let field = changed.peer_ip.clone().written_in(input.sources.iter().nth(1).expect("b.yaml").id());
        let place = read[input.sources.iter().next().expect("a.yaml").id()].resources[0]
            .at(field.span().expect("the field is written"));
        let finding = Findings::new(rules::all()[0]).add(place, "a message").clone();
        let located = locate(vec![finding], &input.sources, &read);
        let place = &located[0].primary;
        assert_eq!((place.source.name(), place.path.as_str(), place.start.line), ("b.yaml", "spec.peerIP", 4));
        assert_eq!(place.resource.as_ref().map(|resource| resource.name.as_str()), Some("tor"));
    }
}
