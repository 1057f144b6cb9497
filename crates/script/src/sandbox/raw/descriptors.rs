//! Descriptors inherited from whoever started the parent.

/// Closes every descriptor above standard error.
#[cfg(target_os = "linux")]
pub(in crate::sandbox) fn close_inherited() {
    // SAFETY: called before the process has opened anything of its own, so nothing owns these numbers.
    // A kernel without the call (before 5.9) leaves what was not marked close-on-exec; the system call filter, which
    // allows input and output on descriptor 0 alone, makes that useless.
    unsafe {
        libc::syscall(libc::SYS_close_range, 3_u32, u32::MAX, 0_u32);
    }
}

/// Elsewhere close-on-exec has to do.
#[cfg(not(target_os = "linux"))]
pub(in crate::sandbox) fn close_inherited() {}
