//! What keeps values in memory from getting out of the process by accident.

use std::{alloc::System, panic};

use zeroizing_alloc::ZeroAlloc;

use crate::output;

/// Overwrites memory when it is given back. Values are in buffers that are not ours, too: those of connections, of TLS, of
/// the search for needles. What is freed is gone there as well.
#[global_allocator]
static ALLOCATOR: ZeroAlloc<System> = ZeroAlloc(System);

/// No core dumps, no reading by other processes of the same user, and panics that say where, not what.
pub(crate) fn process() {
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{DumpableBehavior, Resource, Rlimit, set_dumpable_behavior, setrlimit};
        // Neither can fail for a process that lowers its own limits; without them tacit still works.
        let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
        let _ = set_dumpable_behavior(DumpableBehavior::NotDumpable);
    }
    panic::set_hook(Box::new(|info| {
        let place = info.location().map_or_else(|| "an unknown place".to_owned(), ToString::to_string);
        output::complain(&format!("tacit: internal error at {place}; please report this place"));
    }));
}
