//! Directories: listing, making, removing, the current one.

use super::retry;
use crate::entries;
use crate::platform::process;
use core::ffi::c_char;
use core::ptr::null_mut;

/// `Interop.Sys.DirectoryEntry`.
#[repr(C)]
pub struct DirectoryEntry {
    name: *const c_char,
    name_length: i32,
    kind: i32,
}

entries! {
    [pinvoke "libSystem.Native!SystemNative_OpenDir" "-"]
    fn SystemNative_OpenDir(path: *const c_char) -> *mut libc::DIR {
        libc::opendir(path)
    }

    [pinvoke "libSystem.Native!SystemNative_CloseDir" "-"]
    fn SystemNative_CloseDir(dir: *mut libc::DIR) -> i32 {
        libc::closedir(dir)
    }

    [pinvoke "libSystem.Native!SystemNative_ReadDir" "-"]
    fn SystemNative_ReadDir(dir: *mut libc::DIR, out: *mut DirectoryEntry) -> i32 {
        // 0: an entry; -1: the end; otherwise an error number.
        process::set_errno(0);
        let entry = libc::readdir(dir);
        if entry.is_null() {
            let error = process::errno();
            out.write(DirectoryEntry { name: core::ptr::null(), name_length: 0, kind: 0 });
            return if error == 0 { -1 } else { error };
        }
        out.write(DirectoryEntry {
            name: (&raw const (*entry).d_name).cast(),
            name_length: -1,
            kind: i32::from((*entry).d_type),
        });
        0
    }

    [pinvoke "libSystem.Native!SystemNative_MkDir" "-"]
    fn SystemNative_MkDir(path: *const c_char, mode: i32) -> i32 {
        retry(|| libc::mkdir(path, mode as u32))
    }

    [pinvoke "libSystem.Native!SystemNative_RmDir" "-"]
    fn SystemNative_RmDir(path: *const c_char) -> i32 {
        retry(|| libc::rmdir(path))
    }

    [pinvoke "libSystem.Native!SystemNative_MkdTemp" "-"]
    fn SystemNative_MkdTemp(template: *mut c_char) -> *mut c_char {
        libc::mkdtemp(template)
    }

    [pinvoke "libSystem.Native!SystemNative_MksTemps" "-"]
    fn SystemNative_MksTemps(template: *mut c_char, suffix: i32) -> isize {
        retry(|| libc::mkstemps(template, suffix)) as isize
    }

    [pinvoke "libSystem.Native!SystemNative_ChDir" "-"]
    fn SystemNative_ChDir(path: *const c_char) -> i32 {
        retry(|| libc::chdir(path))
    }

    [pinvoke "libSystem.Native!SystemNative_GetCwd" "-"]
    fn SystemNative_GetCwd(buffer: *mut c_char, size: i32) -> *mut c_char {
        libc::getcwd(buffer, size.max(0) as usize)
    }

    [pinvoke "libSystem.Native!SystemNative_ReadLink" "-"]
    fn SystemNative_ReadLink(path: *const c_char, buffer: *mut c_char, size: i32) -> i32 {
        libc::readlink(path, buffer, size.max(0) as usize) as i32
    }

    [pinvoke "libSystem.Native!SystemNative_SymLink" "-"]
    fn SystemNative_SymLink(target: *const c_char, path: *const c_char) -> i32 {
        retry(|| libc::symlink(target, path))
    }

    [pinvoke "libSystem.Native!SystemNative_Link" "-"]
    fn SystemNative_Link(source: *const c_char, path: *const c_char) -> i32 {
        retry(|| libc::link(source, path))
    }

    [pinvoke "libSystem.Native!SystemNative_Rename" "-"]
    fn SystemNative_Rename(from: *const c_char, to: *const c_char) -> i32 {
        retry(|| libc::rename(from, to))
    }

    [pinvoke "libSystem.Native!SystemNative_Unlink" "-"]
    fn SystemNative_Unlink(path: *const c_char) -> i32 {
        retry(|| libc::unlink(path))
    }

    [pinvoke "libSystem.Native!SystemNative_GetProcessPath" "-"]
    fn SystemNative_GetProcessPath() -> *mut c_char {
        const SIZE: usize = 4096;
        let buffer = libc::malloc(SIZE).cast::<c_char>();
        if buffer.is_null() {
            return buffer;
        }
        let n = libc::readlink(c"/proc/self/exe".as_ptr(), buffer, SIZE - 1);
        if n <= 0 {
            libc::free(buffer.cast());
            return null_mut();
        }
        buffer.add(n as usize).write(0);
        buffer
    }

    [pinvoke "libSystem.Native!SystemNative_GetPwUidR" "-"]
    fn SystemNative_GetPwUidR(uid: u32, out: *mut Passwd, buffer: *mut c_char, size: i32) -> i32 {
        if size < 0 {
            return libc::EINVAL;
        }
        let mut entry = core::mem::MaybeUninit::<libc::passwd>::uninit();
        let mut found = null_mut();
        let r = libc::getpwuid_r(uid, entry.as_mut_ptr(), buffer, size as usize, &mut found);
        if r != 0 || found.is_null() {
            out.write(Passwd::EMPTY);
            return if r != 0 { r } else { -1 };
        }
        let e = &*found;
        out.write(Passwd {
            name: e.pw_name,
            password: e.pw_passwd,
            user: e.pw_uid,
            group: e.pw_gid,
            info: e.pw_gecos,
            home: e.pw_dir,
            shell: e.pw_shell,
        });
        0
    }
}

/// `Interop.Sys.Passwd`.
#[repr(C)]
pub struct Passwd {
    name: *const c_char,
    password: *const c_char,
    user: u32,
    group: u32,
    info: *const c_char,
    home: *const c_char,
    shell: *const c_char,
}

impl Passwd {
    const EMPTY: Passwd = Passwd {
        name: core::ptr::null(),
        password: core::ptr::null(),
        user: 0,
        group: 0,
        info: core::ptr::null(),
        home: core::ptr::null(),
        shell: core::ptr::null(),
    };
}
