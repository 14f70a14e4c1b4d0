//! Placeholders: values that a tool replaces later, or that a person forgot to replace.

use std::sync::LazyLock;

use regex::Regex;

use crate::pattern::pattern;

/// `${VAR}`, `{{ x }}`, `$(VAR)`, `$VAR`, `{% … %}`, `<% … %>`, a SOPS value: text that a tool replaces before Calico sees it.
static PLACEHOLDER: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\$\{|\{\{|\{%|<%|\$\(|^\$[A-Za-z_]|^ENC\[|@@[A-Za-z_]+@@|^__[A-Z0-9_]+__$|^%[A-Z_]+%$"));

/// `<ToR IP>`, `xx.xxx`, `CHANGEME`: text that a person should have replaced.
static LEFT_OVER: LazyLock<Regex> = LazyLock::new(|| {
    let words =
        r"(?i)change[-_ ]?me|replace[-_ ]?me|fill[-_ ]?me|fixme|placeholder|your[-_ ]|(^|[^a-z])(todo|tbd)([^a-z]|$)";
    // Single letters in place of the numbers of an IPv4 address.
    let letters = r"^[a-z]\.[a-z]\.[a-z]\.[a-z](/[0-9]{1,2})?$";
    pattern(&format!(
        r"^<.*>$|<[A-Za-z][^<>]*>|(?i)(^|[.:/])x{{1,5}}([.:/]|$)|^[0-9]{{1,4}}x{{1,4}}$|{letters}|{words}"
    ))
});

/// Whether a tool replaces the value later, so that the value is unknown.
pub fn is_placeholder(text: &str) -> bool {
    // The quick test comes first, because every value is tested and few have one of these characters.
    let may_be = text.bytes().any(|byte| matches!(byte, b'$' | b'{' | b'%' | b'[' | b'@')) || text.starts_with("__");
    may_be && PLACEHOLDER.is_match(text)
}

/// Whether a person forgot to replace the value. Call this only for a string that is not a valid value.
pub fn is_left_over(text: &str) -> bool {
    LEFT_OVER.is_match(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_and_left_overs_are_told_apart() {
        for text in
            ["${PEER}", "10.0.0.${N}", "{{ .Values.ip }}", "$(PEER)", "$PEER_IP", "ENC[AES256_GCM,data:x]", "@@PEER@@"]
        {
            assert!(is_placeholder(text), "{text:?}");
        }
        for text in [
            "<ToR IP>",
            "xx.xxx.xx.172/32",
            "x.x.x.x",
            "CHANGEME",
            "change-me",
            "<your-as>",
            "TODO",
            "xxxxx",
            "65xxx",
            "a.b.c.d/24",
            "todo-1",
        ] {
            assert!(is_left_over(text) && !is_placeholder(text), "{text:?}");
        }
        for text in ["10.0.0.1", "fd00::1", "64512", "tor-1.example.com", "10.0.0.0/33", "mastodon-rtr.example.net"] {
            assert!(!is_left_over(text) && !is_placeholder(text), "{text:?}");
        }
    }
}
