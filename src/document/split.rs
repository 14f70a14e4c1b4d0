//! Splits one file into the pieces that are parsed separately: YAML documents, JSON values, and parts of a large dump.

use super::SyntaxProblem;
use super::span::Span;

/// A list is split between its items only in a file above this size, in bytes.
const LARGE: usize = 1 << 20;
/// The size of the parts of a large list, in bytes.
const PART: usize = 256 << 10;

/// A span of a file that is parsed separately.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The place of the piece in the file.
    pub span: Span,
}

/// Splits a file at its `---` lines, like kubectl; text that begins like JSON is also split between its values. Lines that
/// kubectl rejects are returned as problems.
pub fn pieces(text: &str) -> (Vec<Piece>, Vec<SyntaxProblem>) {
    let mut problems = Vec::new();
    let mut pieces = Vec::new();
    let mut start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    for (line_start, line) in lines_with_marker(text, start) {
        let rest = line[3..].trim();
        if !(rest.is_empty() || rest.starts_with('#')) {
            let span = Span::new(line_start, line_start + line.trim_end().len());
            let message = "kubectl rejects text that follows `---` on the same line".to_owned();
            problems.push(SyntaxProblem::new(span, message));
        }
        push_piece(text, start, line_start, &mut pieces);
        start = line_start + line.len();
    }
    push_piece(text, start, text.len(), &mut pieces);
    (pieces, problems)
}

/// The lines that begin with `---`, each with its offset.
fn lines_with_marker(text: &str, from: usize) -> impl Iterator<Item = (usize, &str)> {
    let bytes = text.as_bytes();
    let at_line_start = move |at: &usize| *at == from || bytes.get(at.wrapping_sub(1)) == Some(&b'\n');
    let marks = text.get(from..).unwrap_or("").match_indices("---").map(move |(at, _)| from + at);
    marks.filter(at_line_start).map(move |at| {
        let end = text[at..].find('\n').map_or(text.len(), |end| at + end + 1);
        (at, &text[at..end])
    })
}

/// Adds the span, unless it has nothing but blank lines, comments and directives.
fn push_piece(text: &str, start: usize, end: usize, pieces: &mut Vec<Piece>) {
    let stretch = &text[start..end];
    let is_silent =
        |line: &str| line.trim_start().is_empty() || line.trim_start().starts_with('#') || line.starts_with('%');
    if stretch.lines().all(is_silent) {
        return;
    }
    match stretch.trim_start().as_bytes().first() {
        Some(b'{' | b'[') => pieces.extend(json_values(stretch, start)),
        _ => pieces.push(Piece { span: Span::new(start, end) }),
    }
}

/// Splits JSON values that follow one another; a single piece where the brackets do not match.
fn json_values(stretch: &str, offset: usize) -> Vec<Piece> {
    let whole = vec![Piece { span: Span::new(offset, offset + stretch.len()) }];
    let mut values = Vec::new();
    let (mut depth, mut start, mut in_string, mut escaped) = (0usize, None, false, false);
    for (at, byte) in stretch.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' if depth > 0 => in_string = !in_string,
            _ if in_string => {}
            b'{' | b'[' => {
                depth += 1;
                start.get_or_insert(at);
            }
            b'}' | b']' if depth > 0 => {
                depth -= 1;
                if let (0, Some(first)) = (depth, start) {
                    values.push(Piece { span: Span::new(offset + first, offset + at + 1) });
                    start = None;
                }
            }
            _ if depth > 0 || byte.is_ascii_whitespace() => {}
            _ => return whole,
        }
    }
    if depth == 0 && values.len() > 1 { values } else { whole }
}

/// Splits a large `kubectl get -o yaml` or `-o json` dump between its items, so that the parts can be parsed in parallel.
/// Every item must begin with its own `apiVersion`. `None` for any other text.
///
/// The parts are correct only if each of them parses. If a part does not parse, the caller parses the piece as a whole.
pub fn dump_parts(text: &str, piece: Piece) -> Option<Vec<Piece>> {
    const ITEM: &str = "- apiVersion:";
    let stretch = piece.span.slice(text);
    if stretch.len() < LARGE {
        return None;
    }
    if stretch.trim_start().starts_with('{') {
        return json_items(stretch, piece.span.start as usize);
    }
    let items = stretch.find("\nitems:\n")? + "\nitems:\n".len();
    let rest = &stretch[items..];
    let indent = rest.len() - rest.trim_start_matches(' ').len();
    if !rest[indent..].starts_with(ITEM) {
        return None;
    }
    let mut cuts = vec![items];
    let mut at = items;
    for line in rest.split_inclusive('\n') {
        let level = line.len() - line.trim_start_matches(' ').len();
        let content = &line[level..];
        let is_item = level == indent && content.starts_with("- ");
        if is_item && !content.starts_with(ITEM) {
            return None;
        }
        if level <= indent && !is_item && !content.trim().is_empty() {
            // The list ends here; the fields of the list itself follow.
            break;
        }
        if is_item && at - cuts.last().copied().unwrap_or(0) >= PART {
            cuts.push(at);
        }
        at += line.len();
    }
    cuts.push(at);
    let offset = piece.span.start as usize;
    Some(cuts.windows(2).map(|cut| Piece { span: Span::new(offset + cut[0], offset + cut[1]) }).collect())
}

/// The items of a list in the JSON that kubectl writes, each of which begins and ends on a line of its own.
fn json_items(stretch: &str, offset: usize) -> Option<Vec<Piece>> {
    const LIST: &str = "\n    \"items\": [\n";
    const BEGIN: &str = "        {\n            \"apiVersion\":";
    const END: &str = "\n        }";
    let mut at = stretch.find(LIST)? + LIST.len();
    let mut items = Vec::new();
    loop {
        if !stretch[at..].starts_with(BEGIN) {
            return None;
        }
        let end = at + stretch[at..].find(END)? + END.len();
        items.push(Piece { span: Span::new(offset + at + END.len() - "\n}".len(), offset + end) });
        let rest = &stretch[end..];
        match rest.strip_prefix(",\n") {
            Some(_) => at = end + ",\n".len(),
            None => return rest.starts_with("\n    ]").then_some(items),
        }
    }
}
