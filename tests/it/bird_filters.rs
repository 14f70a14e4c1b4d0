//! BIRD itself is the judge of filters: which routes match a rule.

use std::collections::BTreeSet;
use std::thread::sleep;
use std::time::{Duration, Instant};

use bgplint::filter::Conditions;
use bgplint::input::{Input, Source};
use bgplint::resource::{Body, FilterRule};
use bgplint::value::Family;
use ipnetwork::IpNetwork;

use crate::support::bird::Bird;
use crate::support::daemon::{Daemon, Place};

/// The time limit for starting a daemon on a busy machine.
const LIMIT: Duration = Duration::from_secs(30);

/// Rules in a manifest, with their comparisons in BIRD's language (Calico: `filterMatchCIDR`).
const RULES: &[(&str, &str)] = &[
    ("cidr: 10.0.0.0/8, matchOperator: In", "net ~ 10.0.0.0/8"),
    ("cidr: 10.0.0.0/8, matchOperator: NotIn", "net !~ 10.0.0.0/8"),
    ("cidr: 10.48.0.0/16, matchOperator: Equal", "net = 10.48.0.0/16"),
    ("cidr: 10.48.0.0/16, matchOperator: NotEqual", "net != 10.48.0.0/16"),
    ("cidr: 10.48.0.0/16, matchOperator: In, prefixLength: {min: 26}", "net ~ [ 10.48.0.0/16{26,32} ]"),
    ("cidr: 10.48.0.0/16, matchOperator: In, prefixLength: {max: 24}", "net ~ [ 10.48.0.0/16{16,24} ]"),
    ("cidr: 10.48.0.0/16, matchOperator: In, prefixLength: {min: 8, max: 20}", "net ~ [ 10.48.0.0/16{16,20} ]"),
    ("cidr: 10.48.0.0/16, matchOperator: NotIn, prefixLength: {min: 24, max: 26}", "net !~ [ 10.48.0.0/16{24,26} ]"),
    ("cidr: 10.48.0.0/16, matchOperator: Equal, prefixLength: {min: 24, max: 26}", "net = [ 10.48.0.0/16{24,26} ]"),
    ("cidr: 10.48.0.0/16, matchOperator: NotEqual, prefixLength: {max: 26}", "net != [ 10.48.0.0/16{16,26} ]"),
    ("cidr: 0.0.0.0/0, matchOperator: In", "net ~ 0.0.0.0/0"),
    ("cidr: 0.0.0.0/0, matchOperator: NotIn", "net !~ 0.0.0.0/0"),
];

const PREFIXES: &[&str] = &[
    "0.0.0.0/0",
    "10.0.0.0/8",
    "10.0.0.0/9",
    "10.32.0.0/11",
    "10.48.0.0/15",
    "10.48.0.0/16",
    "10.49.0.0/16",
    "10.48.0.0/17",
    "10.48.128.0/20",
    "10.48.5.0/24",
    "10.48.5.64/26",
    "10.48.5.64/27",
    "10.48.5.65/32",
    "11.0.0.0/8",
    "192.0.2.0/24",
];

/// Passes the parsed rule to `look`.
fn with_rule<T>(written: &str, look: impl FnOnce(&FilterRule) -> T) -> T {
    let manifest = format!(
        "apiVersion: projectcalico.org/v3\nkind: BGPFilter\nmetadata: {{name: f}}\n\
         spec:\n  importV4:\n    - {{action: Accept, {written}}}\n"
    );
    let input = Input::from_sources(vec![Source::from_text("filter.yaml", &manifest)]);
    let contents = bgplint::read(&input);
    let Body::BgpFilter(filter) = &contents.as_slice()[0].resources[0].body else {
        panic!("it is a BGPFilter");
    };
    look(filter.import_v4.items()[0].value().expect("the rule can be read"))
}

#[test]
fn a_comparison_is_true_of_the_prefixes_that_we_say() {
    let Some(bird) = Bird::find("a_comparison_is_true_of_the_prefixes_that_we_say") else {
        return;
    };
    let place = Place::of_this_test();
    let routes: String = PREFIXES.iter().map(|prefix| format!("  route {prefix} blackhole;\n")).collect();
    let daemon = Daemon::start(
        &bird,
        &format!("router id {}.1.1;\nprotocol device {{}}\nprotocol static {{\n{routes}}}\n", place.network),
    );
    let start = Instant::now();
    while daemon.prefixes_where(&bird, "true").len() < PREFIXES.len() && start.elapsed() < LIMIT {
        sleep(Duration::from_millis(100));
    }
    for (written, comparison) in RULES {
        let said = with_rule(written, |rule| {
            let conditions = Conditions::of(rule, Family::V4).expect("the rule is known");
            let is_taken =
                |prefix: &&&str| conditions.prefixes.contains(prefix.parse::<IpNetwork>().expect("a prefix"));
            PREFIXES.iter().filter(is_taken).map(|prefix| (*prefix).to_owned()).collect::<BTreeSet<String>>()
        });
        assert_eq!(daemon.prefixes_where(&bird, comparison), said, "{comparison}");
    }
}
