//! `bgplint topology`: shows the sessions that Calico will build.

use std::io::{BufWriter, Write};

use bgplint::cluster::{SpeakerId, clusters};
use bgplint::grouping::group;
use bgplint::propagation::{lost_pairs, smallest_cuts};
use bgplint::session::Sessions;
use bgplint::topology;

use super::look::look;
use super::{Ending, Failure, ignore_gone_reader, input, write};
use crate::cli::{ClusterArguments, TopologyArguments, TopologyFormat};

/// Shows the sessions.
///
/// # Errors
/// Input that cannot be read, a node that is not there, or output that cannot be written.
pub fn topology(arguments: &TopologyArguments, stdout: &mut dyn Write) -> Result<Ending, Failure> {
    with_sessions(&arguments.input, &arguments.fail, |sessions| show(arguments, sessions, stdout))
}

fn show(arguments: &TopologyArguments, sessions: &Sessions, stdout: &mut dyn Write) -> Result<Ending, Failure> {
    let only: Vec<SpeakerId> = arguments.only.iter().map(|name| node(sessions, name)).collect::<Result<_, _>>()?;
    let only = Some(only.as_slice()).filter(|only| !only.is_empty());
    let lost = lost_pairs(sessions, &sessions.failed);
    let picture = || topology::picture(sessions, only);
    let text = match arguments.format {
        TopologyFormat::Table => {
            let look = look(arguments.color);
            topology::table(sessions, only, look.colour, look.width)
                + &topology::lost(sessions, &lost)
                + &topology::cuts(sessions, &smallest_cuts(sessions, &sessions.failed))
        }
        TopologyFormat::Mermaid => topology::mermaid(&picture()),
        TopologyFormat::Dot => topology::dot(&picture()),
        TopologyFormat::Svg => topology::svg(&picture()),
        TopologyFormat::Json => {
            let all: Vec<SpeakerId> =
                sessions.speakers.ids().filter(|node| sessions.speakers[*node].has_address()).collect();
            let mut out = BufWriter::new(stdout);
            let written = topology::json(sessions, only.unwrap_or(&all), &lost, &mut out).and_then(|()| out.flush());
            ignore_gone_reader(written)?;
            return Ok(Ending::Clean);
        }
    };
    write(stdout, &text)?;
    Ok(Ending::Clean)
}

/// Works out the sessions of the input's one cluster, or of the one that is asked for, while some nodes are down.
///
/// # Errors
/// Input that cannot be read, several clusters, or a cluster or node that is not there.
pub fn with_sessions(
    arguments: &ClusterArguments,
    failed: &[String],
    show: impl FnOnce(&Sessions) -> Result<Ending, Failure>,
) -> Result<Ending, Failure> {
    let (settled, input) = input::read(&arguments.input)?;
    let contents = bgplint::read(&input);
    input::require_nodes(&bgplint::inventories_without_nodes(&input, &contents))?;
    let grouping = group(&input.sources, &contents, &settled.layout(&input));
    let clusters = clusters(&input.sources, &contents, &grouping);
    let names: Vec<&str> = clusters.iter().filter_map(|cluster| cluster.name.as_deref()).collect();
    let asked = arguments.cluster.as_deref();
    let found: Vec<_> =
        clusters.iter().filter(|cluster| asked.is_none_or(|name| cluster.name.as_deref() == Some(name))).collect();
    let cluster = match (found.as_slice(), asked) {
        ([cluster], _) => cluster,
        (_, None) => {
            return Err(Failure(format!(
                "the input holds several clusters: add --cluster with one of {}",
                names.join(", ")
            )));
        }
        (_, Some(name)) if names.is_empty() => {
            return Err(Failure(format!("there is no cluster `{name}`: the input is one cluster, without a name")));
        }
        (_, Some(name)) => {
            return Err(Failure(format!("there is no cluster `{name}`; there are {}", names.join(", "))));
        }
    };
    let sessions = Sessions::while_down(cluster, failed);
    failed.iter().try_for_each(|name| node(&sessions, name).map(drop))?;
    show(&sessions)
}

/// The node of a name.
///
/// # Errors
/// There is no such node.
pub fn node(sessions: &Sessions, name: &str) -> Result<SpeakerId, Failure> {
    sessions.speakers.named(name).ok_or_else(|| {
        Failure(match sessions.cluster.nearest_node(name) {
            Some(known) => format!("there is no node `{name}`; `{known}` is one"),
            None => format!("there is no node `{name}` in the input"),
        })
    })
}
