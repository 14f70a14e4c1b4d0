//! Enums whose words are public: one table has the variants, the names and their order.

/// Makes an enum of a table with one row per variant: `"word" => Variant`. The enum gets `ALL`, its variants in order, and
/// `name`, the word of a variant.
macro_rules! names {
    ($(#[$about:meta])* $visibility:vis enum $name:ident { $($(#[$meaning:meta])* $word:literal => $variant:ident,)+ }) => {
        $(#[$about])*
        $visibility enum $name {
            $($(#[$meaning])* $variant,)+
        }

        impl $name {
            /// All variants, in order.
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
