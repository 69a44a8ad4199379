//! Error numbers: the platform-independent ones of `Interop.Error` and the texts of the system's.

use crate::entries;
use crate::platform::process;

/// High half of every PAL error number.
const PAL: i32 = 0x1_0000;
/// An error that PAL has no number for.
const NONSTANDARD: i32 = PAL + 0xFFFF;
const HOST_NOT_FOUND: i32 = 0x2_0001;
const SOCKET_ERROR: i32 = 0x2_0002;

/// System error number and the low half of PAL's.
static NUMBERS: [(u8, u8); 80] = [
    (libc::E2BIG as u8, 0x01),
    (libc::EACCES as u8, 0x02),
    (libc::EADDRINUSE as u8, 0x03),
    (libc::EADDRNOTAVAIL as u8, 0x04),
    (libc::EAFNOSUPPORT as u8, 0x05),
    (libc::EAGAIN as u8, 0x06),
    (libc::EALREADY as u8, 0x07),
    (libc::EBADF as u8, 0x08),
    (libc::EBADMSG as u8, 0x09),
    (libc::EBUSY as u8, 0x0A),
    (libc::ECANCELED as u8, 0x0B),
    (libc::ECHILD as u8, 0x0C),
    (libc::ECONNABORTED as u8, 0x0D),
    (libc::ECONNREFUSED as u8, 0x0E),
    (libc::ECONNRESET as u8, 0x0F),
    (libc::EDEADLK as u8, 0x10),
    (libc::EDESTADDRREQ as u8, 0x11),
    (libc::EDOM as u8, 0x12),
    (libc::EDQUOT as u8, 0x13),
    (libc::EEXIST as u8, 0x14),
    (libc::EFAULT as u8, 0x15),
    (libc::EFBIG as u8, 0x16),
    (libc::EHOSTUNREACH as u8, 0x17),
    (libc::EIDRM as u8, 0x18),
    (libc::EILSEQ as u8, 0x19),
    (libc::EINPROGRESS as u8, 0x1A),
    (libc::EINTR as u8, 0x1B),
    (libc::EINVAL as u8, 0x1C),
    (libc::EIO as u8, 0x1D),
    (libc::EISCONN as u8, 0x1E),
    (libc::EISDIR as u8, 0x1F),
    (libc::ELOOP as u8, 0x20),
    (libc::EMFILE as u8, 0x21),
    (libc::EMLINK as u8, 0x22),
    (libc::EMSGSIZE as u8, 0x23),
    (libc::EMULTIHOP as u8, 0x24),
    (libc::ENAMETOOLONG as u8, 0x25),
    (libc::ENETDOWN as u8, 0x26),
    (libc::ENETRESET as u8, 0x27),
    (libc::ENETUNREACH as u8, 0x28),
    (libc::ENFILE as u8, 0x29),
    (libc::ENOBUFS as u8, 0x2A),
    (libc::ENODEV as u8, 0x2C),
    (libc::ENOENT as u8, 0x2D),
    (libc::ENOEXEC as u8, 0x2E),
    (libc::ENOLCK as u8, 0x2F),
    (libc::ENOLINK as u8, 0x30),
    (libc::ENOMEM as u8, 0x31),
    (libc::ENOMSG as u8, 0x32),
    (libc::ENOPROTOOPT as u8, 0x33),
    (libc::ENOSPC as u8, 0x34),
    (libc::ENOSYS as u8, 0x37),
    (libc::ENOTCONN as u8, 0x38),
    (libc::ENOTDIR as u8, 0x39),
    (libc::ENOTEMPTY as u8, 0x3A),
    (libc::ENOTRECOVERABLE as u8, 0x3B),
    (libc::ENOTSOCK as u8, 0x3C),
    (libc::ENOTSUP as u8, 0x3D),
    (libc::ENOTTY as u8, 0x3E),
    (libc::ENXIO as u8, 0x3F),
    (libc::EOVERFLOW as u8, 0x40),
    (libc::EOWNERDEAD as u8, 0x41),
    (libc::EPERM as u8, 0x42),
    (libc::EPIPE as u8, 0x43),
    (libc::EPROTO as u8, 0x44),
    (libc::EPROTONOSUPPORT as u8, 0x45),
    (libc::EPROTOTYPE as u8, 0x46),
    (libc::ERANGE as u8, 0x47),
    (libc::EROFS as u8, 0x48),
    (libc::ESPIPE as u8, 0x49),
    (libc::ESRCH as u8, 0x4A),
    (libc::ESTALE as u8, 0x4B),
    (libc::ETIMEDOUT as u8, 0x4D),
    (libc::ETXTBSY as u8, 0x4E),
    (libc::EXDEV as u8, 0x4F),
    (libc::ESOCKTNOSUPPORT as u8, 0x5E),
    (libc::EPFNOSUPPORT as u8, 0x60),
    (libc::ESHUTDOWN as u8, 0x6C),
    (libc::EHOSTDOWN as u8, 0x70),
    (libc::ENODATA as u8, 0x71),
];

/// PAL's number of a system error.
pub fn to_pal(platform: i32) -> i32 {
    if platform == 0 {
        return 0;
    }
    let number = if platform == libc::EOPNOTSUPP {
        libc::ENOTSUP
    } else {
        platform
    };
    NUMBERS
        .iter()
        .find(|(n, _)| i32::from(*n) == number)
        .map_or(NONSTANDARD, |(_, pal)| PAL + i32::from(*pal))
}

/// The last system error as PAL's number.
pub fn last() -> i32 {
    to_pal(process::errno())
}

entries! {
    [pinvoke "libSystem.Native!SystemNative_ConvertErrorPlatformToPal" "-"]
    fn SystemNative_ConvertErrorPlatformToPal(platform: i32) -> i32 {
        to_pal(platform)
    }

    [pinvoke "libSystem.Native!SystemNative_ConvertErrorPalToPlatform" "-"]
    fn SystemNative_ConvertErrorPalToPlatform(pal: i32) -> i32 {
        match pal {
            0 => 0,
            HOST_NOT_FOUND | SOCKET_ERROR => -pal,
            _ => NUMBERS
                .iter()
                .find(|(_, p)| PAL + i32::from(*p) == pal)
                .map_or(-1, |(n, _)| i32::from(*n)),
        }
    }

    [pinvoke "libSystem.Native!SystemNative_StrErrorR" "-"]
    fn SystemNative_StrErrorR(platform: i32, buffer: *mut u8, size: i32) -> *mut u8 {
        if buffer.is_null() || size <= 0 {
            return core::ptr::null_mut();
        }
        let mut sink = Sink { buffer, room: size as usize - 1 };
        match message(platform) {
            Some(text) => sink.put(text.as_bytes()),
            None => {
                sink.put(b"Unknown error ");
                sink.number(platform);
            }
        }
        sink.buffer.write(0);
        buffer
    }

    [pinvoke "libSystem.Native!SystemNative_GetErrNo" "-"]
    fn SystemNative_GetErrNo() -> i32 {
        process::errno()
    }

    [pinvoke "libSystem.Native!SystemNative_SetErrNo" "-"]
    fn SystemNative_SetErrNo(value: i32) {
        process::set_errno(value);
    }
}

/// Writes into a caller's buffer as far as it goes.
struct Sink {
    buffer: *mut u8,
    room: usize,
}

impl Sink {
    fn put(&mut self, bytes: &[u8]) {
        for b in bytes.iter().take(self.room) {
            // SAFETY: `room` bytes are left in the buffer.
            unsafe {
                self.buffer.write(*b);
                self.buffer = self.buffer.add(1);
            }
            self.room -= 1;
        }
    }

    fn number(&mut self, value: i32) {
        let mut digits = [0u8; 12];
        let mut at = digits.len();
        let mut rest = value.unsigned_abs();
        for slot in digits.iter_mut().rev() {
            *slot = b'0' + (rest % 10) as u8;
            rest /= 10;
            at -= 1;
            if rest == 0 {
                break;
            }
        }
        if value < 0 {
            self.put(b"-");
        }
        self.put(digits.get(at..).unwrap_or(&[]));
    }
}

/// The text of a system error, as .NET's usual C library words it.
fn message(platform: i32) -> Option<&'static str> {
    if platform == -HOST_NOT_FOUND {
        return Some("Name or service not known");
    }
    let index = usize::try_from(platform).ok()?;
    MESSAGES.split('\n').nth(index).filter(|m| !m.is_empty())
}

/// Texts by error number, one a line; numbers without text are empty.
static MESSAGES: &str = "\
Success\n\
Operation not permitted\n\
No such file or directory\n\
No such process\n\
Interrupted system call\n\
Input/output error\n\
No such device or address\n\
Argument list too long\n\
Exec format error\n\
Bad file descriptor\n\
No child processes\n\
Resource temporarily unavailable\n\
Cannot allocate memory\n\
Permission denied\n\
Bad address\n\
Block device required\n\
Device or resource busy\n\
File exists\n\
Invalid cross-device link\n\
No such device\n\
Not a directory\n\
Is a directory\n\
Invalid argument\n\
Too many open files in system\n\
Too many open files\n\
Inappropriate ioctl for device\n\
Text file busy\n\
File too large\n\
No space left on device\n\
Illegal seek\n\
Read-only file system\n\
Too many links\n\
Broken pipe\n\
Numerical argument out of domain\n\
Numerical result out of range\n\
Resource deadlock avoided\n\
File name too long\n\
No locks available\n\
Function not implemented\n\
Directory not empty\n\
Too many levels of symbolic links\n\
\n\
No message of desired type\n\
Identifier removed\n\
Channel number out of range\n\
Level 2 not synchronized\n\
Level 3 halted\n\
Level 3 reset\n\
Link number out of range\n\
Protocol driver not attached\n\
No CSI structure available\n\
Level 2 halted\n\
Invalid exchange\n\
Invalid request descriptor\n\
Exchange full\n\
No anode\n\
Invalid request code\n\
Invalid slot\n\
\n\
Bad font file format\n\
Device not a stream\n\
No data available\n\
Timer expired\n\
Out of streams resources\n\
Machine is not on the network\n\
Package not installed\n\
Object is remote\n\
Link has been severed\n\
Advertise error\n\
Srmount error\n\
Communication error on send\n\
Protocol error\n\
Multihop attempted\n\
RFS specific error\n\
Bad message\n\
Value too large for defined data type\n\
Name not unique on network\n\
File descriptor in bad state\n\
Remote address changed\n\
Can not access a needed shared library\n\
Accessing a corrupted shared library\n\
.lib section in a.out corrupted\n\
Attempting to link in too many shared libraries\n\
Cannot exec a shared library directly\n\
Invalid or incomplete multibyte or wide character\n\
Interrupted system call should be restarted\n\
Streams pipe error\n\
Too many users\n\
Socket operation on non-socket\n\
Destination address required\n\
Message too long\n\
Protocol wrong type for socket\n\
Protocol not available\n\
Protocol not supported\n\
Socket type not supported\n\
Operation not supported\n\
Protocol family not supported\n\
Address family not supported by protocol\n\
Address already in use\n\
Cannot assign requested address\n\
Network is down\n\
Network is unreachable\n\
Network dropped connection on reset\n\
Software caused connection abort\n\
Connection reset by peer\n\
No buffer space available\n\
Transport endpoint is already connected\n\
Transport endpoint is not connected\n\
Cannot send after transport endpoint shutdown\n\
Too many references: cannot splice\n\
Connection timed out\n\
Connection refused\n\
Host is down\n\
No route to host\n\
Operation already in progress\n\
Operation now in progress\n\
Stale file handle\n\
Structure needs cleaning\n\
Not a XENIX named type file\n\
No XENIX semaphores available\n\
Is a named type file\n\
Remote I/O error\n\
Disk quota exceeded\n\
No medium found\n\
Wrong medium type\n\
Operation canceled\n\
Required key not available\n\
Key has expired\n\
Key has been revoked\n\
Key was rejected by service\n\
Owner died\n\
State not recoverable\n\
Operation not possible due to RF-kill\n\
Memory page has hardware error";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn converts_both_ways() {
        assert_eq!(to_pal(0), 0);
        assert_eq!(to_pal(libc::ENOENT), 0x1_002D);
        assert_eq!(to_pal(libc::EOPNOTSUPP), 0x1_003D);
        assert_eq!(to_pal(9999), NONSTANDARD);
        for (n, p) in NUMBERS {
            // SAFETY: the entry takes numbers only.
            let back = unsafe { SystemNative_ConvertErrorPalToPlatform(PAL + i32::from(p)) };
            assert_eq!(back, i32::from(n));
        }
    }

    #[test]
    fn texts_match_their_numbers() {
        assert_eq!(message(0), Some("Success"));
        assert_eq!(message(libc::ENOENT), Some("No such file or directory"));
        assert_eq!(
            message(libc::EHWPOISON),
            Some("Memory page has hardware error")
        );
        assert_eq!(message(41), None);
        let mut buffer = [0u8; 32];
        // SAFETY: the buffer is as long as stated.
        unsafe { SystemNative_StrErrorR(-42, buffer.as_mut_ptr(), 32) };
        assert!(buffer.starts_with(b"Unknown error -42\0"));
    }
}
