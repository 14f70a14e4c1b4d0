//! What a BGPFilter does with a prefix: which rule acts, or what Calico does by default.

use ipnetwork::IpNetwork;
use serde::{Serialize, Serializer};

use crate::cluster::Cluster;
use crate::filter::{self, Route};
use crate::json::pretty;
use crate::known::Truth;
use crate::resource::{Action, BgpFilter, Direction, FilterRule, PeerType, Resource, Word};
use crate::value::Family;
use crate::visible::visible;

/// The version of the JSON format. It is raised when a field is removed or changes its meaning.
const VERSION: u32 = 1;

/// The question: what happens to a route.
#[derive(Clone, Debug)]
pub struct Question<'q> {
    /// The name of the filter.
    pub name: &'q str,
    /// The filters to apply, in their order.
    pub filters: Vec<(&'q Resource, &'q BgpFilter)>,
    /// The prefix.
    pub prefix: IpNetwork,
    /// The directions.
    pub directions: Vec<Direction>,
    /// The type of session, if known.
    pub peer_type: Option<PeerType>,
}

/// The answer.
#[derive(Serialize)]
struct FilterDocument<'q> {
    version: u32,
    filter: &'q str,
    prefix: String,
    directions: Vec<Answer<'q>>,
}

/// The answer for one direction.
#[derive(Serialize)]
struct Answer<'q> {
    direction: &'static str,
    /// `accepted`, `rejected`, `depends`, or `default` where no rule matches.
    outcome: &'static str,
    /// The rules that match or may match, in their order. The last one acts if none before it does.
    rules: Vec<Asked<'q>>,
    /// What Calico does if no rule acts; null where a rule certainly acts.
    #[serde(rename = "otherwise")]
    otherwise: Option<&'static str>,
}

/// A rule that matches or may match.
#[derive(Serialize)]
struct Asked<'q> {
    filter: &'q str,
    /// The number of the rule, from 1.
    rule: usize,
    #[serde(serialize_with = "as_word")]
    action: Option<Action>,
    /// `yes` or `maybe`.
    matches: &'static str,
    file: &'q str,
    line: usize,
}

/// An action as in a manifest; null where it is unknown.
fn as_word<S: Serializer>(action: &Option<Action>, serializer: S) -> Result<S::Ok, S::Error> {
    action.map(Word::text).serialize(serializer)
}

/// The answer as text.
pub fn filter(cluster: &Cluster, question: &Question) -> String {
    let document = answer(cluster, question);
    let mut text = format!("BGPFilter {}, {}\n", visible(document.filter), document.prefix);
    for answer in &document.directions {
        let verb = match answer.outcome {
            "accepted" => "accepted",
            "rejected" => "rejected",
            "depends" => "depends on more than the prefix",
            _ => "no rule matches",
        };
        text.push_str(&format!("\n{}: {verb}\n", answer.direction));
        for asked in &answer.rules {
            let action = match (asked.action, asked.matches) {
                (Some(Action::Accept), "yes") => "accepts it",
                (Some(Action::Accept), _) => "accepts it if its other conditions are met",
                (Some(Action::Reject), "yes") => "rejects it",
                (Some(Action::Reject), _) => "rejects it if its other conditions are met",
                (None, _) => "has an unknown action",
            };
            let (filter, file) = (visible(asked.filter), visible(asked.file));
            text.push_str(&format!("  rule {} of {filter} {action}  {file}:{}\n", asked.rule, asked.line));
        }
        if let Some(otherwise) = answer.otherwise {
            text.push_str(&format!("  otherwise {otherwise}\n"));
        }
    }
    text
}

/// The answer as JSON.
///
/// # Errors
/// None in practice: the answer holds only text and numbers.
pub fn filter_json(cluster: &Cluster, question: &Question) -> serde_json::Result<String> {
    pretty(&answer(cluster, question))
}

fn answer<'q>(cluster: &Cluster<'q>, question: &Question<'q>) -> FilterDocument<'q> {
    FilterDocument {
        version: VERSION,
        filter: question.name,
        prefix: question.prefix.to_string(),
        directions: question.directions.iter().map(|direction| direct(cluster, question, *direction)).collect(),
    }
}

fn direct<'q>(cluster: &Cluster<'q>, question: &Question<'q>, direction: Direction) -> Answer<'q> {
    let family = Family::of(question.prefix.ip());
    let route = Route { prefix: question.prefix, direction, peer_type: question.peer_type };
    let mut rules = Vec::new();
    for (resource, filter) in &question.filters {
        let list = filter.rules(direction, family).items();
        for step in filter::walk(list, family, route).into_iter().filter(|step| step.matches != Truth::No) {
            let rule = &list[step.rule];
            let place = resource.at(rule.span().unwrap_or(resource.head));
            rules.push(Asked {
                filter: resource.name(),
                rule: step.rule + 1,
                action: rule.value().and_then(|rule: &FilterRule| rule.action.value().copied()),
                matches: if step.matches == Truth::Yes { "yes" } else { "maybe" },
                file: cluster.file_name(place.source),
                line: cluster.line(place.source, place.span),
            });
        }
        if rules.last().is_some_and(|asked| asked.matches == "yes") {
            break;
        }
    }
    let acts = rules.last().is_some_and(|asked| asked.matches == "yes");
    let mut actions: Vec<_> = rules.iter().map(|asked| asked.action).collect();
    let by_default = Some(Action::Accept).filter(|_| direction == Direction::Import);
    actions.extend(Some(by_default).filter(|_| !acts));
    let outcome = match (rules.is_empty(), actions.windows(2).all(|pair| pair[0] == pair[1]), actions.first()) {
        (true, ..) => "default",
        (_, true, Some(Some(Action::Accept))) => "accepted",
        (_, true, Some(Some(Action::Reject))) => "rejected",
        _ => "depends",
    };
    let otherwise = match direction {
        Direction::Import => "Calico accepts it",
        Direction::Export => {
            "Calico's own export policy decides: the node advertises its pod blocks, IPPools and service ranges, and nothing else"
        }
    };
    let direction = if direction == Direction::Import { "import" } else { "export" };
    Answer { direction, outcome, rules, otherwise: Some(otherwise).filter(|_| !acts) }
}
