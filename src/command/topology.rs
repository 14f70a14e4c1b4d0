//! `bgplint topology`: shows the sessions that Calico will build.

use std::io::{BufWriter, Write};

use bgplint::cluster::{SpeakerId, clusters};
use bgplint::grouping::group;
use bgplint::nearest::nearest_name;
use bgplint::propagation::{lost_pairs, smallest_cuts};
use bgplint::session::Sessions;
use bgplint::topology;
use bgplint::wording::list;
use bgplint::{Error, InvalidValue};

use super::{Ending, Stdin, Stream, Surroundings, ignore_gone_reader, input, write};
use crate::cli::{ClusterArguments, TopologyArguments, TopologyFormat};

/// Prints the sessions.
///
/// # Errors
/// The input cannot be read or has no such node, or the output cannot be written.
pub fn topology(arguments: &TopologyArguments, surroundings: &mut Surroundings) -> Result<Ending, Error> {
    let Surroundings { stdin, stdout, .. } = surroundings;
    with_sessions(&arguments.input, &arguments.fail, stdin, |sessions| show(arguments, sessions, stdout))
}

fn show(arguments: &TopologyArguments, sessions: &Sessions, stdout: &mut Stream) -> Result<Ending, Error> {
    let only: Vec<SpeakerId> = arguments.only.iter().map(|name| node(sessions, name)).collect::<Result<_, _>>()?;
    let only = Some(only.as_slice()).filter(|only| !only.is_empty());
    let lost = lost_pairs(sessions, &sessions.failed);
    let picture = || topology::picture(sessions, only);
    let text = match arguments.format {
        TopologyFormat::Table => {
            let look = stdout.look(arguments.color);
            topology::table(sessions, only, look.color, look.width)
                + &topology::lost(sessions, &lost)
                + &topology::cuts(sessions, &smallest_cuts(sessions, &sessions.failed))
        }
        TopologyFormat::Mermaid => topology::mermaid(&picture()),
        TopologyFormat::Dot => topology::dot(&picture()),
        TopologyFormat::Svg => topology::svg(&picture()),
        TopologyFormat::Json => {
            let all: Vec<SpeakerId> =
                sessions.speakers.ids().filter(|node| sessions.speakers[*node].has_address()).collect();
            let mut out = BufWriter::new(&mut *stdout.out);
            let written = topology::json(sessions, only.unwrap_or(&all), &lost, &mut out).and_then(|()| out.flush());
            ignore_gone_reader(written)?;
            return Ok(Ending::Clean);
        }
    };
    write(stdout.out, &text)?;
    Ok(Ending::Clean)
}

/// Computes the sessions of the only cluster of the input, or of the cluster that the arguments name, while some nodes are
/// down.
///
/// # Errors
/// The input cannot be read, has several clusters and the arguments name none, or has no such cluster or node.
pub fn with_sessions(
    arguments: &ClusterArguments,
    failed: &[String],
    stdin: &mut Stdin,
    show: impl FnOnce(&Sessions) -> Result<Ending, Error>,
) -> Result<Ending, Error> {
    let (settings, input) = input::read(&arguments.input, stdin)?;
    let contents = bgplint::read(&input);
    bgplint::require(&input, &contents, &settings)?;
    let grouping = group(&input.sources, &contents, &settings.layout(&input));
    let clusters = clusters(&input.sources, &contents, &grouping);
    let names: Vec<&str> = clusters.iter().filter_map(|cluster| cluster.name.as_deref()).collect();
    let asked = arguments.cluster.as_deref();
    let found: Vec<_> =
        clusters.iter().filter(|cluster| asked.is_none_or(|name| cluster.name.as_deref() == Some(name))).collect();
    let cluster = match (found.as_slice(), asked) {
        ([cluster], _) => cluster,
        (_, None) => {
            let invalid = InvalidValue::new("the input has several clusters");
            return Err(invalid.help(format!("add --cluster with one of {}", names.join(", "))).into());
        }
        (_, Some(name)) if names.is_empty() => {
            let invalid = InvalidValue::unknown(
                "cluster",
                name,
                None,
                "omit --cluster: the input is a single cluster without a name",
            );
            return Err(invalid.into());
        }
        (_, Some(name)) => {
            let known = format!("the clusters are {}", names.join(", "));
            return Err(
                InvalidValue::unknown("cluster", name, nearest_name(name, names.iter().copied()), &known).into()
            );
        }
    };
    let sessions = Sessions::while_down(cluster, failed);
    failed.iter().try_for_each(|name| node(&sessions, name).map(drop))?;
    show(&sessions)
}

/// The node with this name.
///
/// # Errors
/// No node has this name.
pub fn node(sessions: &Sessions, name: &str) -> Result<SpeakerId, Error> {
    sessions.speakers.named(name).ok_or_else(|| {
        let nodes: Vec<&str> = sessions.speakers.iter().map(|speaker| speaker.name).collect();
        let known = if nodes.is_empty() {
            "the input has no nodes".to_owned()
        } else {
            format!("the nodes are {}", list(&nodes))
        };
        InvalidValue::unknown("node", name, sessions.cluster.nearest_node(name), &known).into()
    })
}
