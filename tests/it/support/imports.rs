//! The imports between the files of a crate: reads the `use` declarations and paths of Rust, and follows re-exports to the
//! definitions.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{self, Visit};
use syn::{Attribute, ItemMod, ItemUse, Macro, MetaList, UseTree, Visibility};

/// The names from the crate's root to a module or an item.
type Names = Vec<String>;

/// For each file, the files that it imports, each with a path as written.
pub type Imports = BTreeMap<String, BTreeMap<String, String>>;

/// The imports between the files of a crate. `files` has texts by path; `root` is the path of `lib.rs` or `main.rs`. A
/// re-export alone does not count as an import. Code for tests is left out.
///
/// # Panics
/// A file is not Rust, or a module has no file.
pub fn imports(files: &BTreeMap<String, String>, root: &str) -> Imports {
    let mut crate_files = CrateFiles { files, modules: BTreeMap::new() };
    let folder = root.rsplit_once('/').map_or("", |(folder, _)| folder);
    crate_files.read(root, folder, Vec::new());
    let mut imports: Imports =
        crate_files.modules.values().map(|module| (module.file.clone(), BTreeMap::new())).collect();
    for (own, module) in &crate_files.modules {
        for written in &module.mentions {
            let target = crate_files.absolute(own, written).and_then(|names| crate_files.file_of(&names));
            if let Some(target) = target.filter(|target| *target != module.file) {
                let targets = imports.entry(module.file.clone()).or_default();
                targets.entry(target).or_insert_with(|| written.join("::"));
            }
        }
    }
    imports
}

/// The circles: for each group of files that import each other, the shortest path from a file back to itself.
pub fn circles(imports: &Imports) -> Vec<Vec<String>> {
    let mut found: Vec<Vec<String>> = Vec::new();
    let mut seen = BTreeSet::new();
    for file in imports.keys() {
        let Some(circle) = way_back(imports, file).filter(|_| !seen.contains(file)) else {
            continue;
        };
        seen.extend(circle.iter().cloned());
        found.push(circle);
    }
    found
}

/// The shortest path from a file back to itself.
fn way_back(imports: &Imports, file: &str) -> Option<Vec<String>> {
    let mut ways = vec![vec![file.to_owned()]];
    let mut seen = BTreeSet::new();
    while !ways.is_empty() {
        let mut longer = Vec::new();
        for way in ways {
            for target in imports[&way[way.len() - 1]].keys() {
                if target == file {
                    return Some(way);
                }
                if seen.insert(target.clone()) {
                    longer.push(way.iter().cloned().chain([target.clone()]).collect());
                }
            }
        }
        ways = longer;
    }
    None
}

/// A module of the crate.
#[derive(Default)]
struct Module {
    file: String,
    /// The items that it declares.
    items: BTreeSet<String>,
    /// The names that `use` brings into scope, each with the path as written.
    bindings: BTreeMap<String, Names>,
    /// The modules whose names `use` brings into scope with `*`.
    globs: Vec<Names>,
    /// The paths in its code, as written.
    mentions: BTreeSet<Names>,
}

struct CrateFiles<'f> {
    files: &'f BTreeMap<String, String>,
    modules: BTreeMap<Names, Module>,
}

impl CrateFiles<'_> {
    /// Reads a file and its child modules, whose files are in `folder`.
    fn read(&mut self, file: &str, folder: &str, names: Names) {
        let syntax = syn::parse_file(&self.files[file]).unwrap_or_else(|error| panic!("{file}: {error}"));
        let mut reader = Reader { file: file.to_owned(), names, modules: BTreeMap::new(), children: Vec::new() };
        reader.module();
        reader.visit_file(&syntax);
        self.modules.extend(reader.modules);
        for child in reader.children {
            let path = child.join("/");
            let candidates = [format!("{folder}/{path}.rs"), format!("{folder}/{path}/mod.rs")];
            let below = candidates.into_iter().find(|candidate| self.files.contains_key(candidate));
            let below = below.unwrap_or_else(|| panic!("{file} declares the module {child:?}, which has no file"));
            self.read(&below, folder, child);
        }
    }

    /// The path from the crate's root of a path in a module; `None` for a path out of the crate.
    fn absolute(&self, own: &Names, written: &[String]) -> Option<Names> {
        self.absolute_beside(own, written, &mut BTreeSet::new())
    }

    fn absolute_beside(&self, own: &Names, written: &[String], open: &mut BTreeSet<(Names, String)>) -> Option<Names> {
        let (first, rest) = written.split_first()?;
        let below = |base: &[String]| -> Names { base.iter().chain(rest).cloned().collect() };
        match first.as_str() {
            "crate" => Some(rest.to_vec()),
            "self" => self.absolute_or_here(own, rest),
            "super" => self.absolute_or_here(&own[..own.len().checked_sub(1)?].to_vec(), rest),
            name => {
                let child: Names = own.iter().cloned().chain([name.to_owned()]).collect();
                if self.modules.contains_key(&child) {
                    return Some(below(&child));
                }
                // A binding that leads to itself is the name of another crate.
                let binding =
                    self.modules[own].bindings.get(name).filter(|_| open.insert((own.clone(), first.clone())))?;
                Some(below(&self.absolute_beside(own, binding, open)?))
            }
        }
    }

    /// A path after `self` or `super`; more `super` may follow.
    fn absolute_or_here(&self, base: &Names, rest: &[String]) -> Option<Names> {
        match rest.first().map(String::as_str) {
            Some("super") => self.absolute(base, rest),
            _ => Some(base.iter().chain(rest).cloned().collect()),
        }
    }

    /// The file of the item that a path from the crate's root leads to.
    fn file_of(&self, names: &[String]) -> Option<String> {
        self.file_beside(names, &mut BTreeSet::new())
    }

    fn file_beside(&self, names: &[String], open: &mut BTreeSet<Names>) -> Option<String> {
        let depth = (0..=names.len()).rev().find(|depth| self.modules.contains_key(&names[..*depth]))?;
        let (own, module) = self.modules.get_key_value(&names[..depth])?;
        let here = Some(module.file.clone());
        let Some(name) = names.get(depth).filter(|name| !module.items.contains(*name)) else {
            return here;
        };
        if !open.insert(names.to_vec()) {
            return here;
        }
        let behind = |base: Names| -> Names { base.into_iter().chain(names[depth + 1..].iter().cloned()).collect() };
        if let Some(written) = module.bindings.get(name) {
            let target = self.absolute(own, written).filter(|target| target != &names[..=depth]);
            return target.map_or(here, |target| self.file_beside(&behind(target), open));
        }
        let through = module.globs.iter().filter_map(|glob| {
            let target: Names = self.absolute(own, glob)?;
            let holder = self.modules.get(&target)?;
            let is_there = holder.items.contains(name) || holder.bindings.contains_key(name);
            is_there.then(|| self.file_beside(&behind(target.into_iter().chain([name.clone()]).collect()), open))?
        });
        // An item that a macro generates has no declaration.
        through.into_iter().next().or(here)
    }
}

/// Reads one file: its modules, their declarations and their paths.
struct Reader {
    file: String,
    /// The module that is being read.
    names: Names,
    modules: BTreeMap<Names, Module>,
    /// Child modules with files of their own.
    children: Vec<Names>,
}

impl Reader {
    fn module(&mut self) -> &mut Module {
        let file = self.file.clone();
        self.modules.entry(self.names.clone()).or_insert_with(|| Module { file, ..Module::default() })
    }

    fn mention(&mut self, path: Names) {
        self.module().mentions.insert(path);
    }

    /// The paths in the tokens of a macro or an attribute, which have no syntax tree.
    fn read_tokens(&mut self, tokens: TokenStream) {
        let mut path: Names = Vec::new();
        let mut colons = 0;
        for token in tokens {
            match token {
                TokenTree::Ident(name) => {
                    if colons != 2 {
                        self.end_path(&mut path);
                    }
                    path.push(name.to_string());
                    colons = 0;
                }
                TokenTree::Punct(sign) if sign.as_char() == ':' => colons += 1,
                other => {
                    self.end_path(&mut path);
                    colons = 0;
                    if let TokenTree::Group(group) = other {
                        self.read_tokens(group.stream());
                    }
                }
            }
        }
        self.end_path(&mut path);
    }

    fn end_path(&mut self, path: &mut Names) {
        if !path.is_empty() {
            self.mention(std::mem::take(path));
        }
    }

    /// The names that a `use` brings into scope. A re-export is not an import by itself.
    fn read_use(&mut self, tree: &UseTree, before: &[String], is_export: bool) {
        let with = |name: &dyn ToString| -> Names { before.iter().cloned().chain([name.to_string()]).collect() };
        let (path, bound) = match tree {
            UseTree::Path(path) => return self.read_use(&path.tree, &with(&path.ident), is_export),
            UseTree::Group(group) => {
                return group.items.iter().for_each(|tree| self.read_use(tree, before, is_export));
            }
            UseTree::Glob(_) => {
                self.module().globs.push(before.to_vec());
                (before.to_vec(), None)
            }
            UseTree::Name(name) if name.ident == "self" => (before.to_vec(), before.last().cloned()),
            UseTree::Name(name) => (with(&name.ident), Some(name.ident.to_string())),
            UseTree::Rename(rename) if rename.ident == "self" => (before.to_vec(), Some(rename.rename.to_string())),
            UseTree::Rename(rename) => (with(&rename.ident), Some(rename.rename.to_string())),
        };
        if let Some(bound) = bound {
            self.module().bindings.insert(bound, path.clone());
        }
        if !is_export {
            self.mention(path);
        }
    }
}

fn is_for_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg") && attribute.parse_args::<syn::Path>().is_ok_and(|path| path.is_ident("test"))
    })
}

impl<'ast> Visit<'ast> for Reader {
    fn visit_item(&mut self, item: &'ast syn::Item) {
        let name = match item {
            syn::Item::Const(item) => Some(&item.ident),
            syn::Item::Enum(item) => Some(&item.ident),
            syn::Item::Fn(item) => Some(&item.sig.ident),
            syn::Item::Static(item) => Some(&item.ident),
            syn::Item::Struct(item) => Some(&item.ident),
            syn::Item::Trait(item) => Some(&item.ident),
            syn::Item::Type(item) => Some(&item.ident),
            syn::Item::Union(item) => Some(&item.ident),
            _ => None,
        };
        if let Some(name) = name {
            let name = name.to_string();
            self.module().items.insert(name);
        }
        visit::visit_item(self, item);
    }

    fn visit_item_mod(&mut self, item: &'ast ItemMod) {
        if is_for_tests(&item.attrs) {
            return;
        }
        let child: Names = self.names.iter().cloned().chain([item.ident.to_string()]).collect();
        if item.content.is_none() {
            self.children.push(child);
            return;
        }
        let around = std::mem::replace(&mut self.names, child);
        self.module();
        visit::visit_item_mod(self, item);
        self.names = around;
    }

    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        if !is_for_tests(&item.attrs) {
            self.read_use(&item.tree, &[], !matches!(item.vis, Visibility::Inherited));
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        self.mention(path.segments.iter().map(|segment| segment.ident.to_string()).collect());
        visit::visit_path(self, path);
    }

    // `pub(super)` does not import the module above.
    fn visit_visibility(&mut self, _: &'ast Visibility) {}

    fn visit_macro(&mut self, called: &'ast Macro) {
        self.visit_path(&called.path);
        self.read_tokens(called.tokens.clone());
    }

    fn visit_meta_list(&mut self, list: &'ast MetaList) {
        self.read_tokens(list.tokens.clone());
    }
}

mod tests {
    use super::*;

    /// The imports of `src/a/one.rs` with the text `code`, in a small crate.
    fn imports_of(code: &str) -> Vec<String> {
        let files = [
            ("src/lib.rs", "pub mod a;\npub mod b;\npub struct Facade;"),
            ("src/a/mod.rs", "mod one;\nmod two;\npub use two::{Two, other as renamed};\npub struct OfMod;"),
            ("src/a/one.rs", code),
            ("src/a/two.rs", "pub struct Two;\npub fn other() {}\npub mod inner { pub struct Inner; }"),
            ("src/b/mod.rs", "mod three;\npub mod four;\npub use three::*;\npub use four::Four;"),
            ("src/b/three.rs", "pub struct Three;"),
            ("src/b/four.rs", "pub struct Four;\nmacro_rules! made { () => {} }\nmade! { struct Made; }"),
        ];
        let files = files.map(|(path, text)| (path.to_owned(), text.to_owned())).into();
        imports(&files, "src/lib.rs")["src/a/one.rs"].keys().cloned().collect()
    }

    #[test]
    fn every_spelling_of_an_import_is_seen() {
        let (two, three, four) = ("src/a/two.rs", "src/b/three.rs", "src/b/four.rs");
        let table: [(&str, &[&str]); 27] = [
            ("use crate::b::four::Four;", &[four]),
            ("use crate::b::{Three, four::Four};", &[four, three]),
            ("use crate::{a::Two, b::{self, four::{Four as F, Made}}};", &[two, four, "src/b/mod.rs"]),
            ("use crate::b::Four;", &[four]),
            ("use crate::b::Three;", &[three]),
            ("use super::Two;", &[two]),
            ("use super::renamed;", &[two]),
            ("use super::two::inner::Inner;", &[two]),
            ("use super::two;", &[two]),
            ("use super::super::b::Four;", &[four]),
            ("use self::super::two::Two;", &[two]),
            ("use super::OfMod;", &["src/a/mod.rs"]),
            ("use crate::Facade;", &["src/lib.rs"]),
            ("use super::two::*;", &[two]),
            ("fn f() -> crate::b::Four { todo!() }", &[four]),
            ("fn f() { let _ = super::two::other(); }", &[two]),
            ("fn f() { use crate::b::Four; }", &[four]),
            ("fn f() { println!(\"{:?}\", crate::b::Four); }", &[four]),
            ("fn f() { assert!(matches!(1, _ if super::two::other() == ())); }", &[two]),
            ("mod inner { use super::super::Two; }", &[two]),
            ("impl crate::b::four::Made {}", &[four]),
            ("use crate::b; fn f(_: b::Four) {}", &[four, "src/b/mod.rs"]),
            ("#[derive(crate::b::Four)] struct S;", &[four]),
            ("type T = Vec<Option<crate::b::Three>>;", &[three]),
            // These lines import nothing.
            ("use std::fmt; use serde::Serialize; pub(super) struct S(fmt::Error); pub(crate) fn two() {}", &[]),
            (
                "#[cfg(test)] mod tests { use crate::b::Four; } // crate::b::Three\nconst S: &str = \"crate::b::Four\";",
                &[],
            ),
            ("pub use super::two::Two;", &[]),
        ];
        for (code, expected) in table {
            assert_eq!(imports_of(code), expected, "{code}");
        }
    }

    #[test]
    fn a_re_export_that_the_own_code_uses_is_an_import() {
        assert_eq!(imports_of("pub use super::two::Two; fn f(_: Two) {}"), ["src/a/two.rs"]);
    }

    #[test]
    fn circles_are_found_and_re_exports_are_none() {
        let circles_of = |of_mod: &str, one: &str, two: &str| {
            let files =
                [("src/lib.rs", "mod a;"), ("src/a/mod.rs", of_mod), ("src/a/one.rs", one), ("src/a/two.rs", two)];
            circles(&imports(&files.map(|(path, text)| (path.to_owned(), text.to_owned())).into(), "src/lib.rs"))
        };
        let only_exports = "mod one; mod two; pub use one::One; pub use two::Two;";
        assert_eq!(circles_of(only_exports, "pub struct One; use super::Two;", "pub struct Two;"), Vec::<Names>::new());
        assert_eq!(
            circles_of(only_exports, "pub struct One; use super::Two;", "pub struct Two(super::One);"),
            [["src/a/one.rs", "src/a/two.rs"]]
        );
        let with_code = "mod one; mod two; pub use two::Two; pub struct OfMod(one::One);";
        assert_eq!(
            circles_of(with_code, "pub struct One; use super::OfMod;", "pub struct Two;"),
            [["src/a/mod.rs", "src/a/one.rs"]]
        );
    }
}
