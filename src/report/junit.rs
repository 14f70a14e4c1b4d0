//! JUnit's XML, which most CI systems read: a test case for each file, with its findings as failures.

use std::collections::BTreeMap;
use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::{LocatedFinding, Report, visible};
use crate::rule::Severity;

/// The findings as test cases, one for each file that has any; one that passes where there is none.
pub fn junit(report: &Report) -> String {
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
    // Memory takes all that is written.
    let written = write(&mut writer, report).map(|()| writer.into_inner());
    written.ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default() + "\n"
}

fn write(writer: &mut Writer<Vec<u8>>, report: &Report) -> io::Result<()> {
    let cases = &report.findings;
    let failures = cases.iter().filter(|located| located.finding.severity != Severity::Info).count();
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
            for located in cases {
                let place = &located.primary;
                let ordinal = ordinals.entry((place.source.name(), place.start.line)).or_default();
                *ordinal += 1;
                case(writer, located, &report.message(located), *ordinal)?;
            }
            Ok(())
        })?;
        Ok(())
    })?;
    Ok(())
}

fn case(writer: &mut Writer<Vec<u8>>, located: &LocatedFinding, message: &str, ordinal: usize) -> io::Result<()> {
    let (finding, place) = (&located.finding, &located.primary);
    let (file, line) = (visible(place.source.name()), place.start.line.to_string());
    let again = if ordinal > 1 { format!(" ({ordinal})") } else { String::new() };
    let name = format!("{file}:{line}:{} {}{again}", place.start.column, finding.rule.name);
    let attributes = [("classname", finding.rule.name), ("name", &name), ("file", &file), ("line", &line)];
    writer.create_element("testcase").with_attributes(attributes).write_inner_content(|writer| {
        let message = visible(message);
        let help = finding.help.as_deref().map_or(String::new(), |help| format!("\nhelp: {}", visible(help)));
        let text = format!("{name}: {}: {message}{help}\n{}", finding.severity.name(), finding.rule.url());
        // What is advice does not fail a test.
        let element = if finding.severity == Severity::Info { "system-out" } else { "failure" };
        let element = writer.create_element(element);
        let element = match finding.severity {
            Severity::Info => element,
            severity => element.with_attributes([("type", severity.name()), ("message", &message)]),
        };
        element.write_text_content(BytesText::new(&text))?;
        Ok(())
    })?;
    Ok(())
}
