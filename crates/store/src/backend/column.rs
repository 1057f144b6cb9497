//! How values of ours stand in columns, and how rows are read.

use sqlx::error::BoxDynError;
use tacit_spec::{
    AgentId, BucketKey, ChannelId, DeliveryId, EnvironmentId, IncidentId, MaintenanceId, PersonId, RunId,
    ScheduleId, SecretId, ShareId, TeamId, TestId, TokenId,
};
use uuid::Uuid;

/// A type of ours that is read from one column.
pub(crate) trait Column: Sized {
    /// What both drivers can decode.
    type Raw;

    fn from_raw(raw: Self::Raw) -> Result<Self, BoxDynError>;
}

/// A type that is read from a whole row.
pub(crate) trait Columns {
    /// Names, separated by commas.
    fn columns() -> String;
}

macro_rules! same {
    ($($ty:ty),*) => {$(
        impl Column for $ty {
            type Raw = $ty;
            fn from_raw(raw: $ty) -> Result<Self, BoxDynError> {
                Ok(raw)
            }
        }
    )*};
}

same!(i64, bool, String, Vec<u8>, Option<i64>, Option<String>, Option<Vec<u8>>, Uuid, Option<Uuid>);

macro_rules! ids {
    ($($ty:ty),*) => {$(
        impl Column for $ty {
            type Raw = Uuid;
            fn from_raw(raw: Uuid) -> Result<Self, BoxDynError> {
                Ok(raw.into())
            }
        }
        impl Column for Option<$ty> {
            type Raw = Option<Uuid>;
            fn from_raw(raw: Option<Uuid>) -> Result<Self, BoxDynError> {
                Ok(raw.map(Into::into))
            }
        }
    )*};
}

ids!(
    AgentId,
    ChannelId,
    DeliveryId,
    EnvironmentId,
    IncidentId,
    MaintenanceId,
    PersonId,
    RunId,
    ScheduleId,
    SecretId,
    ShareId,
    TeamId,
    TestId,
    TokenId
);

impl Column for BucketKey {
    type Raw = String;
    fn from_raw(raw: String) -> Result<Self, BoxDynError> {
        Ok(Self(raw))
    }
}

impl Column for Option<BucketKey> {
    type Raw = Option<String>;
    fn from_raw(raw: Option<String>) -> Result<Self, BoxDynError> {
        Ok(raw.map(BucketKey))
    }
}

impl Column for u32 {
    type Raw = i64;
    fn from_raw(raw: i64) -> Result<Self, BoxDynError> {
        Ok(raw.try_into()?)
    }
}

/// Declares a struct that is read from a row: each field from the column of its name. Groups after `with` are structs of
/// the same kind, read from the same row.
macro_rules! row {
    (
        $(#[$meta:meta])*
        pub struct $name:ident {
            $($(#[$field_meta:meta])* pub $field:ident: $ty:ty,)*
        }
        $(with { $($(#[$group_meta:meta])* pub $group:ident: $group_ty:ty,)* })?
    ) => {
        $(#[$meta])*
        pub struct $name {
            $($(#[$field_meta])* pub $field: $ty,)*
            $($($(#[$group_meta])* pub $group: $group_ty,)*)?
        }

        impl $crate::backend::Columns for $name {
            fn columns() -> String {
                [
                    [$(stringify!($field)),*].join(", "),
                    $($(<$group_ty as $crate::backend::Columns>::columns(),)*)?
                ]
                .join(", ")
            }
        }

        impl<'r, R: sqlx::Row> sqlx::FromRow<'r, R> for $name
        where
            &'static str: sqlx::ColumnIndex<R>,
            $(<$ty as $crate::backend::Column>::Raw: sqlx::Decode<'r, R::Database> + sqlx::Type<R::Database>,)*
            $($($group_ty: sqlx::FromRow<'r, R>,)*)?
        {
            fn from_row(row: &'r R) -> sqlx::Result<Self> {
                Ok(Self {
                    $($field: {
                        let raw = row.try_get(stringify!($field))?;
                        <$ty as $crate::backend::Column>::from_raw(raw).map_err(|source| sqlx::Error::ColumnDecode {
                            index: stringify!($field).into(),
                            source,
                        })?
                    },)*
                    $($($group: <$group_ty as sqlx::FromRow<'r, R>>::from_row(row)?,)*)?
                })
            }
        }
    };
}

/// Declares an enum that stands in a column as one of a few words.
macro_rules! text_enum {
    (
        $(#[$meta:meta])*
        pub enum $name:ident { $($(#[$variant_meta:meta])* $variant:ident = $word:literal,)* }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $name { $($(#[$variant_meta])* $variant,)* }

        impl $name {
            /// As it is written.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }
        }

        impl $crate::backend::Column for $name {
            type Raw = String;
            fn from_raw(raw: String) -> Result<Self, sqlx::error::BoxDynError> {
                match &*raw {
                    $($word => Ok(Self::$variant),)*
                    _ => Err("an unknown word".into()),
                }
            }
        }
    };
}

pub(crate) use {row, text_enum};
