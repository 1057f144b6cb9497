//! Takes away from the process whatever a script could never need. Done once, before anything foreign is read.
//!
//! Three fences, each enough on its own: nothing to reach (no environment, no descriptors, working directory `/`),
//! nothing to ask the system for (a system call list), and nothing to open (Landlock, where the kernel has it).

use std::io;

use rustix::process::{Resource, Rlimit, setrlimit};

use super::raw::close_inherited;

/// Address space: the heap a few times over (one for each image grown), the stack and the program.
const ADDRESS_SPACE: u64 = 4 << 30;

/// Confines the process. On an error it must not run scripts.
pub(super) fn confine() -> io::Result<()> {
    close_inherited();
    limit(Resource::Core, 0)?;
    limit(Resource::Fsize, 0)?;
    limit(Resource::As, ADDRESS_SPACE)?;
    #[cfg(target_os = "linux")]
    {
        linux::no_privileges()?;
        linux::no_files();
    }
    // The three standard descriptors stay; no other can be made.
    limit(Resource::Nofile, 3)?;
    #[cfg(target_os = "linux")]
    linux::few_system_calls()?;
    Ok(())
}

fn limit(resource: Resource, most: u64) -> io::Result<()> {
    Ok(setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) })?)
}

#[cfg(target_os = "linux")]
mod linux {
    use std::collections::BTreeMap;
    use std::io;

    use landlock::{ABI, Access, AccessFs, AccessNet, Ruleset, RulesetAttr, Scope};
    use rustix::process::{DumpableBehavior, set_dumpable_behavior};
    use rustix::thread::set_no_new_privs;
    use seccompiler::{
        BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter,
        SeccompRule, apply_filter,
    };

    /// No debugger may attach, no core is written, and no program started from here could gain rights.
    pub(super) fn no_privileges() -> io::Result<()> {
        set_dumpable_behavior(DumpableBehavior::NotDumpable)?;
        Ok(set_no_new_privs(true)?)
    }

    /// Landlock with no rule: every path and port is refused.
    ///
    /// Some kernels and containers do not offer it; the list of system calls, which is never left out, holds no call
    /// that could open anything.
    pub(super) fn no_files() {
        let newest = ABI::V6;
        let _offered = Ruleset::default()
            .handle_access(AccessFs::from_all(newest))
            .and_then(|rules| rules.handle_access(AccessNet::from_all(newest)))
            .and_then(|rules| rules.scope(Scope::from_all(newest)))
            .and_then(Ruleset::create)
            .and_then(|rules| rules.restrict_self());
    }

    /// What the allocator, the clock, the random generator and the socket need. Everything else fails with `EPERM`.
    pub(super) fn few_system_calls() -> io::Result<()> {
        let program = filter().map_err(|_| io::Error::other("seccomp filter"))?;
        apply_filter(&program).map_err(|_| io::Error::other("seccomp"))
    }

    fn filter() -> Result<BpfProgram, seccompiler::BackendError> {
        let mut rules = BTreeMap::new();
        for call in [
            libc::SYS_brk,
            libc::SYS_clock_gettime,
            libc::SYS_exit,
            libc::SYS_exit_group,
            libc::SYS_futex,
            libc::SYS_getpid,
            libc::SYS_getrandom,
            libc::SYS_gettid,
            libc::SYS_gettimeofday,
            libc::SYS_madvise,
            libc::SYS_mremap,
            libc::SYS_munmap,
            libc::SYS_rt_sigaction,
            libc::SYS_rt_sigprocmask,
            libc::SYS_rt_sigreturn,
            libc::SYS_sched_yield,
            libc::SYS_sigaltstack,
        ] {
            rules.insert(call, vec![]);
        }
        // The socket to the parent is descriptor 0.
        let socket = equal(0, 0)?;
        for call in [libc::SYS_read, libc::SYS_recvfrom, libc::SYS_sendto, libc::SYS_write] {
            rules.insert(call, vec![SeccompRule::new(vec![socket.clone()])?]);
        }
        // Memory, but none that could be executed.
        let exec = u64::try_from(libc::PROT_EXEC).unwrap_or_default();
        let no_exec = SeccompCondition::new(2, SeccompCmpArgLen::Dword, SeccompCmpOp::MaskedEq(exec), 0)?;
        for call in [libc::SYS_mmap, libc::SYS_mprotect] {
            rules.insert(call, vec![SeccompRule::new(vec![no_exec.clone()])?]);
        }
        // A signal to itself alone: how a program aborts.
        let own = equal(0, u64::from(std::process::id()))?;
        for call in [libc::SYS_kill, libc::SYS_tgkill] {
            rules.insert(call, vec![SeccompRule::new(vec![own.clone()])?]);
        }
        let refused = SeccompAction::Errno(u32::try_from(libc::EPERM).unwrap_or(1));
        let here = std::env::consts::ARCH.try_into()?;
        SeccompFilter::new(rules, refused, SeccompAction::Allow, here)?.try_into()
    }

    fn equal(argument: u8, value: u64) -> Result<SeccompCondition, seccompiler::BackendError> {
        SeccompCondition::new(argument, SeccompCmpArgLen::Dword, SeccompCmpOp::Eq, value)
    }
}
