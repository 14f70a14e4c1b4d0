//! Rules of a BGPFilter: what bgplint says about them agrees with a naive matcher for every kind of prefix.
//!
//! The first line has the family, the direction, the type of session, and the network and lengths of a set of routes. Each
//! further line is a rule: action, operator, network (two letters), lengths, type of session, source, community, interface.

use std::collections::BTreeSet;
use std::net::{Ipv4Addr, Ipv6Addr};

use bgplint::filter::{PrefixSet, Route as KnownRoute, Verdict, covered_rules, verdict, walk};
use bgplint::known::Truth;
use bgplint::resource::{BgpFilter, Body, Direction, Field, FilterRule, PeerType};
use bgplint::value::Family;
use bgplint::{Input, Source};
use ipnetwork::IpNetwork;

use super::choices::{Choices, lines};
use super::naive_filter::{Operator, Prefix, Route, Rule, outcomes, representatives};

/// The most rules.
const MOST_RULES: usize = 8;

/// The most prefixes for which every rule is asked.
const MOST_WALKS: usize = 60;

/// The highest 32 bits of a network.
const ADDRESSES: [u32; 8] =
    [0x0a00_0000, 0x0a30_0000, 0x0a80_0000, 0xc000_0200, 0x0a30_0140, 0xfd00_0000, 0xffff_ffff, 0];

/// The lengths of networks.
const LENGTHS: [u8; 14] = [0, 8, 9, 10, 12, 16, 20, 24, 26, 31, 32, 48, 64, 128];

/// The limits of lengths.
const LIMITS: [Option<u8>; 12] =
    [None, Some(0), Some(8), Some(9), Some(16), Some(20), Some(24), Some(26), Some(31), Some(32), Some(64), Some(128)];

/// The routes of a question: all networks within one network that have certain lengths.
#[derive(Clone, Copy, Debug)]
struct Asked {
    family: Family,
    direction: Direction,
    is_external: Option<bool>,
    within: Prefix,
    lengths: [u8; 2],
}

/// Compares what bgplint says about rules with a naive matcher.
pub fn filter(data: &[u8]) {
    let mut lines = lines(data);
    let asked = asked(&mut Choices::new(lines.next().unwrap_or_default()));
    let rules: Vec<Rule> =
        lines.take(MOST_RULES).map(|line| rule(&mut Choices::new(line), asked.family.bits())).collect();
    let manifest = manifest(&rules, asked.family);
    let input = Input::from_sources(vec![Source::from_text("filter.yaml", &manifest)]);
    let contents = bgplint::read(&input);
    let resources = contents.iter().flat_map(|file| &file.resources);
    let filter = resources.filter_map(|resource| match &resource.body {
        Body::BgpFilter(filter) => Some(filter),
        _ => None,
    });
    for filter in filter {
        compare(filter, &rules, asked, &manifest);
    }
}

fn network(choices: &mut Choices, bits: u8) -> Prefix {
    let address = u128::from(choices.pick(&ADDRESSES)) << 96;
    Prefix::new(address, choices.pick(&LENGTHS).min(bits))
}

fn asked(choices: &mut Choices) -> Asked {
    let family = choices.pick(&[Family::V4, Family::V6]);
    let direction = choices.pick(&[Direction::Import, Direction::Export]);
    let is_external = choices.pick(&[None, Some(true), Some(false)]);
    let within = network(choices, family.bits());
    let lengths = [choices.pick(&LIMITS).unwrap_or(0), choices.pick(&LIMITS).unwrap_or(family.bits())];
    Asked { family, direction, is_external, within, lengths }
}

fn rule(choices: &mut Choices, bits: u8) -> Rule {
    let accepts = choices.pick(&[true, false]);
    let operators = [Some(Operator::In), Some(Operator::NotIn), Some(Operator::Equal), Some(Operator::NotEqual), None];
    let operator = choices.pick(&operators);
    let network = Some(network(choices, bits));
    let mut limit = || choices.pick(&LIMITS).map(|limit| limit.min(bits));
    let lengths = [limit(), limit()];
    let is_external = choices.pick(&[None, Some(true), Some(false)]);
    let [from_neighbor, has_community, has_interface, has_no_network] = [(); 4].map(|()| choices.pick(&[false, true]));
    let network = network.filter(|_| !has_no_network);
    Rule { accepts, operator, network, lengths, is_external, from_neighbor, has_community, has_interface }
}

fn network_of(prefix: Prefix, family: Family) -> IpNetwork {
    let highest = u32::try_from(prefix.address >> 96).expect("32 bits are left");
    let address = match family {
        Family::V4 => Ipv4Addr::from(highest).into(),
        Family::V6 => Ipv6Addr::from(prefix.address).into(),
    };
    IpNetwork::new(address, prefix.length).expect("the length is right")
}

/// The rules as a BGPFilter, the same ones for both directions.
fn manifest(rules: &[Rule], family: Family) -> String {
    let list: String = rules.iter().map(|rule| written(rule, family)).collect();
    let number = if family == Family::V4 { 4 } else { 6 };
    format!(
        "apiVersion: projectcalico.org/v3\nkind: BGPFilter\nmetadata: {{name: f}}\nspec:\n  importV{number}:\n{list}  \
         exportV{number}:\n{list}"
    )
}

fn written(rule: &Rule, family: Family) -> String {
    let mut fields = vec![format!("action: {}", if rule.accepts { "Accept" } else { "Reject" })];
    fields.extend(rule.operator.map(|operator| format!("matchOperator: {operator:?}")));
    fields.extend(rule.network.map(|network| format!("cidr: '{}'", network_of(network, family))));
    let limits = ["min", "max"].into_iter().zip(rule.lengths);
    let limits: Vec<String> = limits.filter_map(|(name, limit)| Some(format!("{name}: {}", limit?))).collect();
    fields.extend((!limits.is_empty()).then(|| format!("prefixLength: {{{}}}", limits.join(", "))));
    fields.extend(rule.is_external.map(|is| format!("peerType: {}", if is { "eBGP" } else { "iBGP" })));
    fields.extend(rule.from_neighbor.then(|| "source: RemotePeers".to_owned()));
    fields.extend(rule.has_community.then(|| "communities: {values: ['64512:1']}".to_owned()));
    fields.extend(rule.has_interface.then(|| "interface: eth0".to_owned()));
    format!("  - {{{}}}\n", fields.join(", "))
}

fn compare(filter: &BgpFilter, rules: &[Rule], asked: Asked, manifest: &str) {
    let Asked { family, direction, is_external, within, lengths } = asked;
    let bits = family.bits();
    let networks: Vec<Prefix> = rules.iter().filter_map(|rule| rule.network).chain([within]).collect();
    let limits: Vec<u8> = rules.iter().flat_map(|rule| rule.lengths).flatten().chain(lengths).collect();
    let prefixes = representatives(&networks, &limits, bits);
    let list = filter.rules(direction, family).items();
    assert_eq!(list.len(), rules.len(), "{manifest}");
    let peer_type = is_external.map(|is_external| PeerType::of(!is_external));
    for prefix in prefixes.iter().step_by(prefixes.len() / MOST_WALKS + 1) {
        let route = KnownRoute { prefix: network_of(*prefix, family), direction, peer_type };
        let found: Vec<Truth> = walk(list, family, route).iter().map(|step| step.matches).collect();
        assert_eq!(found, steps(rules, *prefix, asked), "{}\n{asked:?}\n{manifest}", route.prefix);
    }
    let routes = PrefixSet::within(network_of(within, family), lengths[0], lengths[1]);
    let is_asked =
        |prefix: &Prefix| within.holds(*prefix) && (lengths[0]..=lengths[1].min(bits)).contains(&prefix.length);
    for prefix in &prefixes {
        assert_eq!(routes.contains(network_of(*prefix, family)), is_asked(prefix), "{prefix:?} {asked:?}");
    }
    let inside: Vec<Prefix> = prefixes.iter().copied().filter(is_asked).collect();
    assert_eq!(routes.is_empty(), inside.is_empty(), "{asked:?}");
    verdicts(list, rules, &routes, &inside, asked, manifest);
    for list in filter.lists().into_iter().filter(|list| (list.direction, list.family) == (direction, family)) {
        let covered: Vec<(usize, Vec<usize>)> =
            covered_rules(&list).into_iter().map(|covered| (covered.rule, covered.by)).collect();
        covers(&covered, rules, &prefixes, bits, manifest);
    }
}

/// Whether each rule matches a prefix, up to the first rule that certainly does.
fn steps(rules: &[Rule], prefix: Prefix, asked: Asked) -> Vec<Truth> {
    let mut steps = Vec::new();
    for rule in rules {
        let truths: Vec<Option<bool>> =
            routes(prefix, asked).iter().map(|route| rule.matches(route, asked.family.bits())).collect();
        let all = |wanted: bool| truths.iter().all(|truth| *truth == Some(wanted));
        steps.push(if all(true) {
            Truth::Yes
        } else if all(false) {
            Truth::No
        } else {
            Truth::Unknown
        });
        if steps.last() == Some(&Truth::Yes) {
            break;
        }
    }
    steps
}

/// All routes with a prefix that the question may mean.
fn routes(prefix: Prefix, asked: Asked) -> Vec<Route> {
    let all = every_route(prefix).into_iter();
    let is_meant = |route: &Route| {
        asked.is_external.is_none_or(|is_external| is_external == route.is_external)
            && (route.from_neighbor || asked.direction == Direction::Export)
    };
    all.filter(is_meant).collect()
}

/// All routes with a prefix.
fn every_route(prefix: Prefix) -> Vec<Route> {
    let number = |number: u8| Route {
        prefix,
        is_external: number & 1 != 0,
        from_neighbor: number & 2 != 0,
        has_community: number & 4 != 0,
        has_interface: number & 8 != 0,
    };
    (0..16).map(number).collect()
}

/// Compares the verdict about the routes of a set with the outcomes of its routes.
fn verdicts(
    list: &[Field<FilterRule>],
    rules: &[Rule],
    set: &PrefixSet,
    inside: &[Prefix],
    asked: Asked,
    manifest: &str,
) {
    let Asked { family, direction, is_external, .. } = asked;
    let peer_type = is_external.map(|is_external| PeerType::of(!is_external));
    let outcome = verdict(&[list], set, (family, direction), peer_type);
    let (first, second) = list.split_at(list.len() / 2);
    let halves = verdict(&[first, second], set, (family, direction), peer_type);
    assert_eq!(outcome.verdict, halves.verdict, "{asked:?}\n{manifest}");
    let bits = family.bits();
    let all = inside.iter().flat_map(|prefix| routes(*prefix, asked));
    let all: Vec<[bool; 2]> = all.map(|route| outcomes(rules, &route, bits)).collect();
    let is_always = |wanted: [bool; 2]| all.iter().all(|outcome| *outcome == wanted);
    let given = format!("{outcome:?} {asked:?}\n{manifest}");
    match outcome.verdict {
        Verdict::Passes => assert!(is_always([true, false]), "{given}"),
        Verdict::Drops => assert!(is_always([false, true]), "{given}"),
        Verdict::Depends => {
            let is_exact = rules.iter().all(|rule| is_decided(rule, asked));
            assert!(!is_exact || !(is_always([true, false]) || is_always([false, true])), "{given}");
        }
    }
}

/// Whether a rule is known, and has only conditions about which the question leaves no doubt.
fn is_decided(rule: &Rule, asked: Asked) -> bool {
    let answers: BTreeSet<bool> = routes(asked.within, asked).iter().map(|route| rule.has_rest(route)).collect();
    rule.has_prefix(asked.within, asked.family.bits()).is_some() && answers.len() == 1
}

/// Compares the rules that no route reaches with the routes that the rules before them take.
fn covers(covered: &[(usize, Vec<usize>)], rules: &[Rule], prefixes: &[Prefix], bits: u8, manifest: &str) {
    for (number, rule) in rules.iter().enumerate() {
        let own = prefixes.iter().flat_map(|prefix| every_route(*prefix));
        let own: Vec<Route> = own.filter(|route| rule.matches(route, bits) == Some(true)).collect();
        let is_taken_by = |takers: &[Rule]| {
            own.iter().all(|route| takers.iter().any(|taker| taker.matches(route, bits) == Some(true)))
        };
        match covered.iter().find(|(own, _)| *own == number) {
            Some((_, by)) => {
                assert!(by.iter().all(|taker| *taker < number), "{by:?} before {number}:\n{manifest}");
                let takers: Vec<Rule> = by.iter().map(|taker| rules[*taker]).collect();
                assert!(is_taken_by(&takers), "rule {number} is covered by {by:?}:\n{manifest}");
            }
            None => {
                let takers: Vec<Rule> =
                    rules[..number].iter().copied().filter(|taker| acts_as_written(taker, bits)).collect();
                let is_missed = !own.is_empty() && acts_as_written(rule, bits) && is_taken_by(&takers);
                assert!(!is_missed, "rule {number} is not covered:\n{manifest}");
            }
        }
    }
}

/// Whether a rule is known, and neither loses a condition in confd nor compares with a set of prefixes, which is always
/// true: other findings report such rules.
fn acts_as_written(rule: &Rule, bits: u8) -> bool {
    let has_lengths = rule.lengths.iter().any(Option::is_some);
    let is_lost = rule.network.is_none() && (rule.operator.is_some() || has_lengths);
    let is_known = rule.has_prefix(Prefix::new(0, 0), bits).is_some();
    is_known && !is_lost && !(has_lengths && rule.operator == Some(Operator::NotEqual))
}
