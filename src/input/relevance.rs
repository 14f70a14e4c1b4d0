//! Whether a file concerns bgplint, decided by a search of its bytes for the signs of kinds, before any parsing.

use std::sync::LazyLock;

use regex::bytes::Regex;

use crate::kind::{CALICO_GROUP, Checking, Kind, Sign};
use crate::pattern::byte_pattern;

/// How much a file concerns bgplint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Relevance {
    /// The file mentions no kind of the table.
    None,
    /// The file has kinds that Calico depends on (Secrets, Roles, MetalLB's kinds). bgplint reads the file, but does not
    /// report problems in its YAML.
    Neighbor,
    /// The file has kinds of Calico's BGP, or nodes.
    Calico,
}

/// An operation of a JSON6902 patch, which does not name the kind that it changes.
const JSON_PATCH: &str = r#"\bop["']?\s*:\s*["']?(?:add|remove|replace|move|copy)\b"#;

/// The kinds that bgplint checks, in a file that mentions their API group; and nodes.
static CALICO: LazyLock<Regex> = LazyLock::new(|| {
    let nodes = Kind::ALL.iter().filter(|kind| kind.spec().checking != Checking::Foreign).filter_map(sign);
    any_of([format!(r"{}/", regex::escape(CALICO_GROUP))].into_iter().chain(nodes))
});

/// Kinds of Calico in a file that does not mention the API group: the group is missing, or the kinds belong to another
/// project.
static KIND_ALONE: LazyLock<Regex> = LazyLock::new(|| {
    let kinds: Vec<&str> = Kind::ALL.iter().filter(|kind| kind.is_calico()).map(|kind| kind.name()).collect();
    byte_pattern(&format!("(?i){}", of_kind(&kinds.join("|"))))
});

/// The API group of another project.
static OTHER_GROUP: LazyLock<Regex> =
    LazyLock::new(|| byte_pattern(r#"\bapiVersion["']?\s*:\s*["']?[a-z0-9-]+\.[a-z0-9.-]+/"#));

/// The kinds of which bgplint reads only the fields that it needs.
static NEIGHBOR: LazyLock<Regex> = LazyLock::new(|| {
    let foreign = Kind::ALL.iter().filter(|kind| kind.spec().checking == Checking::Foreign).filter_map(sign);
    any_of(foreign.chain([JSON_PATCH.to_owned()]))
});

/// The pattern for the sign of a kind; `None` where the sign is the name of the file.
fn sign(kind: &Kind) -> Option<String> {
    let spec = kind.spec();
    match spec.sign {
        Sign::Group => Some(format!("{}/", regex::escape(spec.group))),
        Sign::Kind => Some(of_kind(spec.name)),
        Sign::Text(text) => Some(regex::escape(text)),
        Sign::FileName => None,
    }
}

/// The pattern for `kind: …` of a resource or of a list.
fn of_kind(name: &str) -> String {
    format!(r#"\bkind["']?\s*:\s*["']?({name})(List)?\b"#)
}

fn any_of(patterns: impl Iterator<Item = String>) -> Regex {
    let mut patterns: Vec<String> = patterns.collect();
    patterns.sort();
    patterns.dedup();
    byte_pattern(&patterns.join("|"))
}

/// How much a file concerns bgplint.
pub fn relevance(bytes: &[u8]) -> Relevance {
    if CALICO.is_match(bytes) || (KIND_ALONE.is_match(bytes) && !OTHER_GROUP.is_match(bytes)) {
        Relevance::Calico
    } else if NEIGHBOR.is_match(bytes) {
        Relevance::Neighbor
    } else {
        Relevance::None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_for_what_it_mentions() {
        let table = [
            ("apiVersion: projectcalico.org/v3\nkind: BGPPeer\n", Relevance::Calico),
            ("{\"kind\": \"Node\", \"apiVersion\": \"v1\"}", Relevance::Calico),
            ("apiVersion: v1\nkind: bgpPeer\n", Relevance::Calico),
            ("apiVersion: metallb.io/v1beta2\nkind: BGPPeer\n", Relevance::Neighbor),
            ("apiVersion: v1\nkind: Secret\n", Relevance::Neighbor),
            ("kind: CalicoNodeStatus\n", Relevance::Calico),
            ("kind: ConfigMap\ndata: {calico_backend: bird}\n", Relevance::Neighbor),
            // A JSON6902 patch does not name the kind that it changes.
            ("- op: replace\n  path: /spec/peerIP\n", Relevance::Neighbor),
            ("apiVersion: kubeovn.io/v1\nkind: BgpPeer\n", Relevance::None),
            ("apiVersion: v1\nkind: Service\nspec: {type: NodePort}\n", Relevance::None),
        ];
        for (text, expected) in table {
            assert_eq!(relevance(text.as_bytes()), expected, "{text}");
        }
    }
}
