//! Enums whose words are public: variants, names and the list of all in one table.

/// Makes an enum of a table with a row for each variant: `"word" => Variant`. The enum gets `ALL`, its variants in order, and
/// `name`, the word of a variant.
macro_rules! names {
    ($(#[$about:meta])* $visibility:vis enum $name:ident { $($(#[$meaning:meta])* $word:literal => $variant:ident,)+ }) => {
        $(#[$about])*
        $visibility enum $name {
            $($(#[$meaning])* $variant,)+
        }

        impl $name {
            /// All of them, in order.
            pub const ALL: &'static [$name] = &[$($name::$variant),+];

            /// The word for it.
            pub fn name(self) -> &'static str {
                match self {
                    $($name::$variant => $word,)+
                }
            }
        }
    };
}

pub(crate) use names;
