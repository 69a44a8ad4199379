//! The terminal: settings while the program reads keys, window size, control characters.

use super::retry;
use crate::entries;
use crate::sync::mutex::Mutex;
use core::ffi::{c_char, c_void};
use core::mem::MaybeUninit;
use core::ptr::null_mut;

/// What is known of the terminal once it is initialised.
struct Terminal {
    initialised: bool,
    /// Settings when the program started, if standard input is a terminal.
    original: Option<libc::termios>,
    /// Settings were changed and are to be put back.
    changed: bool,
    signal_for_break: bool,
    on_invalidation: Option<extern "C" fn()>,
    /// The string that makes the keypad transmit, and where it went.
    keypad: *mut c_char,
    keypad_fd: i32,
}

static LOCK: Mutex = Mutex::new();
static mut TERMINAL: Terminal = Terminal {
    initialised: false,
    original: None,
    changed: false,
    signal_for_break: true,
    on_invalidation: None,
    keypad: null_mut(),
    keypad_fd: -1,
};

/// Runs `f` on the terminal's state.
fn with<R>(f: impl FnOnce(&mut Terminal) -> R) -> R {
    let _guard = LOCK.lock();
    // SAFETY: guarded by the lock.
    unsafe { f(&mut *(&raw mut TERMINAL)) }
}

/// Puts the terminal's settings back at the end of the process.
#[optimize(size)]
pub fn restore() {
    with(|t| {
        if t.changed
            && let Some(original) = &t.original
        {
            set_attributes(original);
            t.changed = false;
        }
    });
}

fn set_attributes(settings: &libc::termios) {
    // A background process that changes the terminal is stopped by SIGTTOU: not wanted here.
    // SAFETY: the mask and settings are valid structures.
    unsafe {
        let mut block = MaybeUninit::<libc::sigset_t>::zeroed().assume_init();
        let mut before = block;
        libc::sigemptyset(&mut block);
        libc::sigaddset(&mut block, libc::SIGTTOU);
        libc::pthread_sigmask(libc::SIG_BLOCK, &block, &mut before);
        retry(|| libc::tcsetattr(libc::STDIN_FILENO, libc::TCSANOW, settings));
        libc::pthread_sigmask(libc::SIG_SETMASK, &before, null_mut());
    }
}

/// Makes the terminal deliver keys as they are typed, without echo.
fn configure(t: &mut Terminal, least: u8, deciseconds: u8) {
    let Some(mut settings) = t.original else {
        return;
    };
    settings.c_iflag &= !(libc::IXON | libc::IXOFF);
    settings.c_lflag &= !(libc::ECHO | libc::ICANON | libc::IEXTEN);
    settings.c_cc[libc::VMIN] = least;
    settings.c_cc[libc::VTIME] = deciseconds;
    if t.signal_for_break {
        settings.c_lflag |= libc::ISIG;
    } else {
        settings.c_lflag &= !libc::ISIG;
    }
    t.changed = true;
    set_attributes(&settings);
}

/// PAL's control character names in order, as indices of `c_cc`.
const CONTROL_CHARACTERS: [usize; 17] = [
    libc::VINTR,
    libc::VQUIT,
    libc::VERASE,
    libc::VKILL,
    libc::VEOF,
    libc::VTIME,
    libc::VMIN,
    libc::VSWTC,
    libc::VSTART,
    libc::VSTOP,
    libc::VSUSP,
    libc::VEOL,
    libc::VREPRINT,
    libc::VDISCARD,
    libc::VWERASE,
    libc::VLNEXT,
    libc::VEOL2,
];

entries! {
    [pinvoke "libSystem.Native!SystemNative_InitializeTerminalAndSignalHandling" "-"]
    fn SystemNative_InitializeTerminalAndSignalHandling() -> i32 {
        with(|t| {
            if !t.initialised {
                t.initialised = true;
                let mut settings = MaybeUninit::<libc::termios>::zeroed();
                if libc::tcgetattr(libc::STDIN_FILENO, settings.as_mut_ptr()) == 0 {
                    let settings = settings.assume_init();
                    t.signal_for_break = settings.c_lflag & libc::ISIG != 0;
                    t.original = Some(settings);
                }
            }
        });
        1
    }

    [pinvoke "libSystem.Native!SystemNative_UninitializeTerminal" "-"]
    fn SystemNative_UninitializeTerminal() {
        restore();
    }

    [pinvoke "libSystem.Native!SystemNative_SetTerminalInvalidationHandler" "-"]
    fn SystemNative_SetTerminalInvalidationHandler(handler: Option<extern "C" fn()>) {
        with(|t| t.on_invalidation = handler);
    }

    [pinvoke "libSystem.Native!SystemNative_SetKeypadXmit" "-"]
    fn SystemNative_SetKeypadXmit(fd: isize, text: *const c_char) {
        with(|t| {
            libc::free(t.keypad.cast());
            t.keypad = libc::strdup(text);
            if t.keypad_fd >= 0 {
                libc::close(t.keypad_fd);
            }
            t.keypad_fd = libc::fcntl(fd as i32, libc::F_DUPFD_CLOEXEC, 0);
            if !t.keypad.is_null() {
                let bytes = core::ffi::CStr::from_ptr(t.keypad).to_bytes();
                retry(|| libc::write(t.keypad_fd, bytes.as_ptr().cast(), bytes.len()));
            }
        });
    }

    [pinvoke "libSystem.Native!SystemNative_InitializeConsoleBeforeRead" "-"]
    fn SystemNative_InitializeConsoleBeforeRead(least: u8, deciseconds: u8) {
        with(|t| configure(t, least, deciseconds));
    }

    [pinvoke "libSystem.Native!SystemNative_UninitializeConsoleAfterRead" "-"]
    fn SystemNative_UninitializeConsoleAfterRead() {}

    [pinvoke "libSystem.Native!SystemNative_GetSignalForBreak" "-"]
    fn SystemNative_GetSignalForBreak() -> i32 {
        with(|t| i32::from(t.signal_for_break))
    }

    [pinvoke "libSystem.Native!SystemNative_SetSignalForBreak" "-"]
    fn SystemNative_SetSignalForBreak(on: i32) -> i32 {
        with(|t| {
            t.signal_for_break = on != 0;
            configure(t, 1, 0);
        });
        1
    }

    [pinvoke "libSystem.Native!SystemNative_GetControlCharacters" "-"]
    fn SystemNative_GetControlCharacters(names: *const i32, values: *mut u8, count: i32, disabled: *mut u8) {
        const POSIX_VDISABLE: u8 = 0;
        *disabled = POSIX_VDISABLE;
        with(|t| {
            for i in 0..count.max(0) as usize {
                let index = CONTROL_CHARACTERS.get(*names.add(i) as usize);
                let value = match (&t.original, index) {
                    (Some(settings), Some(index)) => settings.c_cc[*index],
                    _ => POSIX_VDISABLE,
                };
                values.add(i).write(value);
            }
        });
    }

    [pinvoke "libSystem.Native!SystemNative_GetWindowSize" "-"]
    fn SystemNative_GetWindowSize(fd: isize, size: *mut libc::winsize) -> i32 {
        let r = retry(|| libc::ioctl(fd as i32, libc::TIOCGWINSZ as _, size));
        if r != 0 {
            core::ptr::write_bytes(size, 0, 1);
        }
        r
    }

    [pinvoke "libSystem.Native!SystemNative_IsATty" "-"]
    fn SystemNative_IsATty(fd: isize) -> i32 {
        libc::isatty(fd as i32)
    }

    [pinvoke "libSystem.Native!SystemNative_ReadStdin" "-"]
    fn SystemNative_ReadStdin(buffer: *mut c_void, size: i32) -> i32 {
        retry(|| libc::read(libc::STDIN_FILENO, buffer, size.max(0) as usize)) as i32
    }

    [pinvoke "libSystem.Native!SystemNative_StdinReady" "-"]
    fn SystemNative_StdinReady() -> i32 {
        let mut poll = libc::pollfd { fd: libc::STDIN_FILENO, events: libc::POLLIN, revents: 0 };
        let r = retry(|| libc::poll(&mut poll, 1, 0));
        i32::from(r > 0 && poll.revents & libc::POLLIN != 0)
    }

    [pinvoke "libSystem.Native!SystemNative_SNPrintF_1S" "-"]
    fn SystemNative_SNPrintF_1S(out: *mut c_char, size: i32, format: *const c_char, arg: *const c_char) -> i32 {
        libc::snprintf(out, size.max(0) as usize, format, arg)
    }

    [pinvoke "libSystem.Native!SystemNative_SNPrintF_1I" "-"]
    fn SystemNative_SNPrintF_1I(out: *mut c_char, size: i32, format: *const c_char, arg: i32) -> i32 {
        libc::snprintf(out, size.max(0) as usize, format, arg)
    }
}
