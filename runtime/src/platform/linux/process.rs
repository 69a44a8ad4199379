//! The process: standard error, environment, processor count, exit.

use core::ffi::{CStr, c_char};
use core::sync::atomic::{AtomicPtr, AtomicUsize, Ordering};

/// The C library's error number of this thread.
pub fn errno() -> i32 {
    // SAFETY: the C library returns the address of a thread-local.
    unsafe { *libc::__errno_location() }
}

/// Sets the C library's error number of this thread.
pub fn set_errno(value: i32) {
    // SAFETY: as above.
    unsafe { *libc::__errno_location() = value }
}

/// Writes all bytes to standard error, as far as it takes them.
pub fn write_stderr(mut bytes: &[u8]) {
    while !bytes.is_empty() {
        // SAFETY: the slice is readable.
        let n = unsafe { libc::write(2, bytes.as_ptr().cast(), bytes.len()) };
        if n > 0 {
            bytes = bytes.get(n as usize..).unwrap_or(&[]);
        } else if n == 0 || errno() != libc::EINTR {
            return;
        }
    }
}

/// Ends the process with SIGABRT (exit status 134 in a shell).
pub fn abort() -> ! {
    // SAFETY: no precondition.
    unsafe { libc::abort() }
}

/// Ends the process with an exit code, running what the C library has registered.
pub fn exit(code: i32) -> ! {
    // SAFETY: no precondition that matters here: C atexit handlers run.
    unsafe { libc::exit(code) }
}

/// Processors this process may run on.
pub fn processor_count() -> usize {
    let mut set = [0u64; 128];
    // SAFETY: the buffer is as long as stated; the raw call returns the bytes written.
    let n = unsafe {
        libc::syscall(
            libc::SYS_sched_getaffinity,
            0,
            size_of_val(&set),
            set.as_mut_ptr(),
        )
    };
    let count: u32 = set.iter().map(|w| w.count_ones()).sum();
    if n <= 0 || count == 0 {
        1
    } else {
        count as usize
    }
}

static ARGC: AtomicUsize = AtomicUsize::new(0);
static ARGV: AtomicPtr<*const c_char> = AtomicPtr::new(core::ptr::null_mut());

/// Remembers what `main` received.
pub fn set_arguments(argc: i32, argv: *mut *const c_char) {
    ARGC.store(argc.max(0) as usize, Ordering::Relaxed);
    ARGV.store(argv, Ordering::Relaxed);
}

/// Number of arguments, the program's name included.
pub fn argument_count() -> usize {
    ARGC.load(Ordering::Relaxed)
}

/// Argument `index`, if there is one.
pub fn argument(index: usize) -> Option<&'static [u8]> {
    if index >= argument_count() {
        return None;
    }
    // SAFETY: `main`'s vector has `argc` valid strings that live as long as the process.
    unsafe { Some(CStr::from_ptr(*ARGV.load(Ordering::Relaxed).add(index)).to_bytes()) }
}

/// Value of an environment variable. `name` ends with a NUL.
pub fn environment_variable(name: &CStr) -> Option<&'static [u8]> {
    // SAFETY: `name` is a C string; values live as long as nobody changes the environment, which
    // who does (`SetEnvironmentVariableW`) and who asks for it hold one lock.
    unsafe {
        let p = libc::getenv(name.as_ptr());
        (!p.is_null()).then(|| CStr::from_ptr(p).to_bytes())
    }
}

/// Bytes of memory that the process's control group may use, if it is limited.
pub fn container_memory() -> Option<u64> {
    let unified = || {
        let mut buffer = [0u8; 512];
        let groups = read_file(c"/proc/self/cgroup", &mut buffer)?;
        let group = groups
            .split(|b| *b == b'\n')
            .find_map(|line| line.strip_prefix(b"0::"))?;
        let mut path = [0u8; 512];
        let mut length = 0;
        for part in [&b"/sys/fs/cgroup"[..], group, b"/memory.max"] {
            path.get_mut(length..length + part.len())?
                .copy_from_slice(part);
            length += part.len();
        }
        read_number(CStr::from_bytes_until_nul(path.get(..length + 1)?).ok()?)
    };
    unified()
        .or_else(|| read_number(c"/sys/fs/cgroup/memory.max"))
        .or_else(|| read_number(c"/sys/fs/cgroup/memory/memory.limit_in_bytes"))
}

#[inline(never)]
#[optimize(size)]
fn read_number(path: &CStr) -> Option<u64> {
    /// The first version of control groups writes a number like this for no limit.
    const NO_LIMIT: u64 = 1 << 60;
    let mut buffer = [0u8; 32];
    let mut value = 0u64;
    for d in read_file(path, &mut buffer)?.trim_ascii() {
        let digit = (*d as char).to_digit(10)?;
        value = value.checked_mul(10)?.checked_add(u64::from(digit))?;
    }
    (value != 0 && value < NO_LIMIT).then_some(value)
}

/// The start of a file.
#[inline(never)]
#[optimize(size)]
fn read_file<'a>(path: &CStr, buffer: &'a mut [u8]) -> Option<&'a [u8]> {
    // SAFETY: a C string, and a buffer of the length stated.
    let n = unsafe {
        let file = libc::open(path.as_ptr(), libc::O_RDONLY | libc::O_CLOEXEC);
        if file < 0 {
            return None;
        }
        let n = libc::read(file, buffer.as_mut_ptr().cast(), buffer.len());
        libc::close(file);
        n
    };
    buffer.get(..usize::try_from(n).ok()?)
}
