//! Clocks, random bytes, users, processors.

use crate::entries;
use crate::platform::{clock, process, thread as os};
use core::ffi::c_char;

/// Fills a buffer from the kernel's generator; false if there is none.
pub unsafe fn random(buffer: *mut u8, length: usize) -> bool {
    let mut done = 0;
    while done < length {
        // SAFETY: the caller's buffer has `length` bytes.
        let n = unsafe { libc::getrandom(buffer.add(done).cast(), length - done, 0) };
        if n > 0 {
            done += n as usize;
        } else if process::errno() != libc::EINTR {
            return false;
        }
    }
    true
}

entries! {
    [pinvoke "libSystem.Native!SystemNative_GetNonCryptographicallySecureRandomBytes" "-"]
    fn SystemNative_GetNonCryptographicallySecureRandomBytes(buffer: *mut u8, length: i32) {
        random(buffer, length.max(0) as usize);
    }

    [pinvoke "libSystem.Native!SystemNative_GetCryptographicallySecureRandomBytes" "-"]
    fn SystemNative_GetCryptographicallySecureRandomBytes(buffer: *mut u8, length: i32) -> i32 {
        if random(buffer, length.max(0) as usize) { 0 } else { -1 }
    }

    [pinvoke "libSystem.Native!SystemNative_GetSystemTimeAsTicks" "-"]
    fn SystemNative_GetSystemTimeAsTicks() -> i64 {
        clock::unix_ticks()
    }

    [pinvoke "libSystem.Native!SystemNative_GetTimestamp" "-"]
    fn SystemNative_GetTimestamp() -> i64 {
        clock::monotonic_ns() as i64
    }

    [pinvoke "libSystem.Native!SystemNative_GetLowResolutionTimestamp" "-"]
    fn SystemNative_GetLowResolutionTimestamp() -> i64 {
        clock::coarse_ms() as i64
    }

    [pinvoke "libSystem.Native!SystemNative_GetBootTimeTicks" "-"]
    fn SystemNative_GetBootTimeTicks() -> i64 {
        const UNIX_EPOCH_TICKS: i64 = 621_355_968_000_000_000;
        UNIX_EPOCH_TICKS + clock::unix_ticks() - clock::monotonic_ns() as i64 / 100
    }

    [pinvoke "libSystem.Native!SystemNative_SchedGetCpu" "-"]
    fn SystemNative_SchedGetCpu() -> i32 {
        let mut cpu = 0u32;
        let none = core::ptr::null_mut::<u32>();
        let r = libc::syscall(libc::SYS_getcpu, &raw mut cpu, none, none);
        if r == 0 { cpu as i32 } else { -1 }
    }

    [pinvoke "libSystem.Native!SystemNative_TryGetUInt32OSThreadId" "-"]
    fn SystemNative_TryGetUInt32OSThreadId() -> u32 {
        os::id()
    }

    [pinvoke "libSystem.Native!SystemNative_GetPid" "-"]
    fn SystemNative_GetPid() -> i32 {
        libc::getpid()
    }

    [pinvoke "libSystem.Native!SystemNative_GetEUid" "-"]
    fn SystemNative_GetEUid() -> u32 {
        libc::geteuid()
    }

    [pinvoke "libSystem.Native!SystemNative_GetEGid" "-"]
    fn SystemNative_GetEGid() -> u32 {
        libc::getegid()
    }

    [pinvoke "libSystem.Native!SystemNative_GetGroups" "-"]
    fn SystemNative_GetGroups(count: i32, groups: *mut u32) -> i32 {
        libc::getgroups(count, groups)
    }

    [pinvoke "libSystem.Native!SystemNative_GetHostName" "-"]
    fn SystemNative_GetHostName(name: *mut c_char, length: i32) -> i32 {
        let length = length.max(1) as usize;
        let r = libc::gethostname(name, length);
        name.add(length - 1).write(0);
        r
    }

    [pinvoke "libSystem.Native!SystemNative_GetOSArchitecture" "-"]
    fn SystemNative_GetOSArchitecture() -> i32 {
        // `System.Runtime.InteropServices.Architecture`.
        if cfg!(target_arch = "x86_64") {
            1
        } else if cfg!(target_arch = "aarch64") {
            3
        } else {
            -1
        }
    }

    [pinvoke "libSystem.Native!SystemNative_GetUnixRelease" "-"]
    fn SystemNative_GetUnixRelease() -> *mut c_char {
        let mut names = core::mem::MaybeUninit::<libc::utsname>::zeroed();
        if libc::uname(names.as_mut_ptr()) != 0 {
            return core::ptr::null_mut();
        }
        libc::strdup((&raw const (*names.as_ptr()).release).cast())
    }

    [pinvoke "libSystem.Native!SystemNative_SysConf" "-"]
    fn SystemNative_SysConf(name: i32) -> i64 {
        match name {
            1 => libc::sysconf(libc::_SC_CLK_TCK) as i64,
            2 => libc::sysconf(libc::_SC_PAGESIZE) as i64,
            _ => -1,
        }
    }

    [pinvoke "libSystem.Native!SystemNative_GetDefaultSearchOrderPseudoHandle" "-"]
    fn SystemNative_GetDefaultSearchOrderPseudoHandle() -> *mut core::ffi::c_void {
        core::ptr::null_mut()
    }

    [pinvoke "libSystem.Native!SystemNative_Log" "-"]
    fn SystemNative_Log(buffer: *const u8, count: i32) {
        let bytes = core::slice::from_raw_parts(buffer, count.max(0) as usize);
        libc::write(libc::STDOUT_FILENO, bytes.as_ptr().cast(), bytes.len());
    }

    [pinvoke "libSystem.Native!SystemNative_LogError" "-"]
    fn SystemNative_LogError(buffer: *const u8, count: i32) {
        process::write_stderr(core::slice::from_raw_parts(buffer, count.max(0) as usize));
    }

    [pinvoke "libSystem.Native!SystemNative_GetCpuUtilization" "-"]
    fn SystemNative_GetCpuUtilization(previous: *mut CpuInformation) -> f64 {
        let mut usage = core::mem::MaybeUninit::<libc::rusage>::zeroed();
        libc::getrusage(libc::RUSAGE_SELF, usage.as_mut_ptr());
        let usage = usage.assume_init_ref();
        let ns = |t: &libc::timeval| t.tv_sec as u64 * 1_000_000_000 + t.tv_usec as u64 * 1000;
        let now = CpuInformation {
            time: clock::monotonic_ns(),
            kernel: ns(&usage.ru_stime),
            user: ns(&usage.ru_utime),
        };
        let before = &*previous;
        let wall = now.time.saturating_sub(before.time);
        let busy = (now.kernel + now.user).saturating_sub(before.kernel + before.user);
        let first = before.time == 0;
        previous.write(now);
        if first || wall == 0 {
            return 0.0;
        }
        let processors = crate::startup::processor_count() as f64;
        (busy as f64 * 100.0 / (wall as f64 * processors)).clamp(0.0, 100.0)
    }
}

/// `Interop.Sys.ProcessCpuInformation`.
#[repr(C)]
pub struct CpuInformation {
    time: u64,
    kernel: u64,
    user: u64,
}
