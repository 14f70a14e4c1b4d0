//! Byte offsets → lines, columns and paths; done once, for what is reported.

use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use sha2::{Digest, Sha256};

use super::secrets::{Shown, shown};
use crate::document::{Document, Piece, Span, dump_parts, parse, pieces};
use crate::input::{Source, SourceId, Sources};
use crate::resource::{Place, ResourceName};
use crate::rule::{Edit, Finding, Fix, Location};

/// A place in a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Position {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// The byte, from 0.
    pub byte: usize,
}

/// What a place is to its finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The offending characters.
    Primary,
    /// Another place that has to do with them.
    Related,
}

/// A place with everything that is said of it.
#[derive(Debug)]
pub struct LocatedPlace<'a> {
    /// What it is to its finding.
    pub role: Role,
    /// The file.
    pub source: &'a Source,
    /// A few words; may be empty.
    pub label: String,
    /// The resource.
    pub resource: Option<ResourceName>,
    /// The template that the document was rendered from, as `helm template` says it.
    pub template: Option<&'a str>,
    /// The path within the resource, as in `spec.bgp.ipv4Address`; empty where there is none.
    pub path: String,
    /// The stretch of the file.
    pub span: Span,
    /// Where it begins.
    pub start: Position,
    /// Where it ends: the position behind its last character.
    pub end: Position,
    /// The document that it stands in, or the part of a large one.
    pub(super) piece: Span,
    /// What may be shown of that.
    pub(super) shown: Rc<Shown>,
}

/// A finding with everything that is said of it.
#[derive(Debug)]
pub struct LocatedFinding<'a> {
    /// The finding.
    pub finding: Finding,
    /// Its places, the offending characters first.
    pub places: Vec<LocatedPlace<'a>>,
    /// Ways to remove the cause, the best first.
    pub fixes: Vec<LocatedFix<'a>>,
    /// SHA-256 over rule, kind, name and path, as hex digits: it stays while lines move.
    pub fingerprint: String,
}

/// A fix whose edits are found in their files.
#[derive(Debug)]
pub struct LocatedFix<'a> {
    /// What the fix does, as an imperative.
    pub title: String,
    /// Whether the result is certainly what the author meant.
    pub is_safe: bool,
    /// The edits; either all are made, or none.
    pub edits: Vec<LocatedEdit<'a>>,
}

/// An edit, with the lines and columns of what it replaces.
#[derive(Debug)]
pub struct LocatedEdit<'a> {
    /// The file.
    pub source: &'a Source,
    /// The stretch that is replaced.
    pub span: Span,
    /// Where the stretch begins.
    pub start: Position,
    /// Where the stretch ends.
    pub end: Position,
    /// The new text.
    pub text: String,
}

/// Works out the lines, columns and paths of the findings.
pub fn locate<'a>(findings: Vec<Finding>, sources: &'a Sources) -> Vec<LocatedFinding<'a>> {
    let mut files: HashMap<SourceId, LocatedFile<'a>> = HashMap::new();
    let mut places: Vec<BTreeMap<usize, LocatedPlace>> = findings.iter().map(|_| BTreeMap::new()).collect();
    for (finding, number, location) in in_order_of_files(&findings) {
        let id = location.place.source;
        let role = if number == 0 { Role::Primary } else { Role::Related };
        let file = files.entry(id).or_insert_with(|| LocatedFile::new(&sources[id]));
        places[finding].insert(number, file.place(role, location));
    }
    let mut located = |(finding, places): (Finding, BTreeMap<usize, LocatedPlace<'a>>)| {
        let places: Vec<LocatedPlace> = places.into_values().collect();
        let fingerprint = fingerprint(finding.rule.name, places.first());
        let fixes = finding.fixes.iter().map(|fix| located_fix(fix, sources, &mut files)).collect();
        LocatedFinding { finding, places, fixes, fingerprint }
    };
    findings.into_iter().zip(places).map(&mut located).collect()
}

/// A fix with the lines and columns of its edits.
fn located_fix<'a>(fix: &Fix, sources: &'a Sources, files: &mut HashMap<SourceId, LocatedFile<'a>>) -> LocatedFix<'a> {
    let mut located_edit = |edit: &Edit| {
        let (source, span) = (&sources[edit.place.source], edit.place.span);
        let file = files.entry(edit.place.source).or_insert_with(|| LocatedFile::new(source));
        let start = file.position(span.start as usize);
        LocatedEdit { source, span, start, end: file.position(span.end as usize), text: edit.text.clone() }
    };
    let edits = fix.edits.iter().map(&mut located_edit).collect();
    LocatedFix { title: fix.title.clone(), is_safe: fix.is_safe, edits }
}

/// The template that a document comes from: `helm template` writes it above each.
fn template(document: &str) -> Option<&str> {
    let head = document.lines().map(str::trim).take_while(|line| line.is_empty() || line.starts_with('#'));
    head.filter_map(|line| line.strip_prefix("# Source: ")).map(str::trim).next()
}

/// All places with the number of their finding and their number within it, so that every piece is parsed only once.
fn in_order_of_files(findings: &[Finding]) -> Vec<(usize, usize, &Location)> {
    let locations = findings.iter().enumerate().flat_map(|(finding, Finding { primary, related, .. })| {
        let places = std::iter::once(primary).chain(related).enumerate();
        places.map(move |(number, location)| (finding, number, location))
    });
    let mut locations: Vec<_> = locations.collect();
    locations.sort_by_key(|(.., location)| (location.place.source, location.place.span));
    locations
}

fn fingerprint(rule: &str, place: Option<&LocatedPlace>) -> String {
    let resource = place.and_then(|place| place.resource.as_ref());
    let (kind, name) = resource.map_or(("", ""), |resource| (resource.kind, resource.name.as_str()));
    let path = place.map_or("", |place| &place.path);
    // What belongs to no resource is told apart by its file.
    let file = place.filter(|_| resource.is_none()).map_or("", |place| place.source.name());
    let digest = Sha256::digest([rule, kind, name, path, file].join("\0"));
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A file with what is needed to find lines and paths in it.
struct LocatedFile<'a> {
    source: &'a Source,
    line_starts: Vec<usize>,
    pieces: Vec<Piece>,
    /// The position that was worked out last.
    last: Position,
    /// The piece that was looked at last: places come in the order of the file.
    parsed: Option<Parsed<'a>>,
}

/// A piece with its tree, where it is one.
struct Parsed<'a> {
    piece: Piece,
    document: Option<Document<'a>>,
    shown: Rc<Shown>,
}

impl<'a> LocatedFile<'a> {
    fn new(source: &'a Source) -> LocatedFile<'a> {
        let text = source.text();
        let line_starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        let parts = |piece| dump_parts(text, piece).unwrap_or_else(|| vec![piece]);
        let pieces = pieces(text).0.into_iter().flat_map(parts).collect();
        LocatedFile { source, line_starts, pieces, last: Position::default(), parsed: None }
    }

    fn place(&mut self, role: Role, location: &Location) -> LocatedPlace<'a> {
        let Place { span, resource, .. } = &location.place;
        let span = self.trimmed(*span);
        let after = self.pieces.partition_point(|piece| piece.span.start <= span.start);
        let piece = after.checked_sub(1).and_then(|index| self.pieces.get(index)).copied();
        let piece = piece.filter(|piece| piece.span.contains(span)).unwrap_or(Piece { span });
        let is_own_file = resource.as_ref().is_some_and(|resource| resource.id.source == self.source.id());
        let parsed = self.parse(piece);
        let path = match (&parsed.document, resource) {
            (Some(document), Some(resource)) => {
                // What changes a resource in another file has the resource's fields at the root of its document.
                document.path_to(span, Some(resource.span).filter(|_| is_own_file))
            }
            _ => String::new(),
        };
        let shown = Rc::clone(&parsed.shown);
        let start = self.position(span.start as usize);
        LocatedPlace {
            role,
            source: self.source,
            label: location.label.clone(),
            resource: resource.clone(),
            template: template(piece.span.slice(self.source.text())),
            path,
            span,
            start,
            end: self.position(span.end as usize),
            piece: piece.span,
            shown,
        }
    }

    /// The span without the blanks and line ends that a block scalar has at its end.
    fn trimmed(&self, span: Span) -> Span {
        let text = span.slice(self.source.text());
        Span { start: span.start, end: span.start + text.trim_end().len().max(usize::from(!text.is_empty())) as u32 }
    }

    fn parse(&mut self, piece: Piece) -> &Parsed<'a> {
        let text = self.source.text();
        let parsed = self.parsed.take().filter(|parsed| parsed.piece == piece).unwrap_or_else(|| {
            let document = parse(text, piece.span).ok().flatten();
            let shown = Rc::new(shown(piece.span.slice(text), document.as_ref()));
            Parsed { piece, document, shown }
        });
        self.parsed.insert(parsed)
    }

    fn position(&mut self, byte: usize) -> Position {
        let line = self.line_starts.partition_point(|start| *start <= byte).max(1);
        let line_start = self.line_starts.get(line - 1).copied().unwrap_or(0);
        // On a long line it is a long way from its start: count on from the place before, which is mostly near.
        let known = Some(self.last).filter(|last| last.line == line && last.byte <= byte);
        let (from, column) = known.map_or((line_start, 1), |last| (last.byte, last.column));
        let between = self.source.text().get(from..byte).unwrap_or("");
        // A byte order mark takes no column.
        let column = column + between.trim_start_matches('\u{feff}').chars().count();
        self.last = Position { line, column, byte };
        self.last
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
        let resource::Body::BgpPeer(changed) = &read[1].resources[0].body else {
            panic!("it is a BGPPeer");
        };
        let field = changed.peer_ip.clone().written_in(read[1].source);
        let place = read[0].resources[0].at(field.span().expect("the field is written"));
        let finding = Findings::new(rules::all()[0]).add(place, "a message").clone();
        let located = locate(vec![finding], &input.sources);
        let place = &located[0].places[0];
        assert_eq!((place.source.name(), place.path.as_str(), place.start.line), ("b.yaml", "spec.peerIP", 4));
        assert_eq!(place.resource.as_ref().map(|resource| resource.name.as_str()), Some("tor"));
    }
}
