//! Polling file descriptors.

use super::errors;
use crate::entries;

/// `Interop.PollEvent`; its event bits are those of Linux.
#[repr(C)]
pub struct PollEvent {
    descriptor: i32,
    events: i16,
    triggered: i16,
}

const _: () = {
    assert!(size_of::<PollEvent>() == size_of::<libc::pollfd>());
    assert!(libc::POLLIN == 1 && libc::POLLPRI == 2 && libc::POLLOUT == 4);
    assert!(libc::POLLERR == 8 && libc::POLLHUP == 16 && libc::POLLNVAL == 32);
};

entries! {
    [pinvoke "libSystem.Native!SystemNative_Poll" "-"]
    fn SystemNative_Poll(events: *mut PollEvent, count: u32, ms: i32, triggered: *mut u32) -> i32 {
        if ms < -1 {
            return errors::to_pal(libc::EINVAL);
        }
        let r = super::retry(|| libc::poll(events.cast(), count as _, ms));
        if r < 0 {
            *triggered = 0;
            return errors::last();
        }
        *triggered = r as u32;
        0
    }
}
