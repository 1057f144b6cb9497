//! The ids of sources and comparisons: in definitions, in results, and as people mistype them.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::test::{Comparison, Source};

macro_rules! vocabulary {
    ($type:ident { $($variant:ident $id:literal $result:literal),* $(,)? }) => {
        impl $type {
            /// All of them, in the order of the reference.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The id in definitions.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $id),* }
            }

            /// The id in results.
            pub const fn result_id(self) -> &'static str {
                match self { $(Self::$variant => $result),* }
            }

            fn from_id(id: &str) -> Option<Self> {
                match id { $($id => Some(Self::$variant),)* _ => None }
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let id = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                Self::parse(&id).ok_or_else(|| serde::de::Error::custom(concat!("unknown ", stringify!($type))))
            }
        }
    };
}

vocabulary!(Source {
    Status "response_status" "status_code",
    Headers "response_headers" "response_header",
    Json "response_json" "json",
    Xml "response_xml" "xml",
    Text "response_text" "text",
    Time "response_time" "response_time_ms",
    Size "response_size" "response_size_bytes",
});

vocabulary!(Comparison {
    Empty "empty" "is_empty",
    NotEmpty "not_empty" "is_not_empty",
    Equal "equal" "equals",
    NotEqual "not_equal" "does_not_equal",
    Contains "contains" "contains",
    DoesNotContain "does_not_contain" "does_not_contain",
    HasKey "has_key" "has_key",
    HasValue "has_value" "has_value",
    IsNull "is_null" "is_null",
    IsANumber "is_a_number" "is_a_number",
    EqualNumber "equal_number" "equals_number",
    LessThan "is_less_than" "less_than",
    LessThanOrEqual "is_less_than_or_equal" "less_than_or_equal",
    GreaterThan "is_greater_than" "greater_than",
    GreaterThanOrEqual "is_greater_than_or_equal" "greater_than_or_equal",
});

impl Source {
    /// Reads the id of a definition; `response_header`, which some of Runscope's examples have, too.
    pub fn parse(id: &str) -> Option<Self> {
        if id == "response_header" { Some(Self::Headers) } else { Self::from_id(id) }
    }
}

impl Comparison {
    /// Reads the id of a definition; `is_equal`, which one of Runscope's examples has, is `equal`.
    pub fn parse(id: &str) -> Option<Self> {
        if id == "is_equal" { Some(Self::Equal) } else { Self::from_id(id) }
    }

    /// Whether it compares with nothing: `empty`, `is_null`, ...
    pub const fn takes_no_value(self) -> bool {
        matches!(self, Self::Empty | Self::NotEmpty | Self::IsNull | Self::IsANumber)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_id_reads_back() {
        assert_eq!((Source::ALL.len(), Comparison::ALL.len()), (7, 15));
        assert!(Source::ALL.iter().all(|source| Source::parse(source.as_str()) == Some(*source)));
        assert!(Comparison::ALL.iter().all(|one| Comparison::parse(one.as_str()) == Some(*one)));
        assert_eq!(Comparison::parse("equals"), None);
    }
}
