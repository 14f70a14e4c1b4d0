//! One file → its resources, piece by piece. A broken piece does not stop the next one.

use rayon::prelude::*;

use super::document::{list_kind, read_document, read_items, repeated_list_keys};
use super::ignore::{self, Ignores};
use super::object::Resource;
use super::place::ResourceId;
use crate::document::{
    Document, Form, List, Piece, Sizes, Span, SyntaxProblem, Unread, View, empty_documents, large_list, parse,
    parse_read, pieces,
};
use crate::input::{Relevance, Source, SourceId, template};
use crate::kind::Kind;

/// The content of a file.
#[derive(Debug)]
pub struct FileContents {
    /// The file.
    pub source: SourceId,
    /// The number of documents.
    pub documents: usize,
    /// The resources that concern bgplint.
    pub resources: Vec<Resource>,
    /// The places that kubectl cannot parse.
    pub syntax: Vec<SyntaxProblem>,
    /// The texts behind the value of a document, which kubectl does not read.
    pub unread: Vec<Span>,
    /// The keys that a list of resources itself has twice: the first and the later place of each.
    pub repeated_list_keys: Vec<(Span, Span)>,
    /// What calicoctl reads otherwise than kubectl, in a file with resources of its API.
    pub for_calicoctl: ForCalicoctl,
    /// The parts of large lists that were parsed separately.
    pub parts: Vec<Piece>,
    /// Why the file was skipped: broken files without Calico's own objects are not reported.
    pub left_alone: Option<&'static str>,
    /// The first sign of a template that must be rendered first. Such a file is not read any further.
    pub template: Option<Span>,
    /// The ignores in the file.
    pub ignores: Ignores,
}

/// What calicoctl reads otherwise than kubectl.
#[derive(Clone, Debug, Default)]
pub struct ForCalicoctl {
    /// The documents without content before the last, which calicoctl takes for objects without a kind.
    pub empty_documents: Vec<Span>,
    /// The second of several JSON values: calicoctl reads only the first.
    pub second_json: Option<Span>,
}

/// Finds out what calicoctl reads otherwise.
fn for_calicoctl(text: &str, pieces: &[Piece], resources: &[Resource]) -> ForCalicoctl {
    let is_of_api = |resource: &&Resource| !resource.is_storage && resource.kind.is_some_and(|kind| kind.is_calico());
    let Some(last) = resources.iter().rfind(is_of_api) else {
        return ForCalicoctl::default();
    };
    let mut json = pieces.iter().filter(|piece| piece.form == Form::Json).map(|piece| piece.span);
    let second = json.nth(1).filter(|second| second.start <= last.span.start);
    ForCalicoctl { empty_documents: empty_documents(text), second_json: second }
}

/// Reads a file. A broken file that has none of Calico's own objects is skipped without a report.
pub fn read(source: &Source) -> FileContents {
    read_in_parts(source, Sizes::default())
}

/// Reads a file like [`read`], with other sizes from which on a list is read in parts.
pub fn read_in_parts(source: &Source, sizes: Sizes) -> FileContents {
    let mut contents = read_all(source, sizes);
    contents.ignores = ignore::read(source.text(), &contents.resources);
    let is_broken = !contents.syntax.is_empty() || contents.template.is_some();
    // A broken file with calico-node or its settings is reported, because what it says of BGP is lost.
    let is_of_calico =
        || contents.template.is_none() && Kind::ALL.iter().any(|kind| kind.is_mentioned_in(source.text()));
    if !is_broken || source.relevance() == Relevance::Calico || is_of_calico() {
        return contents;
    }
    let reason = if contents.template.is_some() { "template" } else { "no YAML" };
    FileContents { left_alone: Some(reason), ..FileContents::of(source) }
}

fn read_all(source: &Source, sizes: Sizes) -> FileContents {
    let text = source.text();
    let mut contents = FileContents::of(source);
    if let Some(problem) = source.encoding_problem() {
        let span = Span::new(problem.bytes.start, problem.bytes.end);
        contents.syntax.push(SyntaxProblem::new(span, problem.message.clone()));
        return contents;
    }
    if source.is_in_chart() {
        let first_line = text.lines().next().map_or(0, str::len);
        contents.template = template_sign(text, Span::new(0, text.len())).or(Some(Span::new(0, first_line)));
        return contents;
    }
    if let Some(value) = template::ytt_value(text) {
        contents.template = Some(Span::new(value.start, value.end));
        return contents;
    }
    let (pieces, problems) = pieces(text);
    if let Some(sign) = problems.iter().find_map(|problem| template_sign(text, problem.span)) {
        contents.template = Some(sign);
        return contents;
    }
    contents.syntax = problems;
    for piece in pieces.iter().copied() {
        let part = read_list(source, piece, sizes).unwrap_or_else(|| read_piece(source, piece));
        // If a template makes the document invalid YAML, the other documents may depend on the template too.
        if let Some(sign) = part.syntax.first().and_then(|problem| template_around(text, piece.span, problem)) {
            return FileContents { template: Some(sign), ..FileContents::of(source) };
        }
        contents.absorb(part);
    }
    contents.for_calicoctl = for_calicoctl(text, &pieces, &contents.resources);
    contents
}

/// The template that makes a piece invalid YAML.
fn template_around(text: &str, piece: Span, problem: &SyntaxProblem) -> Option<Span> {
    // A quote that is not closed makes a document invalid, whatever is behind the quote.
    let is_quote = problem.span.slice(text).starts_with(['"', '\'']);
    let variable = || template::variable_on_line(text, problem.span.start as usize).filter(|_| !is_quote);
    template_sign(text, piece).or_else(|| variable().map(|variable| Span::new(variable.start, variable.end)))
}

/// The first sign of a template in a span of the text.
fn template_sign(text: &str, within: Span) -> Option<Span> {
    let sign = template::first_sign(within.slice(text))?;
    Some(Span::new(within.start as usize + sign.start, within.start as usize + sign.end))
}

impl FileContents {
    /// The contents of a file before it is read.
    fn of(source: &Source) -> FileContents {
        FileContents {
            source: source.id(),
            documents: 0,
            resources: Vec::new(),
            syntax: Vec::new(),
            unread: Vec::new(),
            repeated_list_keys: Vec::new(),
            for_calicoctl: ForCalicoctl::default(),
            parts: Vec::new(),
            left_alone: None,
            template: None,
            ignores: Ignores::default(),
        }
    }

    /// Adds the contents of the next part of the file; the numbers of its resources continue those of the earlier parts.
    fn absorb(&mut self, part: FileContents) {
        self.documents += part.documents;
        let first = self.resources.len() as u32;
        let numbered = part.resources.into_iter().map(|resource| {
            let id = ResourceId { number: first + resource.id.number, ..resource.id };
            Resource { id, ..resource }
        });
        self.resources.extend(numbered);
        self.syntax.extend(part.syntax);
        self.unread.extend(part.unread);
        self.repeated_list_keys.extend(part.repeated_list_keys);
        self.parts.extend(part.parts);
    }
}

/// The fields of a dump that nobody reads: what tells who wrote which field, and most of the status of Kubernetes Nodes.
pub const UNREAD: Unread = Unread {
    of_all: ["metadata", "managedFields"],
    kind: ["apiVersion: v1", "kind: Node"],
    field: "status",
    read: &["addresses", "nodeInfo"],
};

/// Reads a large list in parallel parts; `None` where the piece is no large list or must be read as a whole.
fn read_list(source: &Source, piece: Piece, sizes: Sizes) -> Option<FileContents> {
    let List { frame, parts } = large_list(source.text(), piece, sizes)?;
    let inherited = list_kind(source, &frame)?;
    let read = |part: &Piece| {
        let document = parse_read(source.text(), *part, &UNREAD).ok()??;
        let is_apart = !document.has_aliases() && document.unread().is_none();
        let is_list = part.form == Form::Json || matches!(document.root().view(), View::Sequence(_));
        let resources = || read_items(source, &document, &inherited);
        (is_apart && is_list).then(|| FileContents { resources: resources(), ..FileContents::of(source) })
    };
    let read: Vec<Option<FileContents>> = parts.par_iter().map(read).collect();
    let mut whole = FileContents::of(source);
    for part in read {
        whole.absorb(part?);
    }
    whole.repeated_list_keys = repeated_list_keys(source, &frame);
    Some(FileContents { documents: 1, parts, ..whole })
}

fn read_piece(source: &Source, piece: Piece) -> FileContents {
    read_parsed(source, parse(source.text(), piece))
}

fn read_parsed(source: &Source, parsed: Result<Option<Document>, SyntaxProblem>) -> FileContents {
    let mut contents = FileContents::of(source);
    match parsed {
        Ok(None) => {}
        Ok(Some(document)) => {
            contents.documents = 1;
            contents.unread.extend(document.unread());
            contents.resources = read_document(source, &document);
            contents.repeated_list_keys = repeated_list_keys(source, &document);
        }
        Err(problem) => {
            contents.documents = 1;
            contents.syntax.push(problem);
        }
    }
    contents
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn resources_are_numbered_through_the_documents_and_lists_of_a_file() {
        let node = |name: &str| format!("{{apiVersion: v1, kind: Node, metadata: {{name: {name}}}}}");
        let list = format!("{{apiVersion: v1, kind: List, items: [{}, {}]}}", node("b"), node("c"));
        let text = [node("a"), list, "{kind: Pod}".to_owned(), node("d")].join("\n---\n");
        let read = read(&Source::from_text("nodes.yaml", &text));
        let numbered: Vec<_> = read.resources.iter().map(|resource| (resource.id.number, resource.name())).collect();
        assert_eq!(numbered, [(0, "a"), (1, "b"), (2, "c"), (3, "d")]);
    }
}
