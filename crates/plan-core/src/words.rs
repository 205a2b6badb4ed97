//! One macro: an enum whose variants are words of the wire and of the database.

/// Declares a fieldless enum with `ALL`, `name()`, `Display`, `FromStr`,
/// `Serialize` and `Deserialize`, all from one list of variants and words.
///
/// Crates above use it too for words of their own; they need `serde` beside it.
#[macro_export]
macro_rules! words {
    (
        $(#[$meta:meta])*
        $vis:vis enum $name:ident ($field:literal) {
            $( $(#[$variant_meta:meta])* $variant:ident = $word:literal ),+ $(,)?
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, ::serde::Serialize, ::serde::Deserialize)]
        $vis enum $name {
            $( $(#[$variant_meta])* #[serde(rename = $word)] $variant ),+
        }

        impl $name {
            /// Every value, in declaration order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];
            /// Every word, in declaration order.
            pub const WORDS: &'static [&'static str] = &[$($word),+];

            /// The word the wire and the database use.
            pub const fn name(self) -> &'static str {
                match self { $( Self::$variant => $word ),+ }
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(self.name())
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = $crate::error::Error;

            /// Reads exactly the wire word.
            fn from_str(word: &str) -> ::std::result::Result<Self, $crate::error::Error> {
                match word {
                    $( $word => Ok(Self::$variant), )+
                    _ => Err($crate::error::Error::unknown($field, word, Self::WORDS.join(", "))),
                }
            }
        }
    };
}

pub(crate) use words;
