//! The permission table: which role may do what.

use serde::{Deserialize, Serialize};

/// What a person is in a team.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// The one owner: the only role that manages secrets.
    Owner,
    /// Manages people and buckets.
    Administrator,
    /// Makes and runs tests.
    Member,
    /// Looks at tests and results.
    ReadOnly,
}

impl Role {
    /// As written in the API and the store.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Administrator => "administrator",
            Self::Member => "member",
            Self::ReadOnly => "read-only",
        }
    }

    /// Whether people of this role may do something.
    #[must_use]
    pub fn may(self, permission: Permission) -> bool {
        permission.roles().contains(&self)
    }

    /// Reads what [`as_str`](Self::as_str) wrote.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Owner, Self::Administrator, Self::Member, Self::ReadOnly]
            .into_iter()
            .find(|role| role.as_str() == text)
    }
}

macro_rules! permissions {
    ($($(#[$doc:meta])* $name:ident $wire:literal: $($role:ident)*;)*) => {
        /// Something that may be allowed. The wire ids have Runscope's shape `scope:noun:verb`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Permission { $($(#[$doc])* $name,)* }

        impl Permission {
            /// Every permission.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The id on the wire.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $wire,)* }
            }

            /// The roles that have it. Nobody else does.
            #[must_use]
            pub fn roles(self) -> &'static [Role] {
                match self { $(Self::$name => &[$(Role::$role,)*],)* }
            }
        }
    };
}

permissions! {
    /// See the team and its members.
    ViewTeam "team:team:view": Owner Administrator Member ReadOnly;
    /// Add and remove people, change roles.
    ManagePeople "team:people:manage": Owner Administrator;
    /// Add, change and remove remote agents.
    ManageAgents "team:agents:manage": Owner Administrator;
    /// List, create, edit and delete secrets of the team and of buckets.
    ManageSecrets "team:secrets:manage": Owner;
    /// Know the names of secrets, to use them in tests.
    UseSecrets "team:secrets:use": Owner Administrator Member;
    /// Read the audit log.
    ViewAudit "team:audit:view": Owner;
    /// Add, rename and delete buckets.
    ManageBuckets "team:buckets:manage": Owner Administrator;
    /// See whom the team tells, and what became of the messages.
    ViewChannels "team:channels:view": Owner Administrator Member;
    /// Choose whom the team tells, and with which credentials.
    ManageChannels "team:channels:manage": Owner Administrator;
    /// See buckets, tests, environments and results.
    ViewTests "bucket:tests:view": Owner Administrator Member ReadOnly;
    /// Create, edit and delete tests and environments.
    ModifyTests "bucket:tests:modify": Owner Administrator Member;
    /// Run tests and cancel runs.
    ExecuteTests "bucket:tests:execute": Owner Administrator Member;
    /// Let people outside the team see results, and how tests stand.
    ShareResults "bucket:results:share": Owner Administrator Member;
}
