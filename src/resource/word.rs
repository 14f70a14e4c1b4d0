//! Closed vocabularies: an enum for the words that each field accepts, so that later stages never compare strings.

/// A word of a closed vocabulary.
pub trait Word: Copy + PartialEq + 'static {
    /// Every word with its text in a manifest, in the order of Calico's reference.
    const ALL: &'static [(&'static str, Self)];

    /// The text of the word in a manifest.
    fn text(self) -> &'static str {
        Self::ALL.iter().find(|(_, word)| *word == self).map_or("", |(text, _)| text)
    }

    /// The word with this text; `None` for any other text.
    fn parse(written: &str) -> Option<Self> {
        Self::ALL.iter().find(|(text, _)| *text == written).map(|(_, word)| *word)
    }
}

/// Declares a vocabulary, with one row `"text" => Variant` per word. `Display` writes the text of the manifest.
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
        /// How loud a sound is.
        Loudness {
            /// Quiet.
            "low" => Low,
            /// Loud.
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
