//! JUnit XML, which most CI systems read: a test case for each file, with the findings of the file as failures.

use std::collections::BTreeMap;
use std::io::{self, Write};

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::entry::Entry;
use super::{Report, visible};
use crate::rule::Severity;

/// Writes the findings as test cases; without findings, a single case that passes.
pub(super) fn junit(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let mut writer = Writer::new_with_indent(out, b' ', 2);
    let cases: Vec<Entry> = report.entries().collect();
    let failures = cases.iter().filter(|entry| entry.severity != Severity::Info).count();
    let (tests, failures) = (cases.len().max(1).to_string(), failures.to_string());
    let mut ordinals: BTreeMap<(&str, usize), usize> = BTreeMap::new();
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let counts = [("name", "bgplint"), ("tests", tests.as_str()), ("failures", failures.as_str()), ("errors", "0")];
    writer.create_element("testsuites").with_attributes(counts).write_inner_content(|writer| {
        writer.create_element("testsuite").with_attributes(counts).write_inner_content(|writer| {
            if cases.is_empty() {
                let passed = [("classname", "bgplint"), ("name", "no findings")];
                writer.create_element("testcase").with_attributes(passed).write_empty()?;
            }
            for entry in &cases {
                let ordinal = ordinals.entry((entry.primary.source.name(), entry.primary.start.line)).or_default();
                *ordinal += 1;
                case(writer, entry, *ordinal)?;
            }
            Ok(())
        })?;
        Ok(())
    })?;
    writeln!(writer.into_inner())
}

fn case(writer: &mut Writer<&mut dyn Write>, entry: &Entry, ordinal: usize) -> io::Result<()> {
    let place = entry.primary;
    let (file, line) = (visible(place.source.name()), place.start.line.to_string());
    let again = if ordinal > 1 { format!(" ({ordinal})") } else { String::new() };
    let name = format!("{file}:{line}:{} {}{again}", place.start.column, entry.name);
    let attributes = [("classname", entry.name), ("name", &name), ("file", &file), ("line", &line)];
    writer.create_element("testcase").with_attributes(attributes).write_inner_content(|writer| {
        let message = visible(&entry.message);
        let help = entry.help.map_or(String::new(), |help| format!("\nhelp: {}", visible(help)));
        let url = entry.url.as_ref().map_or(String::new(), |url| format!("\n{url}"));
        let text = format!("{name}: {}: {message}{help}{url}", entry.severity.name());
        // Advice does not fail a test.
        let element = if entry.severity == Severity::Info { "system-out" } else { "failure" };
        let element = writer.create_element(element);
        let element = match entry.severity {
            Severity::Info => element,
            severity => element.with_attributes([("type", severity.name()), ("message", &message)]),
        };
        element.write_text_content(BytesText::new(&text))?;
        Ok(())
    })?;
    Ok(())
}
