//! Closed vocabularies: the words that a field takes, an enum each, so that no text decides anything beyond the reader.

/// A word of a closed vocabulary.
pub trait Word: Copy + PartialEq + 'static {
    /// Every word: its text in a manifest, and what it means; in the order of Calico's reference.
    const ALL: &'static [(&'static str, Self)];

    /// The text of the word in a manifest.
    fn text(self) -> &'static str {
        Self::ALL.iter().find(|(_, word)| *word == self).map_or("", |(text, _)| text)
    }

    /// The word with this text.
    fn parse(written: &str) -> Option<Self> {
        Self::ALL.iter().find(|(text, _)| *text == written).map(|(_, word)| *word)
    }
}

/// Declares a vocabulary: one row `"text" => Variant` per word. A word is displayed as a manifest writes it.
macro_rules! vocabulary {
    ($(#[$about:meta])* $name:ident { $($(#[$meaning:meta])* $text:literal => $word:ident,)+ }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$meaning])* $word,)+
        }

        impl $crate::resource::Word for $name {
            const ALL: &'static [(&'static str, Self)] = &[$(($text, $name::$word)),+];
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter) -> std::fmt::Result {
                formatter.write_str($crate::resource::Word::text(*self))
            }
        }
    };
}
pub(crate) use vocabulary;

#[cfg(test)]
mod tests {
    use super::*;

    vocabulary! {
        /// How loud a thing is.
        Loudness {
            /// Hardly.
            "low" => Low,
            /// Very.
            "high" => High,
        }
    }

    #[test]
    fn a_word_is_read_from_its_text_and_written_as_it() {
        assert_eq!(Loudness::parse("high"), Some(Loudness::High));
        assert_eq!(Loudness::parse("High"), None);
        assert_eq!(Loudness::Low.to_string(), "low");
        assert!(Loudness::ALL.iter().all(|(text, word)| word.text() == *text));
    }
}
