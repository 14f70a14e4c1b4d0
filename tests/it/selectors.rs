//! Tables of selectors: what Calico accepts, prints, matches and rejects.

use std::collections::BTreeMap;

use bgplint::known::Truth;
use bgplint::selector::{Expression, Label, Labels, Selector, SyntaxError};

/// Labels written as `a=b,c=d`.
fn labels(text: &str) -> BTreeMap<String, String> {
    text.split(',')
        .filter(|label| !label.is_empty())
        .map(|label| label.split_once('=').expect("label=value"))
        .map(|(name, value)| (name.to_string(), value.to_string()))
        .collect()
}

fn parse(text: &str) -> Selector {
    match Selector::parse(text) {
        Ok(selector) => selector,
        Err(error) => panic!("{text:?} is refused: {error}"),
    }
}

fn refusal(text: &str) -> SyntaxError {
    match Selector::parse(text) {
        Ok(selector) => panic!("{text:?} is accepted as {selector}"),
        Err(error) => error,
    }
}

/// A selector, its canonical form, labels that match, and labels that do not.
type Accepted = (&'static str, &'static str, &'static [&'static str], &'static [&'static str]);

const ACCEPTED: &[Accepted] = &[
    ("", "all()", &["", "a=b"], &[]),
    (" \t ", "all()", &["", "a=b"], &[]),
    ("all()", "all()", &[""], &[]),
    ("all( )", "all()", &[""], &[]),
    ("all(\t)", "all()", &[""], &[]),
    ("global()", "global()", &[""], &[]),
    ("global( )", "global()", &["", "a=b"], &[]),
    ("a == 'a'", r#"a == "a""#, &["a=a"], &["a=b", ""]),
    ("a=='a'", r#"a == "a""#, &["a=a"], &["a=A", "A=a"]),
    (r#"a == "b" || c == "d""#, r#"(a == "b" || c == "d")"#, &["a=b,c=d", "a=b", "c=d"], &["", "a=e,c=e", "c=e"]),
    (r#"a not in {"'", '"', "c"}"#, r#"a not in {'"', "'", "c"}"#, &["", "a=e"], &["a=c", "a=\"", "a='"]),
    (r#"a != "a""#, r#"a != "a""#, &["", "a=b"], &["a=a"]),
    (r#"a starts with "a""#, r#"a starts with "a""#, &["a=a", "a=abb"], &["", "a=b", "a=baa", "b=aaa"]),
    (r#"a startswith "a""#, r#"a starts with "a""#, &["a=ab"], &[""]),
    ("a starts \t with'a'", r#"a starts with "a""#, &["a=ab"], &[""]),
    (r#"a ends with "a""#, r#"a ends with "a""#, &["a=ba"], &["a=ab", ""]),
    (r#"a in {"a"}"#, r#"a in {"a"}"#, &["a=a"], &["a=b", ""]),
    (r#"a in {"a", "b"}"#, r#"a in {"a", "b"}"#, &["a=a", "a=b"], &["a=c"]),
    ("has(a)", "has(a)", &["a=b", "a="], &["b=b"]),
    ("has( \ta )", "has(a)", &["a=b"], &["b=b"]),
    ("!!has(b)", "has(b)", &["b=x"], &["a=b"]),
    ("!! ! has(a)", "!has(a)", &[""], &["a=b"]),
    ("a != 'a1' && !b == 'b1'", r#"(a != "a1" && !b == "b1")"#, &["", "a=a2,b=b2"], &["a=a1,b=b1", "b=b1"]),
    ("has(a) && !has(b)", "(has(a) && !has(b))", &["a=a"], &["a=a,b=b", ""]),
    ("!(has(b) || !has(a))", "!(has(b) || !has(a))", &["a=a"], &["b=b", ""]),
    ("! a == 'a1' || ! b == 'b1'", r#"(!a == "a1" || !b == "b1")"#, &["", "a=a1"], &["a=a1,b=b1"]),
    (r#"! (a == "b"&&! c != "d")"#, r#"!(a == "b" && !c != "d")"#, &["", "a=b"], &["a=b,c=d"]),
    (r#"a == '"'"#, r#"a == '"'"#, &["a=\""], &["", "a='"]),
    (r#"a endswith "'""#, r#"a ends with "'""#, &["a=x'"], &["a=x"]),
    (r#"a in {"d", "a", "b"}"#, r#"a in {"a", "b", "d"}"#, &["a=d"], &["a=c"]),
    (
        "!(!(k == 'v' && has(t) || all()) && (a in {'b', 'c'}))",
        r#"!(!((k == "v" && has(t)) || all()) && a in {"b", "c"})"#,
        &["", "a=b"],
        &[],
    ),
    (r#"label contains"value""#, r#"label contains "value""#, &["label=xvaluex"], &["", "label=valu"]),
    (r#"startswith starts with "value""#, r#"startswith starts with "value""#, &["startswith=value1"], &[""]),
    ("has(calico/k8s_NS-.1/role)", "has(calico/k8s_NS-.1/role)", &["calico/k8s_NS-.1/role=x"], &[""]),
    ("a not in {}", "a not in {}", &["", "a=b"], &[]),
    ("a in {}", "a in {}", &[], &["", "a=b", "a="]),
    ("has(a) && !has(a)", "(has(a) && !has(a))", &[], &["", "a=b"]),
    ("all() || b == 'v2'", r#"(all() || b == "v2")"#, &["", "b=v1"], &[]),
    ("a in {'b',}", r#"a in {"b"}"#, &["a=b"], &["a=c"]),
    ("a in {'b', 'b','a' , }", r#"a in {"a", "b"}"#, &["a=a"], &["a=c"]),
    ("a notin {'b'}", r#"a not in {"b"}"#, &[""], &["a=b"]),
    ("a not\tin{'b'}", r#"a not in {"b"}"#, &["", "a=c"], &["a=b"]),
    ("a in{'b'}", r#"a in {"b"}"#, &["a=b"], &[""]),
    ("has == 'x'", r#"has == "x""#, &["has=x"], &[""]),
    ("all != 'x'", r#"all != "x""#, &[""], &["all=x"]),
    ("global in {'x'}", r#"global in {"x"}"#, &["global=x"], &[""]),
    ("in == 'x'", r#"in == "x""#, &["in=x"], &[""]),
    ("in in {'x'}", r#"in in {"x"}"#, &["in=x"], &[""]),
    ("not not in {'x'}", r#"not not in {"x"}"#, &[""], &["not=x"]),
    ("contains contains 'x'", r#"contains contains "x""#, &["contains=axa"], &[""]),
    ("and == 'x' && or == 'y'", r#"(and == "x" && or == "y")"#, &["and=x,or=y"], &["and=x"]),
    ("a contains ''", r#"a contains """#, &["a=", "a=x"], &[""]),
    ("a == ''", r#"a == """#, &["a="], &["", "a=x"]),
    ("a starts with ''", r#"a starts with """#, &["a=", "a=x"], &[""]),
    ("!a ends with ''", r#"!a ends with """#, &[""], &["a=", "a=x"]),
    ("-a == 'x'", r#"-a == "x""#, &["-a=x"], &[""]),
    ("/ == 'x'", r#"/ == "x""#, &["/=x"], &[""]),
    ("1 == '1'", r#"1 == "1""#, &["1=1"], &["1=01"]),
    ("!all()", "!all()", &[], &["", "a=b"]),
    ("!global()", "!global()", &[], &["", "a=b"]),
    ("global() && a == 'b'", r#"(global() && a == "b")"#, &["a=b"], &[""]),
    ("(a == 'b' || c == 'd') && e == 'f'", r#"((a == "b" || c == "d") && e == "f")"#, &["a=b,e=f"], &["a=b", "e=f"]),
    (
        "a == 'b' || c == 'd' && e == 'f'",
        r#"(a == "b" || (c == "d" && e == "f"))"#,
        &["a=b", "c=d,e=f"],
        &["c=d", "e=f"],
    ),
    (
        "has(a) && has(b) || has(c) && has(d)",
        "((has(a) && has(b)) || (has(c) && has(d)))",
        &["a=1,b=1", "c=1,d=1"],
        &["a=1,c=1", "b=1,d=1"],
    ),
    ("has(a) && (has(b) && has(c))", "(has(a) && (has(b) && has(c)))", &["a=1,b=1,c=1"], &["a=1,b=1"]),
    ("has(a)||has(b)||has(c)", "(has(a) || has(b) || has(c))", &["a=1", "b=1", "c=1"], &["", "d=1"]),
    ("((((has(a)))))", "has(a)", &["a=1"], &[""]),
    ("!(!(has(a)))", "!!has(a)", &["a=1"], &[""]),
    ("!(a == 'b')", r#"!a == "b""#, &["", "a=c"], &["a=b"]),
    ("!!a == 'b'", r#"a == "b""#, &["a=b"], &[""]),
    ("!a != 'b'", r#"!a != "b""#, &["a=b"], &["", "a=c"]),
    ("!a not in {'b'}", r#"!a not in {"b"}"#, &["a=b"], &["", "a=c"]),
    ("!a in {'b'}", r#"!a in {"b"}"#, &["", "a=c"], &["a=b"]),
    ("!a contains 'b'", r#"!a contains "b""#, &["", "a=c"], &["a=abc"]),
    ("a == 'é'", r#"a == "é""#, &["a=é"], &[""]),
    ("a == 'x\ny'", "a == \"x\ny\"", &["a=x\ny"], &["a=xy"]),
    ("a == ' b '", r#"a == " b ""#, &["a= b "], &["a=b"]),
    ("a == 'x && y'", r#"a == "x && y""#, &["a=x && y"], &[""]),
    ("a == 'true'", r#"a == "true""#, &["a=true"], &["a=True"]),
    ("rr/1.x_y-z=='v'&&has(b)", r#"(rr/1.x_y-z == "v" && has(b))"#, &["rr/1.x_y-z=v,b="], &["b="]),
];

#[test]
fn what_calico_accepts() {
    for (text, canonical, matching, other) in ACCEPTED {
        let selector = parse(text);
        assert_eq!(selector.text(), *text);
        assert_eq!(selector.to_string(), *canonical, "canonical form of {text:?}");
        // In Calico too, `!(!x)` is printed as `!!x`, which is read as `x`.
        assert_eq!(parse(canonical).to_string(), canonical.replace("!!", ""));
        for set in *matching {
            let truth = selector.evaluate(&labels(set));
            assert_eq!(truth, Truth::Yes, "{text:?} of {set:?}");
            assert!(selector.is_satisfiable(), "{text:?}");
        }
        for set in *other {
            let truth = selector.evaluate(&labels(set));
            assert_eq!(truth, Truth::No, "{text:?} of {set:?}");
            assert!(!selector.is_always_true(), "{text:?}");
        }
    }
}

/// A selector with the fault between `⟦ ⟧`, the name of the kind of error, and Calico's message.
const REFUSED: &[(&str, &str, &str)] = &[
    ("b contains ⟦b⟧", "UnquotedValue", "expected string"),
    ("b ends with ⟦b⟧", "UnquotedValue", r#"expected operator after label "b""#),
    ("b not in ⟦b⟧", "ExpectedSet", r#"expected operator after label "b""#),
    ("b not in ⟦'b'⟧", "ExpectedSet", "expected set literal"),
    ("b in ⟦b⟧", "ExpectedSet", "expected set literal"),
    ("b in ⟦(⟧'b')", "WrongBracket", "expected set literal"),
    ("b in⟦⟧", "UnexpectedEnd", "expected set literal"),
    ("⟦b⟧", "BareLabel", "unexpected end of string looking for op"),
    ("a == 'b' && ⟦b⟧ ", "BareLabel", "unexpected end of string looking for op"),
    ("(⟦a⟧", "BareLabel", "unexpected end of string looking for op"),
    ("!⟦⟧", "UnexpectedEnd", "unexpected token: TokEOF()"),
    (r#"foo == "bar" ⟦|⟧"#, "SinglePipe", "expected ||"),
    (r#"foo in {"", ⟦||⟧"#, "MalformedSet", "expected }"),
    (r#"foo in ⟦{⟧"a", "#, "UnclosedBrace", "expected }"),
    (r#"foo in {"a", ⟦b⟧}"#, "UnquotedValue", "expected }"),
    (r#"foo in {"a" ⟦"b"⟧}"#, "MalformedSet", "expected }"),
    (r#"⟦"FOO⟧"#, "UnterminatedString", "unterminated string"),
    ("⟦'FOO⟧", "UnterminatedString", "unterminated string"),
    (r#"⟦(⟧a == "foo""#, "UnclosedParenthesis", "expected )"),
    (r#"⟦(⟧a == "foo" && (b == "c")"#, "UnclosedParenthesis", "expected )"),
    (r#"(a == "foo" ⟦b⟧ == "c")"#, "UnexpectedContent", "expected )"),
    ("⟦()⟧", "EmptyParentheses", "unexpected token: TokRParen()"),
    ("(a == 'b' && ⟦)⟧", "ExpectedCondition", "unexpected token: TokRParen()"),
    (r#"a == "b" && ⟦%⟧"#, "UnexpectedCharacter", "expected identifier"),
    ("has(foo) &&⟦⟧", "UnexpectedEnd", "unexpected token: TokEOF()"),
    (r#"label == ⟦"value⟧"#, "UnterminatedString", "unterminated string"),
    ("all⟦(⟧", "UnclosedParenthesis", "no closing ')' after all("),
    ("global⟦(⟧  ", "UnclosedParenthesis", "no closing ')' after global("),
    ("all(⟦a⟧)", "MalformedFunction", "no closing ')' after all("),
    ("has(⟦)⟧", "MissingLabel", "expected identifier"),
    ("has(⟦⟧", "UnexpectedEnd", "expected identifier"),
    ("has⟦(⟧ foo ", "UnclosedParenthesis", "no closing ')' after has("),
    ("has(a⟦,⟧ b)", "MalformedFunction", "no closing ')' after has("),
    ("has(a ⟦=⟧= 'b')", "MalformedFunction", "no closing ')' after has("),
    ("has(⟦'a'⟧)", "QuotedLabel", "expected identifier"),
    ("has(⟦'a⟧", "QuotedLabel", "expected identifier"),
    ("has(⟦!⟧a)", "MalformedFunction", "expected identifier"),
    ("has(⟦\n⟧a)", "LineBreak", "expected identifier"),
    (r#"label ⟦starts⟧ foo "value""#, "WrongWord", r#"expected operator after label "label""#),
    (r#"label ⟦ends⟧ withs "value""#, "WrongWord", r#"expected operator after label "label""#),
    (r#"label ⟦containsx⟧ "value""#, "UnknownOperator", r#"expected operator after label "label""#),
    ("thing⟦=⟧hello &", "SingleEquals", "expected =="),
    ("a ⟦=⟧ 'b'", "SingleEquals", "expected =="),
    ("a ==⟦=⟧ 'b'", "SingleEquals", "expected =="),
    ("a ⟦=~⟧ 'b.*'", "UnknownOperator", "expected =="),
    ("a ⟦<⟧ '5'", "UnknownOperator", r#"expected operator after label "a""#),
    ("has(a) ⟦&⟧ has(b)", "SingleAmpersand", "expected &&"),
    ("has(a) ⟦|⟧ has(b)", "SinglePipe", "expected ||"),
    ("this ⟦is⟧ not valid selector syntax", "UnknownOperator", r#"expected operator after label "this""#),
    ("a == 'b'⟦\n⟧", "LineBreak", "expected identifier"),
    ("a == 'b'⟦\r\n⟧", "LineBreak", "expected identifier"),
    ("a⟦\n⟧== 'b'", "LineBreak", r#"expected operator after label "a""#),
    ("⟦\u{a0}⟧a == 'b'", "OddWhiteSpace", "expected identifier"),
    ("a⟦\u{a0}⟧== 'b'", "OddWhiteSpace", r#"expected operator after label "a""#),
    ("⟦\u{feff}⟧all()", "OddWhiteSpace", "expected identifier"),
    ("a == ⟦“⟧b”", "OddQuote", "expected identifier"),
    ("⟦all (⟧)", "BlankBeforeParenthesis", "expected == or != not: TokLParen()"),
    ("⟦has (⟧a)", "BlankBeforeParenthesis", "expected == or != not: TokLParen()"),
    ("⟦global\t(⟧)", "BlankBeforeParenthesis", "expected == or != not: TokLParen()"),
    ("⟦Has⟧(a)", "WrongWord", "expected == or != not: TokLParen()"),
    ("⟦exists(⟧a)", "UnknownFunction", "expected == or != not: TokLParen()"),
    ("a == ⟦true⟧", "UnquotedValue", "expected string"),
    ("a != ⟦5⟧ && has(b)", "UnquotedValue", "expected string"),
    ("a == ⟦some⟧ value", "UnquotedValue", r#"expected operator after label "some""#),
    ("a == ⟦10:20⟧ && has(b)", "UnquotedValue", r#"expected operator after label "10""#),
    ("a == ⟦⟧", "UnexpectedEnd", "expected string"),
    ("a == ⟦{⟧'b'}", "ExpectedValue", "expected string"),
    (r"a == 'it⟦\'⟧s'", "EscapedQuote", "unterminated string"),
    (r"a == 'it⟦\'⟧s' && b == 'c'", "EscapedQuote", r#"unterminated string"#),
    (r"a == 'it⟦\'⟧'", "EscapedQuote", "unterminated string"),
    ("a in ⟦[⟧'b']", "WrongBracket", "expected identifier"),
    ("a in {⟦,⟧}", "MalformedSet", "expected }"),
    ("a in {'b',⟦,⟧}", "MalformedSet", "expected }"),
    ("a ⟦IN⟧ {'b'}", "WrongWord", r#"expected operator after label "a""#),
    ("a ⟦NotIn⟧ {'b'}", "WrongWord", r#"expected operator after label "a""#),
    ("a ⟦startsWith⟧ 'b'", "WrongWord", r#"expected operator after label "a""#),
    ("⟦not⟧ a in {'b'}", "WrongWord", r#"expected operator after label "not""#),
    ("⟦not⟧ has(a)", "WrongWord", r#"expected operator after label "not""#),
    ("⟦NOT⟧ (has(a))", "WrongWord", "expected == or != not: TokLParen()"),
    ("a == 'b' ⟦and⟧ c == 'd'", "WrongWord", r#"expected operator after label "and""#),
    ("a == 'b' ⟦OR⟧ has(c)", "WrongWord", r#"expected operator after label "OR""#),
    (
        "a == 'b' ⟦or⟧ (has(c))",
        "WrongWord",
        "unexpected content at end of selector [TokLabel(or) TokLParen() TokHas(c) TokRParen() TokEOF()]",
    ),
    ("has(a) && ⟦not⟧", "WrongWord", "unexpected end of string looking for op"),
    ("⟦a⟧ and has(b)", "BareLabel", r#"expected operator after label "a""#),
    (
        "a == 'b' ⟦c⟧ == 'd'",
        "UnexpectedContent",
        "unexpected content at end of selector [TokLabel(c) TokEq() TokStringLiteral(d) TokEOF()]",
    ),
    ("a == 'b'⟦)⟧", "UnopenedParenthesis", "unexpected content at end of selector [TokRParen() TokEOF()]"),
    ("⟦&&⟧ a == 'b'", "ExpectedCondition", "unexpected token: TokAnd()"),
    ("has(a) && ⟦||⟧ has(b)", "ExpectedCondition", "unexpected token: TokOr()"),
    ("⟦==⟧ 'b'", "ExpectedCondition", "unexpected token: TokEq()"),
    ("!⟦!=⟧ 'b'", "ExpectedCondition", "unexpected token: TokNe()"),
    ("⟦'a'⟧ == 'b'", "QuotedLabel", "unexpected token: TokStringLiteral(a)"),
    ("(⟦a⟧)", "BareLabel", "expected == or != not: TokRParen()"),
    ("⟦a⟧ 'b'", "BareLabel", "expected == or != not: TokStringLiteral(b)"),
    ("⟦a⟧ || has(b)", "BareLabel", "expected == or != not: TokOr()"),
    ("⟦all⟧", "BareLabel", "unexpected end of string looking for op"),
    ("a == 'b'⟦;⟧", "UnexpectedCharacter", "expected identifier"),
    ("⟦é⟧ == 'b'", "UnexpectedCharacter", "expected identifier"),
    ("a⟦*⟧ == 'b'", "UnexpectedCharacter", r#"expected operator after label "a""#),
    (" ⟦a: b⟧ ", "KubernetesStyle", r#"expected operator after label "a""#),
    ("a⟦:⟧ 'b'", "KubernetesStyle", r#"expected operator after label "a""#),
    ("⟦a=b,c=d⟧", "KubernetesStyle", "expected =="),
    (
        "a == 'b'⟦,⟧ c == 'd'",
        "KubernetesStyle",
        "unexpected content at end of selector [TokComma() TokLabel(c) TokEq() TokStringLiteral(d) TokEOF()]",
    ),
];

/// Removes the marks from a text.
fn unmark(marked: &str) -> (String, std::ops::Range<usize>) {
    let (before, rest) = marked.split_once('⟦').expect("an opening mark");
    let (inside, after) = rest.split_once('⟧').expect("a closing mark");
    let range = before.len()..before.len() + inside.len();
    (format!("{before}{inside}{after}"), range)
}

#[test]
fn what_calico_rejects() {
    for (marked, kind, calico) in REFUSED {
        let (text, range) = unmark(marked);
        let error = refusal(&text);
        assert_eq!(error.calico_message(), *calico, "Calico's message on {text:?}");
        let found = format!("{:?}", error.kind);
        assert!(found.starts_with(kind), "{text:?} is {found}, not {kind}");
        assert_eq!(error.range, range, "the place in {text:?}");
        assert!(!error.explanation().is_empty());
        assert_ne!(error.help(), Some(String::new()));
    }
}

#[test]
fn what_to_write_instead() {
    let table = [
        ("a = 'b'", "write `==`"),
        ("a=b,c!=d,e,!f", "write `a == 'b' && c != 'd' && has(e) && !has(f)`"),
        ("a: b", "write `a == 'b'`"),
        ("a == true", "write `'true'`"),
        ("rack", "write `has(rack)` or `rack == 'value'`"),
        ("all", "write `all()`"),
        ("has (a)", "write `has(`"),
        ("has(a) AND has(b)", "write `&&`"),
        ("a IN {'b'}", "write `in`"),
        ("'a' == 'b'", "write `a`"),
    ];
    for (text, help) in table {
        assert_eq!(refusal(text).help().as_deref(), Some(help), "{text:?}");
    }
    assert_eq!(
        refusal("a\u{a0}== 'b'").explanation(),
        "the selector contains a no-break space (U+00A0), and only the plain space and the tab count as white space"
    );
}

#[test]
fn label_length() {
    let longest = "x".repeat(512);
    let selector = parse(&format!("{longest} == 'value'"));
    assert_eq!(selector.to_string(), format!("{longest} == \"value\""));
    for text in [format!("{longest}y == 'value'"), format!("has({longest}y)")] {
        let error = refusal(&text);
        assert_eq!(error.calico_message(), format!("label too long: {longest}y"));
        assert_eq!(error.range.len(), 513);
    }
}

#[test]
fn nesting() {
    let nested = |depth| format!("{}has(a){}", "(".repeat(depth), ")".repeat(depth));
    assert_eq!(parse(&nested(256)).to_string(), "has(a)");
    let error = refusal(&nested(257));
    assert_eq!(error.calico_message(), "nested too deeply");
    assert_eq!(error.range, 256..257);
    // `!` alone is not nested.
    assert_eq!(parse(&format!("{}has(a)", "!".repeat(100_001))).to_string(), "!has(a)");
}

#[test]
fn a_megabyte_of_anything_is_handled() {
    let pieces = [
        "(",
        "!",
        "!(",
        "a",
        "'",
        "a == 'b' ",
        "a == 'b' || ",
        "has(",
        "{",
        "a in {'b',",
        "é",
        "\\'",
        "has(a) && ",
        "(has(a) || !has(b)) && ",
        "a,",
        "a=b,",
        "not ",
        "\n",
        " ",
    ];
    for piece in pieces {
        let text = piece.repeat(1_000_000 / piece.len()) + "has(a)";
        if let Ok(selector) = Selector::parse(&text) {
            selector.is_satisfiable();
            selector.is_always_true();
            selector.can_hold_with(&selector);
        }
    }
}

#[test]
fn a_proof_that_takes_too_long_is_given_up() {
    let contradiction = "(z == '1' || z == '2') && (z == '3' || z == '4')";
    assert!(!parse(contradiction).is_satisfiable());
    let choices: Vec<String> = (0..60).map(|n| format!("(a{n} == 'x' || b{n} contains 'y')")).collect();
    let text = format!("{} && {contradiction}", choices.join(" && "));
    assert!(parse(&text).is_satisfiable());
    let same_label: Vec<String> = (0..2000).map(|n| format!("(a contains 'x{n}' || !a contains 'y{n}')")).collect();
    let text = format!("{} && {contradiction}", same_label.join(" && "));
    assert!(parse(&text).is_satisfiable());
}

#[test]
fn names_and_values_with_their_places() {
    let text = "has( rack ) && zone in {'x', \"y\"} && !é/a != 'z'".replace("é/", "");
    let selector = parse(&text);
    let names: Vec<(String, &str)> =
        selector.label_names().iter().map(|label| (label.name.clone(), &text[label.range.clone()])).collect();
    let expected = ["rack", "zone", "a"].map(|name| (name.to_string(), name));
    assert_eq!(names, expected);
    let values: Vec<(String, String, bool, &str)> = selector
        .compared_values()
        .iter()
        .map(|value| (value.label.clone(), value.value.clone(), value.negated, &text[value.range.clone()]))
        .collect();
    let expected = [("zone", "x", false, "'x'"), ("zone", "y", false, "\"y\""), ("a", "z", true, "'z'")]
        .map(|(label, value, negated, text)| (label.to_string(), value.to_string(), negated, text));
    assert_eq!(values, expected);
}

#[test]
fn the_tree() {
    let label = |name: &str| name.to_string();
    assert_eq!(
        *parse("has(a) && !b == 'c'").expression(),
        Expression::And(vec![
            Expression::Has { label: label("a") },
            Expression::Not(Box::new(Expression::Equal { label: label("b"), value: label("c") })),
        ])
    );
}

/// The same value for every label.
struct Every(Label<'static>);

impl Labels for Every {
    fn label(&self, _: &str) -> Label<'_> {
        self.0
    }
}

#[test]
fn what_is_not_known() {
    use Truth::{No, Unknown, Yes};
    // A selector, its result for an unknown value, and its result for an unknown label.
    let table = [
        ("has(a)", Yes, Unknown),
        ("!has(a)", No, Unknown),
        ("a == 'b'", Unknown, Unknown),
        ("a != 'b'", Unknown, Unknown),
        ("a in {}", No, No),
        ("a not in {}", Yes, Yes),
        ("a contains ''", Yes, Unknown),
        ("a starts with 'x'", Unknown, Unknown),
        ("all() || a == 'b'", Yes, Yes),
        ("!all() && a == 'b'", No, No),
        ("a == 'b' || has(a)", Yes, Unknown),
        ("a == 'b' && !has(a)", No, Unknown),
        ("!(a == 'b')", Unknown, Unknown),
    ];
    for (text, unknown_value, unknown) in table {
        let selector = parse(text);
        let truth = selector.evaluate(&Every(Label::UnknownValue));
        assert_eq!(truth, unknown_value, "{text:?} of unknown values");
        let truth = selector.evaluate(&Every(Label::Unknown));
        assert_eq!(truth, unknown, "{text:?} of unknown labels");
    }
    assert_eq!(Yes.and(Unknown), Unknown);
    assert_eq!(No.and(Unknown), No);
    assert_eq!(Yes.or(Unknown), Yes);
    assert_eq!(No.or(Unknown), Unknown);
    assert_eq!(Unknown.not(), Unknown);
}

#[test]
fn what_can_be_satisfied() {
    let table = [
        ("", true),
        ("has(a)", true),
        ("!all()", false),
        ("!global()", false),
        ("has(a) && !has(a)", false),
        ("has(a) && !has(b)", true),
        ("a == 'x' && a == 'y'", false),
        ("a == 'x' && b == 'y'", true),
        ("a == 'x' && a != 'x'", false),
        ("a == 'x' && !a == 'x'", false),
        ("a == 'x' && !has(a)", false),
        ("a != 'x' && !has(a)", true),
        ("a != 'x' && a != 'y'", true),
        ("a in {}", false),
        ("!a not in {}", false),
        ("a not in {}", true),
        ("a in {'x', 'y'} && a in {'y', 'z'}", true),
        ("a in {'x', 'y'} && a in {'z'}", false),
        ("a in {'x', 'y'} && a not in {'y', 'x'}", false),
        ("a in {'x', 'y'} && a != 'y'", true),
        ("a in {'x', 'y'} && a starts with 'z'", false),
        ("a == 'xy' && a starts with 'x' && a ends with 'y'", true),
        ("a == 'xy' && !a contains 'x'", false),
        ("a starts with 'x' && a starts with 'y'", false),
        ("a starts with 'x' && a starts with 'xy'", true),
        ("a starts with 'xy' && a starts with 'x' && a starts with 'xz'", false),
        ("a ends with 'x' && a ends with 'y'", false),
        ("a ends with 'yx' && a ends with 'x'", true),
        ("a starts with 'x' && a ends with 'y'", true),
        ("a starts with 'xy' && !a starts with 'x'", false),
        ("a starts with 'x' && !a starts with 'xy'", true),
        ("a ends with 'xy' && !a ends with 'y'", false),
        ("a contains 'xyz' && !a contains 'y'", false),
        ("a starts with 'xyz' && !a contains 'y'", false),
        ("a ends with 'xyz' && !a contains 'y'", false),
        ("a contains 'x' && !a contains 'xy'", true),
        ("a contains 'x' && !a starts with 'x'", true),
        ("a contains '' && !has(a)", false),
        ("has(a) && !a contains ''", false),
        ("has(a) && !a starts with ''", false),
        ("has(a) && !a ends with ''", false),
        ("!a contains ''", true),
        ("has(a) && a != ''", true),
        ("a starts with 'x' && !has(a)", false),
        ("(a == 'x' || a == 'y') && a == 'z'", false),
        ("(a == 'x' || b == 'y') && !has(a)", true),
        ("(a == 'x' || a == 'y') && !has(a)", false),
        ("(has(a) || has(b)) && !has(a) && !has(b)", false),
        ("!(has(a) || !has(a))", false),
        ("!(has(a) && has(b)) && has(a)", true),
        ("!(has(a) && has(b)) && has(a) && has(b)", false),
        ("has(a) && !has(a) || has(b)", true),
        ("!(a != 'x') && a == 'y'", false),
    ];
    for (text, expected) in table {
        assert_eq!(parse(text).is_satisfiable(), expected, "{text:?}");
    }
}

#[test]
fn what_is_always_true() {
    let table = [
        ("", true),
        ("all()", true),
        ("global()", true),
        ("has(a)", false),
        ("has(a) || !has(a)", true),
        ("a == 'x' || a != 'x'", true),
        ("a in {'x', 'y'} || a not in {'x'}", true),
        ("a not in {}", true),
        ("a != 'x'", false),
        ("all() && has(a)", false),
        ("all() || has(a)", true),
        ("!has(a) || a contains ''", true),
        ("!(has(a) && !has(a))", true),
        ("a != 'x' || a != 'y'", true),
    ];
    for (text, expected) in table {
        assert_eq!(parse(text).is_always_true(), expected, "{text:?}");
    }
}

#[test]
fn what_can_hold_together() {
    let table = [
        ("has(a)", "!has(a)", false),
        ("has(a)", "!has(b)", true),
        ("rack == '1'", "rack == '2'", false),
        ("rack == '1'", "rack in {'1', '2'}", true),
        ("rack == '1'", "rack != '1'", false),
        ("rack starts with 'a'", "rack == 'b'", false),
        ("all()", "!all()", false),
        ("", "a == 'x'", true),
        ("has(rr) && zone == 'x'", "has(rr) && zone == 'y'", false),
        ("!has(rr) && zone == 'x'", "zone == 'x' || zone == 'y'", true),
    ];
    for (one, other, expected) in table {
        let (one, other) = (parse(one), parse(other));
        assert_eq!(one.can_hold_with(&other), expected, "{one} with {other}");
        assert_eq!(other.can_hold_with(&one), expected, "{other} with {one}");
    }
}
