//! The JavaScript sandbox process and its protocol.
