//! The sandbox's end of the socket.

use std::io;
use std::os::fd::AsFd;
use std::process;

use zeroize::Zeroizing;

use crate::protocol::{HEADER, ToParent, ToSandbox, body_length, pack, unpack};

/// More than any script with its request and response; what is larger is no frame of ours.
const LONGEST: usize = 512 << 20;

/// The socket to the parent, which is standard input: a socket is read and written alike, so one descriptor will do.
#[derive(Clone, Copy)]
pub(super) struct Line;

impl Line {
    /// Sends `frame`. The process ends when there is nobody to send to: without a parent it has no purpose.
    pub(super) fn say(self, frame: &ToParent) {
        if pack(frame).and_then(|bytes| write(&bytes)).is_err() {
            process::exit(0);
        }
    }

    /// The next frame. The process ends when the parent is gone.
    pub(super) fn hear(self) -> ToSandbox {
        next().unwrap_or_else(|_| process::exit(0))
    }

    /// Asks and waits for the answer.
    pub(super) fn ask(self, question: &ToParent) -> ToSandbox {
        self.say(question);
        self.hear()
    }
}

fn next() -> io::Result<ToSandbox> {
    let mut header = [0; HEADER];
    read(&mut header)?;
    let mut body = Zeroizing::new(vec![0; body_length(header, LONGEST)?]);
    read(&mut body)?;
    unpack(&body)
}

fn read(mut buffer: &mut [u8]) -> io::Result<()> {
    while !buffer.is_empty() {
        let count = rustix::io::retry_on_intr(|| rustix::io::read(io::stdin().as_fd(), &mut *buffer))?;
        if count == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        buffer = &mut buffer[count..];
    }
    Ok(())
}

/// Writes all of `bytes` to the parent.
pub(super) fn write(mut bytes: &[u8]) -> io::Result<()> {
    while !bytes.is_empty() {
        let count = rustix::io::retry_on_intr(|| rustix::io::write(io::stdin().as_fd(), bytes))?;
        bytes = &bytes[count..];
    }
    Ok(())
}
