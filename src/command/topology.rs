//! `bgplint topology`: shows the sessions that Calico will build.

use std::io::{BufWriter, Write};

use bgplint::cluster::{Cluster, group};
use bgplint::session::Sessions;
use bgplint::topology;

use super::look::look;
use super::{Ending, Failure, ignore_gone_reader, input, write};
use crate::cli::{TopologyArguments, TopologyFormat};

/// Shows the sessions.
///
/// # Errors
/// Input that cannot be read, a node that is not there, or output that cannot be written.
pub fn topology(
    arguments: &TopologyArguments,
    stdout: &mut dyn Write,
    _stderr: &mut dyn Write,
) -> Result<Ending, Failure> {
    let input = input::read(&arguments.input)?;
    let contents = bgplint::read(&input);
    let clusters = group(&input.sources, &contents, arguments.input.settings()).clusters;
    let [cluster] = clusters.as_slice() else {
        let names: Vec<&str> = clusters.iter().filter_map(|cluster| cluster.directory.as_deref()).collect();
        return Err(Failure(format!(
            "the input holds several clusters: name the files of one of {}",
            names.join(", ")
        )));
    };
    let sessions = Sessions::new(cluster);
    let nodes = wanted(&sessions, cluster, &arguments.only)?;
    let only = Some(nodes.as_slice()).filter(|_| !arguments.only.is_empty());
    match arguments.format {
        TopologyFormat::Table => {
            let look = look(arguments.color);
            write(stdout, &topology::table(&sessions, only, look.colour, look.width))?;
        }
        TopologyFormat::Json => {
            let mut out = BufWriter::new(stdout);
            let written = topology::json(&sessions, &nodes, &mut out).and_then(|()| out.flush());
            ignore_gone_reader(written)?;
        }
        TopologyFormat::Mermaid => write(stdout, &topology::mermaid(&topology::picture(&sessions, only)))?,
        TopologyFormat::Svg => write(stdout, &topology::svg(&topology::picture(&sessions, only)))?,
        TopologyFormat::Dot => write(stdout, &topology::dot(&topology::picture(&sessions, only)))?,
    }
    Ok(Ending::Clean)
}

/// The nodes that are asked for, else all that speak BGP.
fn wanted(sessions: &Sessions, cluster: &Cluster, names: &[String]) -> Result<Vec<usize>, Failure> {
    let speaks = |number: &usize| sessions.speakers[*number].has_address();
    if names.is_empty() {
        return Ok((0..sessions.speakers.len()).filter(speaks).collect());
    }
    let number = |name: &String| {
        sessions.speakers.binary_search_by(|speaker| speaker.name.cmp(name)).map_err(|_| {
            Failure(match cluster.nearest_node(name) {
                Some(known) => format!("there is no node `{name}`; `{known}` is one"),
                None => format!("there is no node `{name}` in the input"),
            })
        })
    };
    names.iter().map(number).collect()
}
