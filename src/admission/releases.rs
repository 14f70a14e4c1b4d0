//! Sets of releases: in which of them a statement holds.

use std::fmt;

use crate::release::Release;

/// The releases whose behavior differs, oldest first: each is a column of the tables. A release of which bgplint has no
/// column behaves like the last one before it.
pub const COLUMNS: [Release; 10] = [
    Release::v3(28),
    Release::v3(29),
    Release::v3(30),
    Release::patch(30, 2),
    Release::patch(30, 3),
    Release::v3(31),
    Release::v3(32),
    Release::patch(32, 1),
    Release::v3(33),
    Release::v3(34),
];

/// A set of releases, as one bit per column.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Releases(u16);

impl Releases {
    /// No release.
    pub const NONE: Releases = Releases(0);
    /// Every release that bgplint knows.
    pub const ALL: Releases = Releases((1 << COLUMNS.len()) - 1);

    /// The newest release that bgplint knows.
    pub const NEWEST: Releases = Releases(1 << (COLUMNS.len() - 1));

    /// Calico 3.`minor` and later.
    pub const fn since(minor: u16) -> Releases {
        Releases::since_patch(minor, 0)
    }

    /// Calico 3.`minor`.`patch` and later.
    pub const fn since_patch(minor: u16, patch: u16) -> Releases {
        let (mut set, mut column) = (0, 0);
        while column < COLUMNS.len() {
            let own = COLUMNS[column];
            if own.minor() > minor || (own.minor() == minor && own.patch_number() >= patch) {
                set |= 1 << column;
            }
            column += 1;
        }
        Releases(set)
    }

    /// The releases before Calico 3.`minor`.
    pub const fn before(minor: u16) -> Releases {
        Releases::since(minor).complement()
    }

    /// All other releases.
    pub const fn complement(self) -> Releases {
        Releases(Releases::ALL.0 & !self.0)
    }

    /// The releases of both sets.
    pub const fn and(self, other: Releases) -> Releases {
        Releases(self.0 & other.0)
    }

    /// The releases of either set.
    pub const fn or(self, other: Releases) -> Releases {
        Releases(self.0 | other.0)
    }

    /// The column of a release, or all columns where the release is not known.
    pub fn of(release: Option<Release>) -> Releases {
        let Some(release) = release else {
            return Releases::ALL;
        };
        let column = COLUMNS.iter().rposition(|column| *column <= release);
        column.map_or(Releases::NONE, |column| Releases(1 << column))
    }

    /// The oldest release of the set.
    pub fn first(self) -> Option<Release> {
        (0..COLUMNS.len()).find(|column| self.has_column(*column)).map(|column| COLUMNS[column])
    }

    /// Whether the set is empty.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether all releases of another set are in this one.
    pub const fn holds(self, other: Releases) -> bool {
        self.0 & other.0 == other.0
    }

    fn has_column(self, column: usize) -> bool {
        self.0 >> column & 1 == 1
    }
}

impl fmt::Display for Releases {
    /// Writes the set as a clause: "3.30 to 3.31, 3.33 and later".
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        let mut column = 0;
        let mut is_first = true;
        while column < COLUMNS.len() {
            if !self.has_column(column) {
                column += 1;
                continue;
            }
            let from = column;
            while column < COLUMNS.len() && self.has_column(column) {
                column += 1;
            }
            let separator = if is_first { "" } else { ", " };
            let (first, last) = (COLUMNS[from], COLUMNS[column - 1]);
            // The last column of a minor release stands for all of its later patch releases.
            let is_whole = COLUMNS.get(column).is_none_or(|next| next.minor() != last.minor());
            let last = if is_whole { Release::v3(last.minor()) } else { last };
            match column == COLUMNS.len() {
                true => write!(formatter, "{separator}{first} and later")?,
                false if first == last => write!(formatter, "{separator}{first}")?,
                false if first == Release::v3(last.minor()) && is_whole => write!(formatter, "{separator}{first}")?,
                false => write!(formatter, "{separator}{first} to {last}")?,
            }
            is_first = false;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_release_belongs_to_the_last_column_before_it() {
        let of = |text: &str| Releases::of(Some(text.parse().expect("bgplint knows it")));
        assert!(Releases::since_patch(30, 2).holds(of("3.30")) && !Releases::since_patch(30, 2).holds(of("3.30.1")));
        assert!(Releases::since(30).holds(of("3.30.1")) && !Releases::since(31).holds(of("3.30")));
        assert_eq!(Releases::of(None), Releases::ALL);
        assert!(COLUMNS.is_sorted());
    }

    #[test]
    fn sets_are_shown_as_ranges() {
        let shown = |releases: Releases| releases.to_string();
        assert_eq!(shown(Releases::since(32)), "3.32 and later");
        assert_eq!(shown(Releases::before(32)), "3.28 to 3.31");
        assert_eq!(shown(Releases::since(30).and(Releases::before(31))), "3.30");
        assert_eq!(shown(Releases::before(33)), "3.28 to 3.32");
        assert_eq!(
            shown(Releases::since(30).and(Releases::since_patch(30, 2).complement()).and(Releases::before(31))),
            "3.30"
        );
        assert_eq!(shown(Releases::since_patch(30, 2).and(Releases::before(32))), "3.30.2 to 3.31");
        assert_eq!(shown(Releases::before(29).or(Releases::since(33))), "3.28, 3.33 and later");
    }
}
