//! What the sealed settings of a channel belong to.

use tacit_spec::{ChannelId, TeamId};

use super::Binding;
use crate::{InstanceId, crypto::Frame};

/// Everything the settings of a channel are bound to: they open for this channel, of this kind, in this version, and for
/// no other row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChannelContext {
    /// The owner.
    pub team: TeamId,
    /// The channel.
    pub channel: ChannelId,
    /// A word for what kind of channel it is.
    pub kind: String,
    /// The version of the settings, from 1.
    pub version: u32,
    /// When this version was sealed, in microseconds since 1970.
    pub sealed_at_micros: i64,
}

impl Binding for ChannelContext {
    fn team(&self) -> TeamId {
        self.team
    }

    fn key_info(&self) -> Frame {
        Frame::new("tacit/channel-key/1").field(self.channel.0.as_bytes()).u32(self.version)
    }

    fn frame(&self, format: u8, instance: InstanceId, key_version: u32) -> Frame {
        Frame::new("tacit/channel")
            .field(&[format])
            .field(instance.0.as_bytes())
            .u32(key_version)
            .field(self.team.0.as_bytes())
            .field(self.channel.0.as_bytes())
            .field(self.kind.as_bytes())
            .u32(self.version)
            .i64(self.sealed_at_micros)
    }
}
