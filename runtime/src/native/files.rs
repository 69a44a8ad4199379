//! Files: opening, status, reading, writing, locking.

use super::retry;
use crate::entries;
use crate::platform::process;
use core::ffi::{c_char, c_void};
use core::mem::MaybeUninit;

/// PAL's open flags and the system's.
const OPEN_FLAGS: [(i32, i32); 6] = [
    (0x010, libc::O_CLOEXEC),
    (0x020, libc::O_CREAT),
    (0x040, libc::O_EXCL),
    (0x080, libc::O_TRUNC),
    (0x100, libc::O_SYNC),
    (0x200, libc::O_NOFOLLOW),
];

/// The system's open flags, or None for flags PAL does not know.
fn open_flags(pal: i32) -> Option<i32> {
    let access = match pal & 0xF {
        0 => libc::O_RDONLY,
        1 => libc::O_WRONLY,
        2 => libc::O_RDWR,
        _ => return None,
    };
    let mut known = 0xF;
    let mut flags = access;
    for (from, to) in OPEN_FLAGS {
        known |= from;
        if pal & from != 0 {
            flags |= to;
        }
    }
    (pal & !known == 0).then_some(flags)
}

/// `Interop.Sys.FileStatus`.
#[repr(C)]
pub struct FileStatus {
    flags: i32,
    mode: i32,
    uid: u32,
    gid: u32,
    size: i64,
    atime: i64,
    atime_ns: i64,
    mtime: i64,
    mtime_ns: i64,
    ctime: i64,
    ctime_ns: i64,
    birth_time: i64,
    birth_time_ns: i64,
    dev: i64,
    rdev: i64,
    ino: i64,
    user_flags: u32,
}

impl FileStatus {
    fn from(s: &libc::stat) -> Self {
        Self {
            flags: 0,
            mode: s.st_mode as i32,
            uid: s.st_uid,
            gid: s.st_gid,
            size: s.st_size,
            atime: s.st_atime,
            atime_ns: s.st_atime_nsec,
            mtime: s.st_mtime,
            mtime_ns: s.st_mtime_nsec,
            ctime: s.st_ctime,
            ctime_ns: s.st_ctime_nsec,
            birth_time: 0,
            birth_time_ns: 0,
            dev: s.st_dev as i64,
            rdev: s.st_rdev as i64,
            ino: s.st_ino as i64,
            user_flags: 0,
        }
    }
}

unsafe fn status(out: *mut FileStatus, mut call: impl FnMut(*mut libc::stat) -> i32) -> i32 {
    let mut s = MaybeUninit::<libc::stat>::zeroed();
    let r = retry(|| call(s.as_mut_ptr()));
    if r == 0 {
        // SAFETY: the call filled the structure; `out` is the caller's.
        unsafe { out.write(FileStatus::from(s.assume_init_ref())) };
    }
    r
}

fn invalid() -> i32 {
    process::set_errno(libc::EINVAL);
    -1
}

entries! {
    [pinvoke "libSystem.Native!SystemNative_Open" "-"]
    fn SystemNative_Open(path: *const c_char, flags: i32, mode: i32) -> isize {
        match open_flags(flags) {
            Some(flags) => retry(|| libc::open(path, flags, mode as libc::c_uint)) as isize,
            None => invalid() as isize,
        }
    }

    [pinvoke "libSystem.Native!SystemNative_Close" "-"]
    fn SystemNative_Close(fd: isize) -> i32 {
        // The descriptor is gone even if the call was interrupted.
        let r = libc::close(fd as i32);
        if r < 0 && process::errno() == libc::EINTR { 0 } else { r }
    }

    [pinvoke "libSystem.Native!SystemNative_Dup" "-"]
    fn SystemNative_Dup(fd: isize) -> isize {
        retry(|| libc::fcntl(fd as i32, libc::F_DUPFD_CLOEXEC, 0)) as isize
    }

    [pinvoke "libSystem.Native!SystemNative_Read" "-"]
    fn SystemNative_Read(fd: isize, buffer: *mut c_void, size: i32) -> i32 {
        if size < 0 {
            return invalid();
        }
        retry(|| libc::read(fd as i32, buffer, size as usize)) as i32
    }

    [pinvoke "libSystem.Native!SystemNative_Write" "-"]
    fn SystemNative_Write(fd: isize, buffer: *const c_void, size: i32) -> i32 {
        if size < 0 {
            return invalid();
        }
        retry(|| libc::write(fd as i32, buffer, size as usize)) as i32
    }

    [pinvoke "libSystem.Native!SystemNative_PRead" "-"]
    fn SystemNative_PRead(fd: isize, buffer: *mut c_void, size: i32, offset: i64) -> i32 {
        retry(|| libc::pread(fd as i32, buffer, size.max(0) as usize, offset)) as i32
    }

    [pinvoke "libSystem.Native!SystemNative_PWrite" "-"]
    fn SystemNative_PWrite(fd: isize, buffer: *const c_void, size: i32, offset: i64) -> i32 {
        retry(|| libc::pwrite(fd as i32, buffer, size.max(0) as usize, offset)) as i32
    }

    [pinvoke "libSystem.Native!SystemNative_PReadV" "-"]
    fn SystemNative_PReadV(fd: isize, vectors: *const libc::iovec, count: i32, offset: i64) -> i64 {
        retry(|| libc::preadv(fd as i32, vectors, count, offset)) as i64
    }

    [pinvoke "libSystem.Native!SystemNative_PWriteV" "-"]
    fn SystemNative_PWriteV(fd: isize, vectors: *const libc::iovec, count: i32, offset: i64) -> i64 {
        retry(|| libc::pwritev(fd as i32, vectors, count, offset)) as i64
    }

    [pinvoke "libSystem.Native!SystemNative_LSeek" "-"]
    fn SystemNative_LSeek(fd: isize, offset: i64, whence: i32) -> i64 {
        // PAL numbers SEEK_SET, SEEK_CUR and SEEK_END as Linux does.
        retry(|| libc::lseek(fd as i32, offset, whence))
    }

    [pinvoke "libSystem.Native!SystemNative_FStat" "-"]
    fn SystemNative_FStat(fd: isize, out: *mut FileStatus) -> i32 {
        status(out, |s| libc::fstat(fd as i32, s))
    }

    [pinvoke "libSystem.Native!SystemNative_Stat" "-"]
    fn SystemNative_Stat(path: *const c_char, out: *mut FileStatus) -> i32 {
        status(out, |s| libc::stat(path, s))
    }

    [pinvoke "libSystem.Native!SystemNative_LStat" "-"]
    fn SystemNative_LStat(path: *const c_char, out: *mut FileStatus) -> i32 {
        status(out, |s| libc::lstat(path, s))
    }

    [pinvoke "libSystem.Native!SystemNative_Access" "-"]
    fn SystemNative_Access(path: *const c_char, mode: i32) -> i32 {
        libc::access(path, mode)
    }

    [pinvoke "libSystem.Native!SystemNative_ChMod" "-"]
    fn SystemNative_ChMod(path: *const c_char, mode: i32) -> i32 {
        retry(|| libc::chmod(path, mode as u32))
    }

    [pinvoke "libSystem.Native!SystemNative_FChMod" "-"]
    fn SystemNative_FChMod(fd: isize, mode: i32) -> i32 {
        retry(|| libc::fchmod(fd as i32, mode as u32))
    }

    [pinvoke "libSystem.Native!SystemNative_FSync" "-"]
    fn SystemNative_FSync(fd: isize) -> i32 {
        retry(|| libc::fsync(fd as i32))
    }

    [pinvoke "libSystem.Native!SystemNative_FTruncate" "-"]
    fn SystemNative_FTruncate(fd: isize, length: i64) -> i32 {
        retry(|| libc::ftruncate(fd as i32, length))
    }

    [pinvoke "libSystem.Native!SystemNative_FAllocate" "-"]
    fn SystemNative_FAllocate(fd: isize, offset: i64, length: i64) -> i32 {
        retry(|| libc::fallocate(fd as i32, 0, offset, length))
    }

    [pinvoke "libSystem.Native!SystemNative_PosixFAdvise" "-"]
    fn SystemNative_PosixFAdvise(fd: isize, offset: i64, length: i64, advice: i32) -> i32 {
        libc::posix_fadvise(fd as i32, offset, length, advice)
    }

    [pinvoke "libSystem.Native!SystemNative_FLock" "-"]
    fn SystemNative_FLock(fd: isize, operation: i32) -> i32 {
        retry(|| libc::flock(fd as i32, operation))
    }

    [pinvoke "libSystem.Native!SystemNative_LockFileRegion" "-"]
    fn SystemNative_LockFileRegion(fd: isize, offset: i64, length: i64, kind: i32) -> i32 {
        let mut lock = MaybeUninit::<libc::flock>::zeroed().assume_init();
        lock.l_type = kind as _;
        lock.l_whence = libc::SEEK_SET as _;
        lock.l_start = offset;
        lock.l_len = length;
        retry(|| libc::fcntl(fd as i32, libc::F_SETLK, &lock))
    }

    [pinvoke "libSystem.Native!SystemNative_GetFileSystemType" "-"]
    fn SystemNative_GetFileSystemType(fd: isize) -> u32 {
        let mut s = MaybeUninit::<libc::statfs>::zeroed();
        if retry(|| libc::fstatfs(fd as i32, s.as_mut_ptr())) != 0 {
            return 0;
        }
        s.assume_init_ref().f_type as u32
    }

    [pinvoke "libSystem.Native!SystemNative_CopyFile" "-"]
    fn SystemNative_CopyFile(source: isize, destination: isize, length: i64) -> i32 {
        copy_file(source as i32, destination as i32, length)
    }

    [pinvoke "libSystem.Native!SystemNative_UTimensat" "-"]
    fn SystemNative_UTimensat(path: *const c_char, times: *const libc::timespec) -> i32 {
        retry(|| libc::utimensat(libc::AT_FDCWD, path, times, libc::AT_SYMLINK_NOFOLLOW))
    }

    [pinvoke "libSystem.Native!SystemNative_FUTimens" "-"]
    fn SystemNative_FUTimens(fd: isize, times: *const libc::timespec) -> i32 {
        retry(|| libc::futimens(fd as i32, times))
    }

    [pinvoke "libSystem.Native!SystemNative_CanGetHiddenFlag" "-"]
    fn SystemNative_CanGetHiddenFlag() -> i32 {
        0
    }

    [pinvoke "libSystem.Native!SystemNative_LChflagsCanSetHiddenFlag" "-"]
    fn SystemNative_LChflagsCanSetHiddenFlag() -> i32 {
        0
    }

    [pinvoke "libSystem.Native!SystemNative_FcntlGetFD" "-"]
    fn SystemNative_FcntlGetFD(fd: isize) -> i32 {
        retry(|| libc::fcntl(fd as i32, libc::F_GETFD))
    }

    [pinvoke "libSystem.Native!SystemNative_FcntlSetIsNonBlocking" "-"]
    fn SystemNative_FcntlSetIsNonBlocking(fd: isize, on: i32) -> i32 {
        let flags = libc::fcntl(fd as i32, libc::F_GETFL);
        if flags == -1 {
            return -1;
        }
        let flags =
            if on != 0 { flags | libc::O_NONBLOCK } else { flags & !libc::O_NONBLOCK };
        libc::fcntl(fd as i32, libc::F_SETFL, flags)
    }

    [pinvoke "libSystem.Native!SystemNative_FcntlGetIsNonBlocking" "-"]
    fn SystemNative_FcntlGetIsNonBlocking(fd: isize, on: *mut i32) -> i32 {
        let flags = libc::fcntl(fd as i32, libc::F_GETFL);
        if flags == -1 {
            *on = 0;
            return -1;
        }
        *on = i32::from(flags & libc::O_NONBLOCK != 0);
        0
    }
}

/// Copies a file's contents, mode and times.
unsafe fn copy_file(source: i32, destination: i32, length: i64) -> i32 {
    // SAFETY: descriptors are the caller's; buffers are local.
    unsafe {
        let mut left = length;
        let mut copied_any = false;
        while left != 0 {
            let n = retry(|| {
                libc::sendfile(
                    destination,
                    source,
                    core::ptr::null_mut(),
                    left.clamp(0, 0x7FFF_F000) as usize,
                )
            });
            if n < 0 {
                if copied_any || !matches!(process::errno(), libc::EINVAL | libc::ENOSYS) {
                    return -1;
                }
                break;
            }
            copied_any = true;
            left -= n as i64;
            if n == 0 {
                left = 0;
            }
        }
        if left != 0 || length == 0 {
            // A file system without sendfile, or a file whose length is not known beforehand.
            let mut buffer = [0u8; 16 << 10];
            loop {
                let n = retry(|| libc::read(source, buffer.as_mut_ptr().cast(), buffer.len()));
                if n <= 0 {
                    if n < 0 {
                        return -1;
                    }
                    break;
                }
                let mut done = 0;
                while done < n {
                    let from = buffer.as_ptr().add(done as usize).cast();
                    let w = retry(|| libc::write(destination, from, (n - done) as usize));
                    if w < 0 {
                        return -1;
                    }
                    done += w;
                }
            }
        }
        let mut s = MaybeUninit::<libc::stat>::zeroed();
        if retry(|| libc::fstat(source, s.as_mut_ptr())) != 0 {
            return -1;
        }
        let s = s.assume_init_ref();
        let times = [
            libc::timespec {
                tv_sec: s.st_atime,
                tv_nsec: s.st_atime_nsec,
            },
            libc::timespec {
                tv_sec: s.st_mtime,
                tv_nsec: s.st_mtime_nsec,
            },
        ];
        // Not every file system keeps times or modes; .NET ignores that as well.
        libc::futimens(destination, times.as_ptr());
        libc::fchmod(destination, s.st_mode & 0o7777);
        0
    }
}

const _: () = {
    assert!(size_of::<FileStatus>() == 120);
    assert!(core::mem::offset_of!(FileStatus, size) == 16);
    assert!(core::mem::offset_of!(FileStatus, user_flags) == 112);
    assert!(libc::SEEK_SET == 0 && libc::SEEK_CUR == 1 && libc::SEEK_END == 2);
    assert!(libc::LOCK_SH == 1 && libc::LOCK_EX == 2 && libc::LOCK_NB == 4 && libc::LOCK_UN == 8);
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn open_flags_are_translated() {
        assert_eq!(open_flags(0), Some(libc::O_RDONLY));
        assert_eq!(open_flags(0x10), Some(libc::O_CLOEXEC));
        assert_eq!(
            open_flags(0x92),
            Some(libc::O_RDWR | libc::O_CLOEXEC | libc::O_TRUNC)
        );
        assert_eq!(open_flags(3), None);
        assert_eq!(open_flags(0x400), None);
    }
}
