//! The adjacencies of a graph. The links of many pairs of vertices differ in nothing but the AS numbers of the nodes, so
//! each such link is kept once, and vertices that follow each other have one entry.

use super::adjacency::{Adjacency, Link};
use super::ids::{LinkId, VertexId};
use crate::ids::{Id, IdVec};
use crate::known::Known;
use crate::value::AsNumber;

/// The adjacencies that lead from each vertex.
#[derive(Clone, Debug)]
pub struct Edges {
    of: IdVec<VertexId, Runs>,
    links: IdVec<LinkId, SharedLink>,
    /// The AS numbers of the vertices.
    as_numbers: IdVec<VertexId, Known<AsNumber>>,
}

/// The adjacencies that lead from one vertex.
#[derive(Clone, Debug, Default)]
struct Runs {
    runs: Vec<Run>,
    /// The number of adjacencies.
    len: u32,
}

/// Adjacencies to vertices that follow each other, over the same link.
#[derive(Clone, Copy, Debug)]
struct Run {
    /// The number of the first of them among the adjacencies of the vertex that they lead from.
    start: u32,
    first: VertexId,
    link: LinkId,
}

/// An adjacency in a short form.
#[derive(Clone, Copy, Debug)]
struct Edge {
    to: VertexId,
    link: LinkId,
}

impl Runs {
    fn add(&mut self, edge: Edge) {
        let is_next = |last: &Run| {
            let next = last.first.index() + (self.len - last.start) as usize;
            last.link == edge.link && next == edge.to.index()
        };
        if !self.runs.last().is_some_and(is_next) {
            self.runs.push(Run { start: self.len, first: edge.to, link: edge.link });
        }
        self.len += 1;
    }

    fn iter(&self) -> impl Iterator<Item = Edge> + '_ {
        let ends = self.runs.iter().skip(1).map(|next| next.start).chain([self.len]);
        self.runs.iter().zip(ends).flat_map(|(run, end)| (run.start..end).map(|number| run.edge(number)))
    }

    fn number(&self, number: u32) -> Edge {
        let after = self.runs.partition_point(|run| run.start <= number);
        self.runs[after - 1].edge(number)
    }
}

impl Run {
    fn edge(&self, number: u32) -> Edge {
        Edge { to: VertexId::from_index(self.first.index() + (number - self.start) as usize), link: self.link }
    }
}

/// A link between any two vertices.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct SharedLink {
    link: Link,
    from_as: EndAs,
    to_as: EndAs,
}

/// The AS number at one end of a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum EndAs {
    /// The AS number of the node that sends.
    OfSender,
    /// The AS number of the node that receives.
    OfReceiver,
    /// The number in the link.
    Given,
}

impl SharedLink {
    /// The link of two nodes for all pairs of nodes like these two, which have these AS numbers. Nodes that are alike may each
    /// have their own AS number.
    pub fn new(link: Link, (sender, receiver): (Known<AsNumber>, Known<AsNumber>)) -> SharedLink {
        let from_as = match Known::Value(link.from_as) {
            number if number == sender => EndAs::OfSender,
            number if number == receiver => EndAs::OfReceiver,
            _ => EndAs::Given,
        };
        let to_as = match Known::Value(link.to_as) {
            number if number == receiver => EndAs::OfReceiver,
            number if number == sender => EndAs::OfSender,
            _ => EndAs::Given,
        };
        SharedLink { link, from_as, to_as }
    }

    /// The link with other BGPPeers.
    pub fn renamed(self, rename: impl Fn(&Link) -> Link) -> SharedLink {
        SharedLink { link: rename(&self.link), ..self }
    }
}

impl Edges {
    /// No adjacencies of vertices with these AS numbers.
    pub(super) fn new(as_numbers: IdVec<VertexId, Known<AsNumber>>) -> Edges {
        Edges { of: IdVec::for_each_of(&as_numbers, |_| Runs::default()), links: IdVec::new(), as_numbers }
    }

    /// Adds a link that adjacencies may have.
    pub(super) fn add_link(&mut self, link: SharedLink) -> LinkId {
        self.links.push(link)
    }

    /// Adds an adjacency.
    pub(super) fn add(&mut self, from: VertexId, to: VertexId, link: LinkId) {
        self.of[from].add(Edge { to, link });
    }

    /// The adjacencies that lead from a vertex.
    pub fn of(&self, vertex: VertexId) -> impl Iterator<Item = Adjacency> + '_ {
        self.of[vertex].iter().map(move |edge| self.adjacency(vertex, edge))
    }

    /// One of these adjacencies, by its number.
    pub(super) fn number(&self, vertex: VertexId, number: u32) -> Adjacency {
        self.adjacency(vertex, self.of[vertex].number(number))
    }

    /// The vertices to which these adjacencies lead.
    pub fn neighbors(&self, vertex: VertexId) -> impl Iterator<Item = VertexId> + '_ {
        self.of[vertex].iter().map(|edge| edge.to)
    }

    /// Whether no adjacency leads from a vertex.
    pub(super) fn is_alone(&self, vertex: VertexId) -> bool {
        self.of[vertex].len == 0
    }

    /// The adjacencies that lead from one vertex to another.
    pub(super) fn between(&self, from: VertexId, to: VertexId) -> impl Iterator<Item = Adjacency> + '_ {
        self.of[from].iter().filter(move |edge| edge.to == to).map(move |edge| self.adjacency(from, edge))
    }

    /// The adjacencies of all vertices.
    pub(super) fn all(&self) -> impl Iterator<Item = Adjacency> + '_ {
        self.of.ids().flat_map(|vertex| self.of(vertex))
    }

    /// The properties of all adjacencies, each at least once; their AS numbers are examples.
    pub(super) fn links(&self) -> impl Iterator<Item = &Link> {
        self.links.iter().map(|shared| &shared.link)
    }

    /// The adjacencies without some of them.
    pub(super) fn without(&self, is_gone: impl Fn(&Link) -> bool) -> Edges {
        let is_gone: IdVec<LinkId, bool> = self.links().map(is_gone).collect();
        let left = |edges: &Runs| {
            let mut left = Runs::default();
            edges.iter().filter(|edge| !is_gone[edge.link]).for_each(|edge| left.add(edge));
            left
        };
        Edges { of: self.of.iter().map(left).collect(), links: self.links.clone(), as_numbers: self.as_numbers.clone() }
    }

    fn adjacency(&self, from: VertexId, Edge { to, link }: Edge) -> Adjacency {
        let SharedLink { link, from_as, to_as } = &self.links[link];
        let number = |end: EndAs, given: AsNumber| {
            let own = match end {
                EndAs::OfSender => self.as_numbers[from],
                EndAs::OfReceiver => self.as_numbers[to],
                EndAs::Given => Known::Value(given),
            };
            own.value().unwrap_or(given)
        };
        let (from_as, to_as) = (number(*from_as, link.from_as), number(*to_as, link.to_as));
        Adjacency { to, link: Link { from_as, to_as, ..*link } }
    }
}

#[cfg(test)]
mod tests {
    use super::super::ids::PoolSet;
    use super::*;

    #[test]
    fn vertices_that_follow_each_other_have_one_entry_and_their_own_as_numbers() {
        let link = Link {
            from_as: AsNumber(1),
            to_as: AsNumber(2),
            to_client: false,
            from_client: false,
            allowed: 0,
            is_up: true,
            declaration: None,
            back: None,
            drops: PoolSet::default(),
        };
        let number = |number| Known::Value(AsNumber(number));
        let mut edges = Edges::new([1, 2, 3, 4, 5].map(number).into_iter().collect());
        let own = edges.add_link(SharedLink::new(link, (number(1), number(2))));
        let given = edges.add_link(SharedLink::new(Link { is_up: false, ..link }, (number(8), number(9))));
        let [from, others @ ..] = [0, 1, 2, 3, 4].map(VertexId::from_index);
        for (to, link) in [(others[0], own), (others[1], own), (others[1], given), (others[3], given), (others[0], own)]
        {
            edges.add(from, to, link);
        }
        assert_eq!(edges.of[from].runs.len(), 4);
        let seen = |adjacency: Adjacency| (adjacency.to, adjacency.link.from_as.0, adjacency.link.to_as.0);
        let all: Vec<_> = edges.of(from).map(seen).collect();
        let (first, second, last) = (others[0], others[1], others[3]);
        assert_eq!(all, [(first, 1, 2), (second, 1, 3), (second, 1, 2), (last, 1, 2), (first, 1, 2)]);
        assert_eq!((0..5).map(|number| seen(edges.number(from, number))).collect::<Vec<_>>(), all);
        let up = edges.without(|link| !link.is_up);
        assert_eq!(up.neighbors(from).collect::<Vec<_>>(), [first, second, first]);
        assert_eq!((edges.between(from, second).count(), up.between(from, second).count()), (2, 1));
        assert!(edges.is_alone(second) && !edges.is_alone(from));
    }
}
