//! What the trees keep of a document: exact places, comments, quotes, merge keys in place, and paths.

use bgplint::document::{Document, Quoting, Span, View, parse};

fn document(text: &str) -> Document<'_> {
    parse(text, Span::new(0, text.len())).expect("it is YAML").expect("it is not empty")
}

fn texts<'t>(text: &'t str, spans: &[Span]) -> Vec<&'t str> {
    spans.iter().map(|span| span.slice(text)).collect()
}

#[test]
fn comments_are_kept() {
    let text = "# above\na: 1 # beside\nb: 'no # comment'\n  # below\n";
    assert_eq!(texts(text, document(text).comments()), ["# above", "# beside", "# below"]);
}

#[test]
fn every_key_and_value_has_its_exact_place() {
    let text = "a:\n  - x: \"é\\n\"\n    y: [1, 'two']\nb: |\n  text\n";
    let document = document(text);
    let View::Mapping(entries) = document.root().view() else { panic!("a mapping") };
    let sources: Vec<&str> = entries.iter().flat_map(|entry| [entry.key.source(), entry.value.source()]).collect();
    assert_eq!(sources[..3], ["a", "- x: \"é\\n\"\n    y: [1, 'two']", "b"]);
    assert_eq!(entries[1].value.quoting(), Some(Quoting::Block));
    let View::Sequence(items) = entries[0].value.view() else { panic!("a sequence") };
    let list = items[0].get("y").expect("y is there");
    assert_eq!(list.source(), "[1, 'two']");
    assert_eq!(items[0].get("x").expect("x is there").text().as_deref(), Some("é\n"));
}

#[test]
fn merges_act_where_they_stand() {
    let text = "base: &base {a: 1, b: 1}\nlate: {a: 2, <<: *base}\nearly: {<<: *base, a: 2}\n";
    let document = document(text);
    let a_of = |name: &str| Some(document.root().get(name)?.get("a")?.source());
    // In go-yaml v2 a merge key wins over earlier keys.
    assert_eq!((a_of("late"), a_of("early")), (Some("1"), Some("2")));
}

#[test]
fn duplicate_keys_are_found_at_any_depth() {
    let text = "a: {x: 1, y: 2, x: 3}\nb: 1\na: 2\n";
    let pairs = document(text).duplicate_keys();
    let places: Vec<(u32, u32)> = pairs.iter().map(|(first, again)| (first.start, again.start)).collect();
    assert_eq!(places, [(4, 16), (0, 27)]);
}

#[test]
fn paths_lead_to_the_innermost_key_or_value() {
    let text = "items:\n- kind: A\n  spec:\n    rules: [{x: 1}, {cidr: here}]\n    example.org/a: there\n";
    let document = document(text);
    let span_of = |part: &str| {
        let start = text.find(part).expect("the part is there");
        Span::new(start, start + part.len())
    };
    assert_eq!(document.path_to(span_of("here"), None), "items[0].spec.rules[1].cidr");
    assert_eq!(document.path_to(span_of("cidr"), None), "items[0].spec.rules[1].cidr");
    assert_eq!(document.path_to(span_of("there"), None), "items[0].spec['example.org/a']");
    let View::Sequence(items) = document.root().get("items").expect("items is there").view() else {
        panic!("a sequence")
    };
    assert_eq!(document.path_to(span_of("here"), Some(items[0].span())), "spec.rules[1].cidr");
}
