//! Filters as sets of prefixes, compared with the definition for every prefix; and the command `bgplint filter`.

use crate::support::{bgplint, random};
use bgplint::filter::{Conditions, Earlier, PrefixSet};
use bgplint::value::Family;
use ipnetwork::{IpNetwork, Ipv4Network};
use proptest::prelude::*;
use proptest::sample::select;

/// Every network of a small range of addresses, and some networks that contain it or are beside it.
fn universe() -> Vec<IpNetwork> {
    let mut all = Vec::new();
    for length in 0..=32_u8 {
        for number in 0..16_u32 {
            let mask = u32::MAX.checked_shl(32 - u32::from(length)).unwrap_or(0);
            let base = 0x0a30_0000_u32 | number.checked_shl(32 - u32::from(length.clamp(18, 32))).unwrap_or(0);
            let network = Ipv4Network::new((base & mask).into(), length).expect("the length is right");
            all.push(IpNetwork::V4(network));
        }
    }
    all.sort_unstable();
    all.dedup();
    all
}

/// A network with a range of lengths.
type Range = (IpNetwork, u8, u8);

fn range() -> impl Strategy<Value = Range> {
    let networks: Vec<IpNetwork> = universe().into_iter().filter(|network| network.prefix() >= 8).collect();
    (select(networks), 0..=32_u8, 0..=32_u8)
}

fn set_of((network, shortest, longest): Range) -> PrefixSet {
    PrefixSet::within(network, shortest, longest)
}

/// Whether a prefix is in a range, according to the definition.
fn is_in((network, shortest, longest): Range, prefix: IpNetwork) -> bool {
    let is_inside = network.contains(prefix.network()) && prefix.prefix() >= network.prefix();
    is_inside && (shortest..=longest).contains(&prefix.prefix())
}

proptest! {
    #![proptest_config(random::config(300))]

    #[test]
    fn sets_hold_what_they_are_made_of(one in range(), other in range(), third in range()) {
        let (first, second, last) = (set_of(one), set_of(other), set_of(third));
        let left = first.without(&second).without(&last);
        let common = first.common(&second);
        let complement = first.complement();
        for prefix in universe() {
            let (in_first, in_second) = (is_in(one, prefix), is_in(other, prefix));
            prop_assert_eq!(first.contains(prefix), in_first);
            prop_assert_eq!(left.contains(prefix), in_first && !in_second && !is_in(third, prefix), "{}", prefix);
            prop_assert_eq!(common.contains(prefix), in_first && in_second, "{}", prefix);
            prop_assert_eq!(complement.contains(prefix), !in_first, "{}", prefix);
        }
        prop_assert_eq!(first.without(&first).is_empty(), true);
        prop_assert!(common.is_within(&first) && common.is_within(&second));
    }

    #[test]
    fn a_rule_that_is_covered_matches_nothing_that_others_leave(earlier in prop::collection::vec((range(), any::<bool>()), 0..5), own in range()) {
        let of = |range: Range, inverted: bool| Conditions {
            prefixes: if inverted { set_of(range).complement() } else { set_of(range) },
            others: Vec::new(),
        };
        let conditions: Vec<_> = earlier.iter().map(|(range, inverted)| Some(of(*range, *inverted))).collect();
        let rule = of(own, false);
        let is_taken = |prefix: IpNetwork| earlier.iter().any(|(range, inverted)| is_in(*range, prefix) != *inverted);
        match cover(&conditions, &rule) {
            Some(takers) => {
                prop_assert!(universe().into_iter().all(|prefix| !is_in(own, prefix) || is_taken(prefix)));
                // Each of the rules is necessary for the cover.
                for taker in &takers {
                    let others: Vec<_> = takers.iter().filter(|other| *other != taker).map(|other| conditions[*other].clone()).collect();
                    prop_assert_eq!(cover(&others, &rule), None);
                }
            }
            None => {
                let left = conditions.iter().flatten().fold(rule.prefixes.clone(), |left, taker| left.without(&taker.prefixes));
                prop_assert!(rule.prefixes.is_empty() || !left.is_empty());
            }
        }
    }
}

#[test]
fn halves_cover_the_whole_but_for_itself() {
    let network = |text: &str| text.parse::<IpNetwork>().expect("a network");
    let halves = PrefixSet::below(network("fd00::/9")).common(&PrefixSet::all(Family::V6));
    let other = PrefixSet::below(network("fd80::/9"));
    let left = PrefixSet::below(network("fd00::/8")).without(&halves).without(&other);
    assert!(left.contains(network("fd00::/8")) && left.is_within(&PrefixSet::only(network("fd00::/8"))));
    assert!(PrefixSet::none(Family::V6).complement() == PrefixSet::all(Family::V6));
}

const FILTERS: &str = "apiVersion: projectcalico.org/v3
kind: BGPFilter
metadata: {name: tor-import}
spec:
  importV4:
    - {action: Reject, cidr: 10.48.0.0/16, matchOperator: In}
    - {action: Accept, cidr: 10.0.0.0/8, matchOperator: In, peerType: eBGP}
---
apiVersion: projectcalico.org/v3
kind: BGPFilter
metadata: {name: last}
spec:
  importV4: [{action: Reject}]
---
apiVersion: projectcalico.org/v3
kind: BGPPeer
metadata: {name: tor}
spec: {peerIP: 192.0.2.1, asNumber: 64700, filters: [tor-import, last]}
---
apiVersion: v1
kind: Node
metadata:
  name: worker-1
  annotations: {projectcalico.org/IPv4Address: 192.0.2.11/24, projectcalico.org/ASNumber: '64600'}
";

/// The output of `bgplint filter`, and its exit status.
fn filter(arguments: &[&str]) -> (String, Option<i32>) {
    let output = bgplint().arg("filter").args(arguments).arg("-").write_stdin(FILTERS).output().expect("bgplint runs");
    let text = [output.stdout, output.stderr].concat();
    (String::from_utf8(text).expect("it is text"), output.status.code())
}

#[test]
fn the_rule_that_acts_is_named_with_its_place() {
    for (name, arguments) in [
        ("a-rule-that-rejects", ["tor-import", "--prefix", "10.48.3.0/26"].as_slice()),
        ("it-depends", &["tor-import", "--prefix", "10.9.0.0/24", "--direction", "import"]),
        ("the-type-is-known", &["tor-import", "--prefix", "10.9.0.0/24", "--direction", "import", "--peer", "tor"]),
        ("the-filter-behind", &["tor-import", "--prefix", "172.16.0.0/12", "--direction", "import", "--peer", "tor"]),
    ] {
        insta::assert_snapshot!(name, filter(arguments).0);
    }
}

#[test]
fn json_says_the_same() {
    let (text, status) =
        filter(&["tor-import", "--prefix", "10.48.3.0/26", "--direction", "import", "--format", "json"]);
    let document: serde_json::Value = serde_json::from_str(&text).expect("it is JSON");
    assert_eq!(status, Some(0));
    assert_eq!(document["directions"][0]["outcome"], "rejected");
    assert_eq!(document["directions"][0]["rules"][0]["line"], 6);
    assert_eq!(document["directions"][0]["otherwise"], serde_json::Value::Null);
}

#[test]
fn a_received_route_was_learned_from_a_neighbor() {
    let both = "apiVersion: projectcalico.org/v3\nkind: BGPFilter\nmetadata: {name: f}\nspec:\n  \
                importV4: [{action: Reject, source: RemotePeers}]\n  exportV4: [{action: Reject, source: RemotePeers}]\n";
    let output = bgplint().args(["filter", "f", "-", "--prefix", "10.0.0.0/8"]).write_stdin(both).output();
    let text = String::from_utf8(output.expect("bgplint runs").stdout).expect("it is text");
    assert!(
        text.contains("\nimport: rejected\n") && text.contains("\nexport: depends on more than the prefix\n"),
        "{text}"
    );
}

#[test]
fn what_is_not_there_or_no_prefix_is_status_2() {
    for arguments in [
        ["tor-imports", "--prefix", "10.0.0.0/8"].as_slice(),
        &["tor-import", "--prefix", "10.0.0.1/8"],
        &["tor-import", "--prefix", "10.0.0.1"],
        &["tor-import", "--prefix", "10.0.0.0/8", "--peer", "nobody"],
        &["last", "--prefix", "10.0.0.0/8", "--peer", "nobody"],
    ] {
        let (text, status) = filter(arguments);
        assert_eq!(status, Some(2), "{text}");
    }
    assert!(filter(&["tor-imports", "--prefix", "10.0.0.0/8"]).0.contains("did you mean `tor-import`?"));
}

/// The earlier rules that together match everything that a rule matches; `None` where the rule may act.
fn cover(earlier: &[Option<Conditions>], rule: &Conditions) -> Option<Vec<usize>> {
    let mut rules = Earlier::default();
    let known = earlier.iter().enumerate().filter_map(|(number, own)| Some((number, own.as_ref()?)));
    known.for_each(|(number, own)| rules.add(number, own));
    rules.cover(rule)
}
