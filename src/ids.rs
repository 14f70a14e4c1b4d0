//! Typed ids and the tables that they index, so that the compiler rejects the number of a node as the number of a BGPPeer.

use std::fmt;
use std::marker::PhantomData;
use std::ops::{Index, IndexMut};

/// The number of a row in one table; the macro `ids!` makes such types.
pub trait Id: Copy + Ord {
    /// The id of the row with this number, from 0.
    fn from_index(index: usize) -> Self;

    /// The number of the row, from 0.
    fn index(self) -> usize;
}

/// Makes types of ids from a doc comment, a visibility and a name: `ids! { /// A node. pub struct NodeId; }`.
macro_rules! ids {
    ($($(#[$attribute:meta])* $visibility:vis struct $name:ident;)+) => {$(
        $(#[$attribute])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        $visibility struct $name(u32);

        impl $crate::ids::Id for $name {
            fn from_index(index: usize) -> Self {
                // A table of 2^32 rows does not fit into memory, so the fallback is never used.
                $name(u32::try_from(index).unwrap_or(u32::MAX))
            }

            fn index(self) -> usize {
                self.0 as usize
            }
        }
    )+};
}

pub(crate) use ids;

/// A table whose rows have ids of one type.
pub struct IdVec<I, T> {
    rows: Vec<T>,
    id: PhantomData<fn(I) -> I>,
}

impl<I: Id, T> IdVec<I, T> {
    /// A table without rows.
    pub fn new() -> IdVec<I, T> {
        IdVec::from(Vec::new())
    }

    /// A table with one row for each row of another table, made from the id of the row.
    pub fn for_each_of<U>(other: &IdVec<I, U>, row: impl FnMut(I) -> T) -> IdVec<I, T> {
        other.ids().map(row).collect()
    }

    /// Adds a row and returns its id.
    pub fn push(&mut self, row: T) -> I {
        self.rows.push(row);
        I::from_index(self.rows.len() - 1)
    }

    /// The number of rows.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The rows, in the order of their ids.
    pub fn iter(&self) -> std::slice::Iter<'_, T> {
        self.rows.iter()
    }

    /// The ids of all rows, in order.
    pub fn ids(&self) -> impl DoubleEndedIterator<Item = I> + ExactSizeIterator + Clone + use<I, T> {
        (0..self.rows.len()).map(I::from_index)
    }

    /// The rows with their ids, in order.
    pub fn iter_with_ids(&self) -> impl DoubleEndedIterator<Item = (I, &T)> + ExactSizeIterator + Clone {
        self.rows.iter().enumerate().map(|(index, row)| (I::from_index(index), row))
    }

    /// The row of an id; `None` if the id belongs to another table with more rows.
    pub fn get(&self, id: I) -> Option<&T> {
        self.rows.get(id.index())
    }

    /// The rows without their ids.
    pub fn as_slice(&self) -> &[T] {
        &self.rows
    }
}

impl<I: Id, T> Index<I> for IdVec<I, T> {
    type Output = T;

    fn index(&self, id: I) -> &T {
        &self.rows[id.index()]
    }
}

impl<I: Id, T> IndexMut<I> for IdVec<I, T> {
    fn index_mut(&mut self, id: I) -> &mut T {
        &mut self.rows[id.index()]
    }
}

impl<I, T> From<Vec<T>> for IdVec<I, T> {
    fn from(rows: Vec<T>) -> IdVec<I, T> {
        IdVec { rows, id: PhantomData }
    }
}

impl<I, T> FromIterator<T> for IdVec<I, T> {
    fn from_iter<R: IntoIterator<Item = T>>(rows: R) -> IdVec<I, T> {
        IdVec::from(Vec::from_iter(rows))
    }
}

impl<I, T> IntoIterator for IdVec<I, T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.rows.into_iter()
    }
}

impl<'v, I, T> IntoIterator for &'v IdVec<I, T> {
    type Item = &'v T;
    type IntoIter = std::slice::Iter<'v, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.rows.iter()
    }
}

// Derived implementations would require that the id type implements the same trait.
impl<I, T> Default for IdVec<I, T> {
    fn default() -> IdVec<I, T> {
        IdVec::from(Vec::new())
    }
}

impl<I, T: Clone> Clone for IdVec<I, T> {
    fn clone(&self) -> IdVec<I, T> {
        IdVec::from(self.rows.clone())
    }
}

impl<I, T: fmt::Debug> fmt::Debug for IdVec<I, T> {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        self.rows.fmt(formatter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    ids! {
        /// A row of the tests' table.
        struct RowId;
    }

    #[test]
    fn a_row_is_found_by_the_id_that_it_was_given() {
        let mut table: IdVec<RowId, &str> = IdVec::new();
        let (one, other) = (table.push("one"), table.push("other"));
        table[one] = "first";
        assert_eq!((table[one], table[other]), ("first", "other"));
        assert_eq!(table.ids().collect::<Vec<_>>(), [one, other]);
        assert_eq!(table.iter_with_ids().next_back(), Some((other, &"other")));
        assert_eq!(table.get(RowId::from_index(2)), None);
    }
}
