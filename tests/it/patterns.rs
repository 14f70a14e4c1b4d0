//! Every pattern in the code is a valid regular expression, even if no other test uses it.

use std::path::Path;

use regex::Regex;
use syn::visit::{self, Visit};

/// The patterns that are passed to `pattern` and `byte_pattern`.
#[derive(Default)]
struct Patterns(Vec<String>);

impl<'s> Visit<'s> for Patterns {
    fn visit_expr_call(&mut self, call: &'s syn::ExprCall) {
        let is_pattern = matches!(&*call.func, syn::Expr::Path(path)
            if path.path.segments.last().is_some_and(|name| name.ident == "pattern" || name.ident == "byte_pattern"));
        if let Some(syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. })) =
            call.args.first().filter(|_| is_pattern)
        {
            self.0.push(text.value());
        }
        visit::visit_expr_call(self, call);
    }
}

fn read(path: &Path, patterns: &mut Patterns) {
    if path.is_dir() {
        let entries = std::fs::read_dir(path).expect("the directory can be read");
        entries.for_each(|entry| read(&entry.expect("an entry").path(), patterns));
    } else if path.extension().is_some_and(|extension| extension == "rs") {
        let text = std::fs::read_to_string(path).expect("the file can be read");
        patterns.visit_file(&syn::parse_file(&text).expect("the file is Rust"));
    }
}

#[test]
fn every_pattern_is_a_regular_expression() {
    let mut patterns = Patterns::default();
    read(Path::new("src"), &mut patterns);
    assert!(patterns.0.len() >= 9, "only {:?}", patterns.0);
    let wrong: Vec<_> = patterns.0.iter().filter_map(|pattern| Regex::new(pattern).err()).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}
