//! No text of a rule goes out unseen: each stands in a snapshot of what the rules say of their fixtures.

use std::path::Path;

use syn::visit::{self, Visit};

/// Shorter pieces of text say too little to be looked for.
const SHORTEST: usize = 12;

/// The texts of a file, without those of its attributes, its macros' names and the table row of the rule.
#[derive(Default)]
struct Texts(Vec<String>);

impl<'s> Visit<'s> for Texts {
    fn visit_attribute(&mut self, _: &'s syn::Attribute) {}

    fn visit_item_static(&mut self, _: &'s syn::ItemStatic) {}

    fn visit_item_const(&mut self, _: &'s syn::ItemConst) {}

    fn visit_lit_str(&mut self, text: &'s syn::LitStr) {
        self.0.push(text.value());
    }

    fn visit_macro(&mut self, call: &'s syn::Macro) {
        if call.path.is_ident("format") || call.path.is_ident("write") {
            let first = call.tokens.clone().into_iter().find_map(|token| match token {
                proc_macro2::TokenTree::Literal(literal) => syn::parse_str::<syn::LitStr>(&literal.to_string()).ok(),
                _ => None,
            });
            self.0.extend(first.map(|text| text.value()));
        }
        visit::visit_macro(self, call);
    }
}

/// The longest piece of a text that stands between what is filled in.
fn longest_piece(text: &str) -> &str {
    let pieces = text.split(['{', '}']).step_by(2);
    pieces.max_by_key(|piece| piece.len()).unwrap_or_default().trim()
}

fn below(path: &Path, extension: &str, found: &mut Vec<String>) {
    if path.is_dir() {
        let entries = std::fs::read_dir(path).expect("the directory can be read");
        entries.for_each(|entry| below(&entry.expect("an entry").path(), extension, found));
    } else if path.extension().is_some_and(|own| own == extension) {
        found.push(path.to_string_lossy().into_owned());
    }
}

#[test]
fn every_text_of_a_rule_stands_in_a_snapshot() {
    let (mut snapshots, mut rules) = (Vec::new(), Vec::new());
    below(Path::new("tests/it/snapshots"), "snap", &mut snapshots);
    below(Path::new("src/rules"), "rs", &mut rules);
    let read = |path: &String| std::fs::read_to_string(path).expect("the file can be read");
    let shown: String = snapshots.iter().map(read).collect();
    let mut unseen = Vec::new();
    let mut count = 0;
    for rule in &rules {
        let mut texts = Texts::default();
        texts.visit_file(&syn::parse_file(&read(rule)).expect("the file is Rust"));
        for text in &texts.0 {
            let piece = longest_piece(text);
            if piece.len() >= SHORTEST && piece.contains(' ') {
                count += 1;
                if !shown.contains(piece) {
                    unseen.push(format!("{rule}: {text}"));
                }
            }
        }
    }
    assert!(count > 300, "only {count} texts");
    assert!(unseen.is_empty(), "{} texts are in no snapshot:\n{}", unseen.len(), unseen.join("\n"));
}
