//! The sessions as a table for people: the cluster, then the sessions of each node with their status.

use std::collections::BTreeMap;

use anstyle::{AnsiColor, Style};

use super::view::{self, NodeGroup};
use crate::bounded::bounded;
use crate::cluster::{Inventory, SpeakerId};
use crate::known::Known;
use crate::propagation::{Cut, LostPairs};
use crate::session::{Session, SessionKind, Sessions, Status};
use crate::visible::visible;
use crate::wording::{count, plural};

/// More similar sessions than this are shown as one line.
const MOST_ALIKE: usize = 6;
/// The narrowest width to which a column is cut.
const NARROWEST: usize = 12;
/// The indentation of the lines of a node.
const INDENT: &str = "  ";
const HEADINGS: [&str; 6] = ["peer", "address", "AS", "type", "from", "status"];

/// The sessions of the cluster, or of some nodes.
pub fn table(sessions: &Sessions, only: Option<&[SpeakerId]>, color: bool, width: usize) -> String {
    let style = |style: Style| if color { style } else { Style::new() };
    let bold = style(Style::new().bold());
    let node_groups = match only {
        Some(numbers) => numbers.iter().map(|first| single(sessions, *first)).collect(),
        None => view::node_groups(sessions),
    };
    let mut text = summary(sessions);
    let blocks: Vec<(String, Vec<Row>)> =
        node_groups.iter().map(|group| (heading(sessions, group), rows(sessions, group, only.is_none()))).collect();
    let widths = widths(&blocks, width);
    for (number, (heading, rows)) in blocks.iter().enumerate() {
        text.push_str(&format!("\n{bold}{}{bold:#}\n", visible(heading)));
        if number == 0 && !rows.is_empty() {
            let dim = style(Style::new().dimmed());
            text.push_str(&format!("{INDENT}{dim}{}{dim:#}\n", line(&HEADINGS.map(str::to_owned), &widths).trim_end()));
        }
        if rows.is_empty() {
            text.push_str(&format!("{INDENT}no sessions\n"));
        }
        for row in rows {
            let [cells @ .., status] = &row.cells.each_ref().map(|cell| visible(cell).into_owned());
            let of_status = style(status_style(row.status));
            let cells = line(cells, &widths);
            text.push_str(&format!("{INDENT}{cells}  {of_status}{status}{of_status:#}\n"));
        }
    }
    if blocks.iter().flat_map(|(_, rows)| rows).any(|row| row.is_random) {
        text.push_str("\n* several BGPPeers claim the neighbor: Calico chooses one at random, on each node and after each restart\n");
    }
    text
}

/// The pairs of nodes whose routes are lost while some nodes are down; empty where no node is down.
pub fn lost(sessions: &Sessions, lost: &[LostPairs]) -> String {
    let name = |node: SpeakerId| sessions.name(node);
    let mut text = String::new();
    for LostPairs { family, pairs, witnesses } in lost {
        text.push_str(&format!("\n{family} routes lost between other nodes: {pairs} one-way path{}\n", plural(*pairs)));
        for (from, to) in witnesses {
            text.push_str(&format!(
                "{INDENT}{} does not learn the routes of {}\n",
                visible(name(*to)),
                visible(name(*from))
            ));
        }
    }
    if lost.is_empty() && !sessions.failed.is_empty() {
        text.push_str("\nno routes are lost between other nodes\n");
    }
    text
}

/// The smallest sets of route reflectors whose failure cuts nodes off from each other.
pub fn cuts(sessions: &Sessions, cuts: &[Cut]) -> String {
    let name = |node: &SpeakerId| visible(sessions.name(*node)).into_owned();
    let line = |Cut { family, reflectors, pairs, witness: (from, to) }: &Cut| {
        let count = reflectors.len();
        let (s, others) = (plural(count), plural(*pairs));
        let names = bounded(reflectors.iter().map(name).collect::<Vec<String>>().join(", "));
        format!(
            "\n{family}: the failure of {count} route reflector{s} cuts nodes off from each other\n\
             {INDENT}without {names}: {pairs} one-way path{others} lost, such as routes of {} at {}\n",
            name(from),
            name(to)
        )
    };
    cuts.iter().map(line).collect()
}

fn single(sessions: &Sessions, first: SpeakerId) -> NodeGroup {
    NodeGroup { first, count: 1, class: sessions.class_of(first) }
}

/// The summary of the cluster.
fn summary(sessions: &Sessions) -> String {
    let speaking = sessions.speakers.iter().filter(|speaker| speaker.has_address()).count();
    let silent = sessions.speakers.len() - speaking;
    let reflectors = sessions.speakers.iter().filter(|speaker| matches!(speaker.cluster_id, Known::Value(_))).count();
    let mesh = match sessions.globals.mesh {
        Known::Value(true) => "on",
        Known::Value(false) => "off",
        _ => "unknown",
    };
    let inventory = match sessions.cluster.inventory {
        Inventory::Partial => ", and there may be more",
        _ => "",
    };
    let mut lines = vec![format!("{} with a BGP address{inventory}", count(speaking, "node"))];
    if silent > 0 {
        lines.push(format!("{} without a BGP address: sessions unknown", count(silent, "node")));
    }
    let assumed = if sessions.globals.are_assumed() {
        " (the defaults: the input has no BGPConfiguration `default`)"
    } else {
        ""
    };
    lines.push(format!("mesh {mesh}, {}{assumed}", view::as_number(sessions.globals.as_number)));
    if reflectors > 0 {
        lines.push(count(reflectors, "route reflector"));
    }
    let counts: Vec<String> =
        view::tally(sessions).iter().rev().map(|(status, count)| format!("{count} {}", status.name())).collect();
    lines.push(match counts.is_empty() {
        true => "no sessions".to_owned(),
        false => format!("session ends: {}", counts.join(", ")),
    });
    for freeze in sessions.freezes().all() {
        let by = freeze.resource.map(|resource| format!(" ({} {})", resource.kind_name(), resource.name()));
        let nodes = sessions.nodes_in_words(&freeze.classes);
        let line = format!(
            "BIRD rejects the whole configuration on {nodes} and keeps the old one: {}{}",
            freeze.cause.name(),
            by.unwrap_or_default()
        );
        let line = visible(&line).into_owned();
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    lines.join("\n") + "\n"
}

fn heading(sessions: &Sessions, group: &NodeGroup) -> String {
    let speaker = &sessions.speakers[group.first];
    let mut parts = vec![group.name(sessions)];
    if group.count == 1 {
        parts.extend(view::addresses(speaker));
    }
    parts.push(view::as_number(sessions.as_number(group.first)));
    if let Known::Value(id) = speaker.cluster_id {
        parts.push(format!("route reflector, cluster ID {id}"));
    }
    parts.join("  ")
}

/// One line of the table.
#[derive(Clone, Debug)]
struct Row {
    cells: [String; HEADINGS.len()],
    status: Status,
    is_random: bool,
}

/// What sessions that are shown as one have in common: the AS number of the neighbor, the type, the declaration and the
/// status.
type RowKey = (String, String, String, Status);

/// The sessions of a node; many similar sessions are one line.
fn rows(sessions: &Sessions, group: &NodeGroup, may_group: bool) -> Vec<Row> {
    let mut sorts: Vec<(RowKey, Vec<(Session, usize)>)> = Vec::new();
    let mut places = BTreeMap::new();
    for (session, count) in group.sessions(sessions) {
        let key = (
            as_text(&session),
            type_of(sessions, &session),
            view::origin(sessions, session.origin),
            sessions.status(&session),
        );
        let place = *places.entry((key.clone(), session.remote.is_some())).or_insert(sorts.len());
        if place == sorts.len() {
            sorts.push((key, Vec::new()));
        }
        sorts[place].1.push((session, count));
    }
    let mut rows = Vec::new();
    for ((number, kind, from, status), alike) in sorts {
        let total: usize = alike.iter().map(|(_, count)| count).sum();
        let groups = may_group && (total > MOST_ALIKE || alike.iter().any(|(_, count)| *count > 1));
        let shown = if groups { &alike[..1] } else { &alike[..] };
        for (session, _) in shown {
            let more = if groups { total - 1 } else { 0 };
            let mark = if session.conflicting.is_empty() { "" } else { " *" };
            rows.push(Row {
                cells: [
                    peer_name(sessions, session, more),
                    if more > 0 { String::new() } else { peer_address(session) },
                    number.clone(),
                    kind.clone(),
                    format!("{from}{mark}"),
                    status.name().to_owned(),
                ],
                status,
                is_random: !session.conflicting.is_empty(),
            });
        }
    }
    rows
}

fn as_text(session: &Session) -> String {
    session.terms.peer_as.value().map_or("unknown".to_owned(), |number| number.to_string())
}

fn type_of(sessions: &Sessions, session: &Session) -> String {
    let between = match session.is_internal() {
        Some(true) => "iBGP",
        Some(false) => "eBGP",
        None => "BGP",
    };
    let is_reflector = session.remote.is_some_and(|remote| sessions.is_reflector(remote));
    let role = match (session.cluster_id, is_reflector) {
        (Known::Value(_), _) => " client",
        (_, true) => " reflector",
        _ => "",
    };
    format!("{between}{role}")
}

fn peer_name(sessions: &Sessions, session: &Session, more: usize) -> String {
    let name = match (session.remote, session.kind) {
        (Some(remote), _) => sessions.name(remote),
        (None, SessionKind::LocalWorkload) => "pods",
        (None, _) => "router",
    };
    match more {
        0 => name.to_owned(),
        more => format!("{name} and {more} more"),
    }
}

fn peer_address(session: &Session) -> String {
    match (session.address, session.port) {
        (None, _) => String::new(),
        (Some(address), Known::Value(port)) if address.is_ipv6() => format!("[{address}]:{port}"),
        (Some(address), Known::Value(port)) => format!("{address}:{port}"),
        (Some(address), _) => address.to_string(),
    }
}

fn status_style(status: Status) -> Style {
    match status {
        Status::Compatible => Style::new().fg_color(Some(AnsiColor::Green.into())),
        Status::External => Style::new(),
        Status::Unknown => Style::new().fg_color(Some(AnsiColor::Yellow.into())),
        _ => Style::new().bold().fg_color(Some(AnsiColor::Red.into())),
    }
}

/// The widths of the columns. The widest columns are cut if the lines would be too long.
fn widths(blocks: &[(String, Vec<Row>)], width: usize) -> Vec<usize> {
    let all = blocks.iter().flat_map(|(_, rows)| rows);
    let mut widths: Vec<usize> = HEADINGS.iter().map(|heading| heading.len()).collect();
    for row in all {
        for (width, cell) in widths.iter_mut().zip(&row.cells) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let gaps = INDENT.len() + 2 * (widths.len() - 1);
    while widths.iter().sum::<usize>() + gaps > width {
        let last = widths.len() - 1;
        match widths[..last].iter_mut().max() {
            Some(widest) if *widest > NARROWEST => *widest -= 1,
            _ => break,
        }
    }
    widths
}

/// The cells of a line, padded to their columns except the last one.
fn line(cells: &[String], widths: &[usize]) -> String {
    let cells = cells.iter().zip(widths).map(|(cell, width)| match cell.chars().count() > *width {
        true => cell.chars().take(width - 1).chain(['…']).collect(),
        false => format!("{cell:width$}"),
    });
    cells.collect::<Vec<String>>().join("  ")
}
