//! The meaning of plain scalars: a table of go-yaml v2's `resolve.go`, and of the strings that it writes.

use bgplint::document::scalar::Resolved::{self, Bool, Float, Int, Null, Text};
use bgplint::document::scalar::{is_octal_with_leading_zero, resolve};

/// Equality, but NaN equals NaN.
fn is_same(one: &Resolved, other: &Resolved) -> bool {
    match (one, other) {
        (Float(one), Float(other)) => one.total_cmp(other).is_eq() || (one.is_nan() && other.is_nan()),
        _ => one == other,
    }
}

fn check(table: &[(&str, Resolved)]) {
    let wrong = table.iter().filter(|(plain, expected)| !is_same(&resolve(plain), expected));
    let wrong: Vec<String> =
        wrong.map(|(plain, expected)| format!("`{plain}` is {expected:?}, not {:?}", resolve(plain))).collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn words() {
    for (word, value) in [
        ("yes", true),
        ("true", true),
        ("on", true),
        ("y", true),
        ("no", false),
        ("false", false),
        ("off", false),
        ("n", false),
    ] {
        let capital = word[..1].to_uppercase() + &word[1..];
        for spelling in [word.to_owned(), capital, word.to_uppercase()] {
            assert_eq!(resolve(&spelling), Bool(value), "{spelling}");
        }
    }
    check(&[
        ("", Null),
        ("~", Null),
        ("null", Null),
        ("Null", Null),
        ("NULL", Null),
        ("nUll", Text),
        ("nil", Text),
        ("none", Text),
        ("~~", Text),
        ("yEs", Text),
        ("tRUE", Text),
        ("oN", Text),
        ("oFF", Text),
        ("truee", Text),
        ("true ", Text),
        ("yes/no", Text),
        ("<<", Text),
        ("=", Text),
    ]);
}

#[test]
fn whole_numbers() {
    check(&[
        ("0", Int(0)),
        ("-0", Int(0)),
        ("+0", Int(0)),
        ("64512", Int(64512)),
        ("+64512", Int(64512)),
        ("-64512", Int(-64512)),
        ("64_512", Int(64512)),
        ("1_000", Int(1000)),
        ("1__000_", Int(1000)),
        ("-_1", Int(-1)),
        ("0xFDE9", Int(65001)),
        ("0XfDe9", Int(65001)),
        ("-0x10", Int(-16)),
        ("+0x10", Int(16)),
        ("0x_1F", Int(31)),
        ("0b11", Int(3)),
        ("0B11", Int(3)),
        ("-0b11", Int(-3)),
        ("0o17", Int(15)),
        ("0O17", Int(15)),
        ("017", Int(15)),
        ("+017", Int(15)),
        ("-017", Int(-15)),
        ("0_17", Int(15)),
        ("00", Int(0)),
        ("064512", Int(26954)),
        ("065001", Int(27137)),
        ("9223372036854775807", Int(i64::MAX.into())),
        ("-9223372036854775808", Int(i64::MIN.into())),
        ("9223372036854775808", Int(1 << 63)),
        ("18446744073709551615", Int(u64::MAX.into())),
        ("0xFFFFFFFFFFFFFFFF", Int(u64::MAX.into())),
    ]);
}

#[test]
fn numbers_that_are_not_whole() {
    check(&[
        ("089", Float(89.0)),
        ("08", Float(8.0)),
        ("-09", Float(-9.0)),
        ("0778", Float(778.0)),
        ("064519", Float(64519.0)),
        ("18446744073709551616", Float(18_446_744_073_709_551_616.0)),
        ("+18446744073709551615", Float(18_446_744_073_709_551_616.0)),
        ("-9223372036854775809", Float(-9_223_372_036_854_775_808.0)),
        (".5", Float(0.5)),
        ("+.5", Float(0.5)),
        ("-.5", Float(-0.5)),
        ("5.", Float(5.0)),
        ("0.", Float(0.0)),
        ("-0.0", Float(-0.0)),
        ("1.10", Float(1.1)),
        ("1_000.5", Float(1000.5)),
        ("64512.0", Float(64512.0)),
        ("1e3", Float(1000.0)),
        ("1E3", Float(1000.0)),
        ("0e3", Float(0.0)),
        ("6.5e4", Float(65000.0)),
        ("6.5E+4", Float(65000.0)),
        ("1e-3", Float(0.001)),
        (".5e1", Float(5.0)),
        ("1e-400", Float(0.0)),
        (".inf", Float(f64::INFINITY)),
        (".Inf", Float(f64::INFINITY)),
        ("+.INF", Float(f64::INFINITY)),
        ("-.inf", Float(f64::NEG_INFINITY)),
        (".nan", Float(f64::NAN)),
        (".NaN", Float(f64::NAN)),
        (".NAN", Float(f64::NAN)),
    ]);
}

#[test]
fn texts_that_look_like_numbers() {
    check(&[
        ("+", Text),
        ("-", Text),
        ("_", Text),
        ("+_", Text),
        (".", Text),
        ("..", Text),
        (".e5", Text),
        (".iNF", Text),
        ("-.nan", Text),
        ("inf", Text),
        ("NaN", Text),
        ("_1", Text),
        ("0x", Text),
        ("0xg", Text),
        ("0x1.8p1", Text),
        ("0x10000000000000000", Text),
        ("0x-1", Text),
        ("0x+1", Text),
        ("0b", Text),
        ("0b12", Text),
        ("0o", Text),
        ("0o8", Text),
        ("1e", Text),
        ("1e+", Text),
        ("1e3.5", Text),
        // Go's ParseFloat returns an error for a number out of range.
        ("1e400", Text),
        ("--1", Text),
        ("+-1", Text),
        ("1.2.3", Text),
        ("1.10.1", Text),
        ("10.0.0.1", Text),
        ("10.0.0.0/8", Text),
        ("fd00::1", Text),
        ("1:30", Text),
        ("14907:14", Text),
        ("65000:1:2", Text),
        ("2025-03-11", Text),
        ("2025-03-11T10:00:00Z", Text),
        ("1,000", Text),
        ("64512 ", Text),
        (" 64512", Text),
        ("64512x", Text),
        ("AS64512", Text),
        ("120s", Text),
        ("１２", Text),
    ]);
    // go-yaml parses the digits after `0b` separately, with their sign.
    check(&[("0b-1", Int(-1)), ("0b+1", Int(1)), ("-0b-1", Text)]);
}

#[test]
fn texts_written_back() {
    let table = [
        ("yes", "true"),
        ("Off", "false"),
        ("null", ""),
        ("007", "7"),
        ("064512", "26954"),
        ("0x1F", "31"),
        ("1_000", "1000"),
        ("-0", "0"),
        ("18446744073709551615", "18446744073709551615"),
        ("089", "89"),
        ("1.10", "1.1"),
        ("1.0", "1"),
        ("64512.0", "64512"),
        ("1e3", "1000"),
        ("100000.0", "100000"),
        ("0.0001", "0.0001"),
        ("14907:14", "14907:14"),
        ("2025-03-11", "2025-03-11"),
        ("1e", "1e"),
        // `strconv.FormatFloat(value, 'g', -1, 64)` uses an exponent from 1e+06 up and from 1e-05 down.
        ("1e6", "1e+06"),
        ("1234567.5", "1.2345675e+06"),
        ("12345e7", "1.2345e+11"),
        ("0.00001", "1e-05"),
        (".inf", "+Inf"),
        ("-.inf", "-Inf"),
        (".nan", "NaN"),
    ];
    let wrong = table.iter().filter(|(plain, expected)| resolve(plain).as_text(plain) != *expected);
    let wrong: Vec<String> = wrong
        .map(|(plain, expected)| format!("`{plain}` is written as {expected}, not {}", resolve(plain).as_text(plain)))
        .collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn numbers_that_are_whole_after_all() {
    let table = [
        ("64512", Some(64512)),
        ("064512", Some(26954)),
        ("64512.0", Some(64512)),
        ("64512.", Some(64512)),
        ("6.5e4", Some(65000)),
        ("089", Some(89)),
        ("-1.0", Some(-1)),
        ("18446744073709551615", Some(u64::MAX.into())),
        ("64512.5", None),
        ("1.10", None),
        (".inf", None),
        (".nan", None),
        ("yes", None),
        ("", None),
        ("65000:1", None),
    ];
    for (plain, expected) in table {
        assert_eq!(resolve(plain).as_integer(), expected, "{plain}");
    }
}

#[test]
fn leading_zeros_that_make_a_number_octal() {
    for plain in ["064512", "017", "00", "-017", "+017", "0_17", "0777"] {
        assert!(is_octal_with_leading_zero(plain), "{plain}");
    }
    for plain in ["", "0", "-0", "+", "64512", "089", "064519", "0x17", "0o17", "0b1", "0.7", "07e1", "07:1", "+-017"] {
        assert!(!is_octal_with_leading_zero(plain), "{plain}");
    }
}
