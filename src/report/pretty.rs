//! The findings for people: the underlined lines of the file, with the consequence and the help.

use std::fmt;
use std::io::{self, Write};
use std::sync::Arc;

use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents, SourceCode,
    SourceSpan, SpanContents, ThemeCharacters, ThemeStyles,
};

use super::entry::Entry;
use super::excerpt::{Excerpt, excerpt};
use super::{LocatedPlace, Look, Report, visible};
use crate::position::Position;
use crate::rule::Severity;

/// The most related places; the JSON has more of them.
const RELATED: usize = 4;
/// Places of a file that are nearer than this many lines are shown together.
const NEAR: usize = 5;
/// The same distance in bytes, because a line may be as long as the file.
const NEAR_BYTES: usize = 4096;

/// Writes the findings, one after the other.
pub(super) fn pretty(report: &Report, look: Look, out: &mut dyn Write) -> io::Result<()> {
    let theme = GraphicalTheme {
        characters: ThemeCharacters::unicode(),
        styles: if look.color { ThemeStyles::ansi() } else { ThemeStyles::none() },
    };
    let handler =
        GraphicalReportHandler::new_themed(theme).with_width(look.width).with_links(look.links).with_context_lines(1);
    for entry in report.entries() {
        let mut text = String::new();
        for shown in Shown::entry(&entry) {
            handler.render_report(&mut text, &shown).map_err(io::Error::other)?;
        }
        writeln!(out, "{text}")?;
    }
    Ok(())
}

/// A finding, or one of its related places, in the form that miette needs.
#[derive(Debug)]
struct Shown {
    severity: miette::Severity,
    code: Option<String>,
    message: String,
    help: Option<String>,
    url: Option<String>,
    code_lines: Option<Lines>,
    labels: Vec<LabeledSpan>,
}

impl Shown {
    /// The entry with the places near it, and each distant place on its own.
    fn entry(entry: &Entry) -> Vec<Shown> {
        let primary = entry.primary;
        let is_near = |place: &&LocatedPlace| {
            Arc::ptr_eq(&place.source, &primary.source)
                && place.piece == primary.piece
                && place.start.line.abs_diff(primary.start.line) <= NEAR
                && place.start.byte.abs_diff(primary.start.byte) <= NEAR_BYTES
        };
        let (near, far): (Vec<_>, Vec<_>) = entry.related.iter().take(RELATED).partition(is_near);
        let mut together = vec![primary];
        together.extend(near);
        let mut shown = Shown::place(primary, &together, visible(&entry.message).into_owned());
        shown.severity = match entry.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Info => miette::Severity::Advice,
        };
        shown.code = Some(format!("{}[{}]", entry.severity.name(), entry.name));
        shown.help = entry.help.map(|help| visible(help).into_owned());
        shown.url = entry.url.clone();
        let far = far.into_iter().map(|place| Shown::place(place, &[place], name_of(place)));
        std::iter::once(shown).chain(far).collect()
    }

    /// The lines around places of one file; only the position, if lines may not be shown.
    fn place(first: &LocatedPlace, places: &[&LocatedPlace], message: String) -> Shown {
        let excerpt = excerpt(places);
        let labels = match &excerpt {
            Some(excerpt) => places.iter().zip(&excerpt.marks).enumerate().map(label).collect(),
            None => Vec::new(),
        };
        let message = match &excerpt {
            Some(_) => message,
            None => format!("{}: {message}", position(first)),
        };
        let name = visible(first.source.name()).into_owned();
        Shown {
            severity: miette::Severity::Advice,
            code: None,
            message,
            help: None,
            url: None,
            code_lines: excerpt.map(|excerpt| Lines { name, excerpt, start: first.start }),
            labels,
        }
    }
}

fn label((number, (place, mark)): (usize, (&&LocatedPlace, &std::ops::Range<usize>))) -> LabeledSpan {
    let text = Some(visible(&place.label).into_owned()).filter(|label| !label.is_empty());
    match number {
        0 => LabeledSpan::new_primary_with_span(text, mark.clone()),
        _ => LabeledSpan::new_with_span(text, mark.clone()),
    }
}

fn position(place: &LocatedPlace) -> String {
    format!("{}:{}:{}", visible(place.source.name()), place.start.line, place.start.column)
}

/// The resource at a related place.
fn name_of(place: &LocatedPlace) -> String {
    match &place.resource {
        Some(resource) if !resource.name.is_empty() => format!("{} {}", resource.kind, visible(&resource.name)),
        _ => "see also".to_owned(),
    }
}

impl fmt::Display for Shown {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl std::error::Error for Shown {}

impl Diagnostic for Shown {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.code.as_ref().map(|code| Box::new(code) as Box<dyn fmt::Display>)
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(self.severity)
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn url<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.url.as_ref().map(|url| Box::new(url) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.code_lines.as_ref().map(|lines| lines as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }
}

/// An excerpt with the name of its file and its line numbers.
#[derive(Debug)]
struct Lines {
    name: String,
    excerpt: Excerpt,
    /// The start of the first place in the file.
    start: Position,
}

impl SourceCode for Lines {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        lines_before: usize,
        lines_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let contents = self.excerpt.text.read_span(span, lines_before, lines_after)?;
        // If it shows no lines around, miette asks for the position that it writes above.
        let (line, column) = match lines_before {
            0 => (self.start.line - 1, self.start.column - 1),
            _ => (contents.line() + self.excerpt.first_line - 1, contents.column()),
        };
        Ok(Box::new(MietteSpanContents::new_named(
            self.name.clone(),
            contents.data(),
            *contents.span(),
            line,
            column,
            contents.line_count(),
        )))
    }
}
