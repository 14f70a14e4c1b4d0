//! The macro that generates the struct, the table of fields, the names and the reader of a mapping from one row per field.

/// Declares a mapping of a manifest as a struct, with one row per field:
///
/// `name: Type = "key", deprecated "what to write", called "name in messages" => |slot| slot.word();`
///
/// The struct has a `Field<Type>` for each row; `FIELDS` is the table of its fields, and `NAMES` has their names. `read`
/// reads the fields in the order of the rows; a row may use the values of earlier rows, and `given` is available to all
/// rows. A row under `beside` is read from the whole mapping. A field under `unused` is in the table, but is read only to
/// find problems.
macro_rules! fields {
    (
        $(#[$about:meta])*
        pub struct $name:ident, $names:ident $(, given $given:ident: $given_type:ty)? {
            $(
                $(#[$meaning:meta])*
                $field:ident: $type:ty = $key:literal
                    $(, deprecated $instead:literal)? $(, called $title:literal)?
                    => $read:expr;
            )*
        }
        $(beside {
            $($(#[$beside_meaning:meta])* $beside:ident: $beside_type:ty => $read_beside:expr;)*
        })?
        $(unused {
            $($unused:ident = $unused_key:literal $(, deprecated $unused_instead:literal)?
                $(=> $check:expr)?;)*
        })?
    ) => {
        $(#[$about])*
        #[derive(Clone, Debug, Default)]
        pub struct $name {
            $($(#[$meaning])* pub $field: $crate::resource::Field<$type>,)*
            $($($(#[$beside_meaning])* pub $beside: $beside_type,)*)?
        }

        #[doc = concat!("The names of the fields of [`", stringify!($name), "`].")]
        #[derive(Clone, Copy, Debug)]
        pub struct $names {
            $(#[doc = concat!("`", $key, "`")] pub $field: $crate::resource::FieldName,)*
            $($(#[doc = concat!("`", $unused_key, "`")] pub $unused: $crate::resource::FieldName,)*)?
        }

        impl $name {
            /// The names of the fields.
            pub const NAMES: $names = $names {
                $($field: $crate::resource::FieldName::new($key)$(.called($title))?,)*
                $($($unused: $crate::resource::FieldName::new($unused_key),)*)?
            };

            /// The table of the fields.
            pub(in crate::resource) const FIELDS: &'static [$crate::resource::reader::FieldSpec] = &[
                $($crate::resource::reader::FieldSpec::new($name::NAMES.$field)
                    $(.deprecated($instead))?,)*
                $($($crate::resource::reader::FieldSpec::new($name::NAMES.$unused)
                    $(.deprecated($unused_instead))?,)*)?
            ];

            /// Makes each field unknown that another copy of the object has with another text. `are_alike` compares the places
            /// of a field in this copy and in the other one.
            pub fn doubt(
                &mut self,
                other: &$name,
                are_alike: &dyn Fn(
                    Option<$crate::resource::FieldSpan>,
                    Option<$crate::resource::FieldSpan>,
                ) -> bool,
            ) {
                $(if !are_alike(self.$field.span(), other.$field.span()) {
                    self.$field.doubt();
                })*
            }

            #[allow(clippy::redundant_closure)]
            pub(in crate::resource) fn read(
                object: &mut $crate::resource::reader::Object $(, $given: $given_type)?
            ) -> $name {
                $(let $field: $crate::resource::Field<$type> =
                    object.read($name::NAMES.$field, $read);)*
                $($(let $beside: $beside_type = object.read_whole($read_beside);)*)?
                $($($(object.read($name::NAMES.$unused, $check);)?)*)?
                $name { $($field,)* $($($beside,)*)? }
            }
        }

    };
}
pub(in crate::resource) use fields;
