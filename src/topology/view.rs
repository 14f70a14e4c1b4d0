//! What is shown of a cluster: its nodes, or its classes if there are many nodes.

use crate::cluster::{ClassId, Speaker, SpeakerId};
use crate::ids::{IdVec, ids};
use crate::known::Known;
use crate::session::{Origin, Session, Sessions, Status};
use crate::value::{AsNumber, Family};

/// If there are more nodes, similar nodes are shown as one.
pub const MOST_NODES: usize = 30;

ids! {
    /// Nodes that are shown as one.
    pub struct NodeGroupId;
}

/// One node, or several similar nodes.
#[derive(Clone, Debug)]
pub struct NodeGroup {
    /// The speaker to show.
    pub first: SpeakerId,
    /// The number of nodes.
    pub count: usize,
    /// The class of the nodes.
    pub class: ClassId,
}

/// The nodes that speak BGP, one by one or by class; the same for every picture and the table.
pub fn node_groups(sessions: &Sessions) -> IdVec<NodeGroupId, NodeGroup> {
    let speaks = |node: &SpeakerId| sessions.speakers[*node].has_address();
    let speaking: Vec<SpeakerId> = sessions.speakers.ids().filter(speaks).collect();
    if speaking.len() <= MOST_NODES {
        let single = |first: SpeakerId| NodeGroup { first, count: 1, class: sessions.class_of(first) };
        return speaking.into_iter().map(single).collect();
    }
    let classes = sessions.classes.all().iter_with_ids();
    classes
        .map(|(id, class)| NodeGroup { first: class.first(), count: class.members().len(), class: id })
        .filter(|group| speaks(&group.first))
        .collect()
}

impl NodeGroup {
    /// The name of the node; of several nodes the first name and the number of the others.
    pub fn name(&self, sessions: &Sessions) -> String {
        let name = sessions.name(self.first);
        match self.count {
            1 => name.to_owned(),
            count => format!("{name} and {} more", count - 1),
        }
    }

    /// The sessions, each with the number of similar ones.
    pub fn sessions<'c>(&self, sessions: &Sessions<'c>) -> Vec<(Session<'c>, usize)> {
        match self.count {
            1 => sessions.of(self.first).into_iter().map(|session| (session, 1)).collect(),
            _ => sessions.of_class(self.class).collect(),
        }
    }
}

/// The addresses of a node.
pub fn addresses(speaker: &Speaker) -> Vec<String> {
    let address = |family| speaker.address(family).value().map(|address| address.to_string());
    Family::BOTH.into_iter().filter_map(address).collect()
}

/// An AS number in words.
pub fn as_number(number: Known<AsNumber>) -> String {
    match number {
        Known::Value(number) => format!("AS {number}"),
        _ => "AS unknown".to_owned(),
    }
}

/// The declaration of a session, in words.
pub fn origin(sessions: &Sessions, origin: Origin) -> String {
    match origin {
        Origin::Mesh => "mesh".to_owned(),
        Origin::Declaration(number) => format!("BGPPeer {}", sessions.declarations[number].name()),
    }
}

/// The number of sessions of each status, in the order of the tests. The sessions are counted per node, class by class.
pub fn tally(sessions: &Sessions) -> Vec<(Status, usize)> {
    let mut counts: Vec<(Status, usize)> = Status::ALL.iter().map(|status| (*status, 0)).collect();
    for class in sessions.classes.ids() {
        for (session, count) in sessions.of_class(class) {
            if session.address.is_some() {
                let status = sessions.status(&session);
                if let Some((_, sum)) = counts.iter_mut().find(|(known, _)| *known == status) {
                    *sum += count * sessions.members(class).len();
                }
            }
        }
    }
    counts.retain(|(_, count)| *count > 0);
    counts
}
