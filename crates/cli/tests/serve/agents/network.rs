//! A network of its own for an agent: one line to this machine, and nothing else.

use std::{
    net::{IpAddr, Ipv4Addr},
    path::Path,
    process::Command,
};

/// A network namespace that goes with the test.
pub(crate) struct Network {
    name: String,
    /// This machine's end of the line.
    pub(crate) here: IpAddr,
}

impl Network {
    /// `None` where there is no root, or no iproute2.
    pub(crate) fn new() -> Option<Self> {
        let tool = Command::new("ip").arg("-Version").output().is_ok();
        if !tool || !rustix::process::geteuid().is_root() {
            return None;
        }
        let process = std::process::id();
        let name = format!("tacit-{process}");
        let [high, low] = u16::try_from(process % 16_000).unwrap_or_default().to_be_bytes();
        let address = |last| Ipv4Addr::new(10, 213, high, (low & 0xfc) | last);
        let network = Self { here: address(1).into(), name: name.clone() };
        let (this, that) = (format!("tc{process}a"), format!("tc{process}b"));
        ip(&["netns", "add", &name]);
        ip(&["link", "add", &this, "type", "veth", "peer", "name", &that, "netns", &name]);
        ip(&["address", "add", &format!("{}/30", address(1)), "dev", &this]);
        ip(&["link", "set", &this, "up"]);
        ip(&["-n", &name, "address", "add", &format!("{}/30", address(2)), "dev", &that]);
        ip(&["-n", &name, "link", "set", &that, "up"]);
        Some(network)
    }

    /// The same command, in there.
    pub(crate) fn within(&self, command: &tokio::process::Command) -> tokio::process::Command {
        let own = command.as_std();
        let mut inside = tokio::process::Command::new("ip");
        inside.args(["netns", "exec", &self.name]).arg(own.get_program()).args(own.get_args());
        for (name, value) in own.get_envs() {
            if let Some(value) = value {
                inside.env(name, value);
            }
        }
        inside.current_dir(own.get_current_dir().unwrap_or(Path::new("/")));
        inside.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped()).kill_on_drop(true);
        inside
    }
}

impl Drop for Network {
    fn drop(&mut self) {
        // The line goes with it.
        let _ = Command::new("ip").args(["netns", "delete", &self.name]).status();
    }
}

#[track_caller]
fn ip(arguments: &[&str]) {
    let done = Command::new("ip").args(arguments).output();
    let worked = done.as_ref().is_ok_and(|done| done.status.success());
    assert!(worked, "`ip {}`: {done:?}", arguments.join(" "));
}
