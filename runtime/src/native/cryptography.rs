//! libSystem.Security.Cryptography.Native.OpenSsl: hash functions, HMAC, PBKDF2 and random bytes. Like
//! OpenSSL's, the functions return 1 if all went well and 0 if not; nothing here leaves an error message.

use super::digest::{Algorithm, Hash, Hmac, LONGEST, Output, derive};
use super::system::random;
use crate::entries;
use core::ptr::null_mut;
use core::slice;

const DONE: i32 = 1;
const FAILED: i32 = 0;

/// What the class library calls a hash function: `Algorithm` as a number, zero if there is none.
type Number = usize;

/// The `length` bytes of a span, whose address counts only if it is not empty.
unsafe fn bytes<'a>(start: *const u8, length: i32) -> &'a [u8] {
    if length <= 0 {
        return &[];
    }
    // SAFETY: the class library pins what the span lies in.
    unsafe { slice::from_raw_parts(start, length as usize) }
}

/// Gives a result and its length.
unsafe fn give(output: Output, result: *mut u8, length: &mut u32) -> i32 {
    let output = output.as_ref();
    // SAFETY: the class library has room for the longest result.
    unsafe { result.copy_from_nonoverlapping(output.as_ptr(), output.len()) };
    *length = output.len() as u32;
    DONE
}

/// Puts a value into memory of its own; null if there is none.
fn allocate<T>(value: T) -> *mut T {
    // SAFETY: the memory is new, large enough and aligned for every type.
    unsafe {
        let place = libc::malloc(size_of::<T>()).cast::<T>();
        if !place.is_null() {
            place.write(value);
        }
        place
    }
}

entries! {
    [pinvoke "libSystem.Security.Cryptography.Native.OpenSsl!CryptoNative_EnsureOpenSslInitialized" "-"]
    fn CryptoNative_EnsureOpenSslInitialized() -> i32 {
        0
    }

    [pinvoke "libSystem.Security.Cryptography.Native.OpenSsl!CryptoNative_ErrClearError" "-"]
    fn CryptoNative_ErrClearError() -> u64 {
        0
    }

    [pinvoke "libSystem.Security.Cryptography.Native.OpenSsl!CryptoNative_ErrPeekLastError" "-"]
    fn CryptoNative_ErrPeekLastError() -> u64 {
        0
    }

    [pinvoke "libSystem.Security.Cryptography.Native.OpenSsl!CryptoNative_ErrGetExceptionError" "-"]
    fn CryptoNative_ErrGetExceptionError(out_of_memory: &mut i32) -> u64 {
        *out_of_memory = 0;
        0
    }

    [pinvoke "libSystem.Security.Cryptography.Native.OpenSsl!CryptoNative_GetRandomBytes" "-"]
    fn CryptoNative_GetRandomBytes(buffer: *mut u8, length: i32) -> i32 {
        random(buffer, length.max(0) as usize).into()
    }

    [pinvoke "libSystem.Security.Cryptography.Native.OpenSsl!CryptoNative_EvpMd5" "-"]
    fn CryptoNative_EvpMd5() -> Number {
        Algorithm::Md5 as Number
    }

    [pinvoke "libSystem.Security.Cryptography.Native.OpenSsl!CryptoNative_EvpSha1" "-"]
    fn CryptoNative_EvpSha1() -> Number {
        Algorithm::Sha1 as Number
    }

    [pinvoke "libSystem.Security.Cryptography.Native.OpenSsl!CryptoNative_EvpSha256" "-"]
    fn CryptoNative_EvpSha256() -> Number {
        Algorithm::Sha256 as Number
    }

    [pinvoke "libSystem.Security.Cryptography.Native.OpenSsl!CryptoNative_EvpSha384" "-"]
    fn CryptoNative_EvpSha384() -> Number {
        Algorithm::Sha384 as Number
    }

    [pinvoke "libSystem.Security.Cryptography.Native.OpenSsl!CryptoNative_EvpSha512" "-"]
    fn CryptoNative_EvpSha512() -> Number {
        Algorithm::Sha512 as Number
    }

    [pinvoke "libSystem.Security.Cryptography.Native.OpenSsl!CryptoNative_EvpSha3_256" "-"]
    fn CryptoNative_EvpSha3_256() -> Number {
        Algorithm::Sha3_256 as Number
    }

    [pinvoke "libSystem.Security.Cryptography.Native.OpenSsl!CryptoNative_EvpSha3_384" "-"]
    fn CryptoNative_EvpSha3_384() -> Number {
        Algorithm::Sha3_384 as Number
    }

    [pinvoke "libSystem.Security.Cryptography.Native.OpenSsl!CryptoNative_EvpSha3_512" "-"]
    fn CryptoNative_EvpSha3_512() -> Number {
        Algorithm::Sha3_512 as Number
    }

    // The extendable functions are not supported, which the class library asks for in this way.
    [pinvoke "libSystem.Security.Cryptography.Native.OpenSsl!CryptoNative_EvpShake128" "-"]
    fn CryptoNative_EvpShake128() -> Number {
        0
    }

    [pinvoke "libSystem.Security.Cryptography.Native.OpenSsl!CryptoNative_EvpShake256" "-"]
    fn CryptoNative_EvpShake256() -> Number {
        0
    }

    // Nor are OpenSSL 3's own derivation of keys, for which the class library has code, and KMAC.
    [pinvoke "libSystem.Security.Cryptography.Native.OpenSsl!CryptoNative_EvpKdfFetch" "-"]
    [pinvoke "libSystem.Security.Cryptography.Native.OpenSsl!CryptoNative_EvpMacFetch" "-"]
    fn CryptoNative_EvpFetch(_name: *const u8, supported: &mut i32) -> Number {
        *supported = 0;
        0
    }

    [pinvoke "libSystem.Security.Cryptography.Native.OpenSsl!CryptoNative_GetMaxMdSize" "-"]
    fn CryptoNative_GetMaxMdSize() -> i32 {
        LONGEST as i32
    }

    [pinvoke "libSystem.Security.Cryptography.Native.OpenSsl!CryptoNative_EvpMdSize" "-"]
    fn CryptoNative_EvpMdSize(algorithm: Number) -> i32 {
        Algorithm::from_number(algorithm).map_or(-1, |a| a.output_size() as i32)
    }

    [pinvoke "libSystem.Security.Cryptography.Native.OpenSsl!CryptoNative_EvpDigestOneShot" "-"]
    fn CryptoNative_EvpDigestOneShot(algorithm: Number, source: *const u8, source_length: i32, result: *mut u8, length: &mut u32) -> i32 {
        let Some(algorithm) = Algorithm::from_number(algorithm) else {
            return FAILED;
        };
        let mut hash = algorithm.start();
        hash.update(bytes(source, source_length));
        give(hash.finish(), result, length)
    }

    [pinvoke "libSystem.Security.Cryptography.Native.OpenSsl!CryptoNative_EvpMdCtxCreate" "-"]
    fn CryptoNative_EvpMdCtxCreate(algorithm: Number) -> *mut Hash {
        Algorithm::from_number(algorithm).map_or(null_mut(), |a| allocate(a.start()))
    }

    [pinvoke "libSystem.Security.Cryptography.Native.OpenSsl!CryptoNative_EvpMdCtxCopyEx" "-"]
    fn CryptoNative_EvpMdCtxCopyEx(hash: Option<&Hash>) -> *mut Hash {
        hash.map_or(null_mut(), |hash| allocate(hash.clone()))
    }

    [pinvoke "libSystem.Security.Cryptography.Native.OpenSsl!CryptoNative_EvpMdCtxDestroy" "-"]
    fn CryptoNative_EvpMdCtxDestroy(hash: *mut Hash) {
        libc::free(hash.cast());
    }

    [pinvoke "libSystem.Security.Cryptography.Native.OpenSsl!CryptoNative_EvpDigestReset" "-"]
    fn CryptoNative_EvpDigestReset(hash: &mut Hash, algorithm: Number) -> i32 {
        let Some(algorithm) = Algorithm::from_number(algorithm) else {
            return FAILED;
        };
        *hash = algorithm.start();
        DONE
    }

    [pinvoke "libSystem.Security.Cryptography.Native.OpenSsl!CryptoNative_EvpDigestUpdate" "-"]
    fn CryptoNative_EvpDigestUpdate(hash: &mut Hash, data: *const u8, length: i32) -> i32 {
        hash.update(bytes(data, length));
        DONE
    }

    [pinvoke "libSystem.Security.Cryptography.Native.OpenSsl!CryptoNative_EvpDigestFinalEx" "-"]
    [pinvoke "libSystem.Security.Cryptography.Native.OpenSsl!CryptoNative_EvpDigestCurrent" "-"]
    fn CryptoNative_EvpDigestCurrent(hash: &Hash, result: *mut u8, length: &mut u32) -> i32 {
        give(hash.clone().finish(), result, length)
    }

    [pinvoke "libSystem.Security.Cryptography.Native.OpenSsl!CryptoNative_HmacCreate" "-"]
    fn CryptoNative_HmacCreate(key: *const u8, key_length: i32, algorithm: Number) -> *mut Hmac {
        let key = bytes(key, key_length);
        Algorithm::from_number(algorithm).map_or(null_mut(), |a| allocate(Hmac::new(a, key)))
    }

    [pinvoke "libSystem.Security.Cryptography.Native.OpenSsl!CryptoNative_HmacCopy" "-"]
    fn CryptoNative_HmacCopy(mac: Option<&Hmac>) -> *mut Hmac {
        mac.map_or(null_mut(), |mac| allocate(mac.clone()))
    }

    [pinvoke "libSystem.Security.Cryptography.Native.OpenSsl!CryptoNative_HmacDestroy" "-"]
    fn CryptoNative_HmacDestroy(mac: *mut Hmac) {
        libc::free(mac.cast());
    }

    [pinvoke "libSystem.Security.Cryptography.Native.OpenSsl!CryptoNative_HmacReset" "-"]
    fn CryptoNative_HmacReset(mac: &mut Hmac) -> i32 {
        mac.reset();
        DONE
    }

    [pinvoke "libSystem.Security.Cryptography.Native.OpenSsl!CryptoNative_HmacUpdate" "-"]
    fn CryptoNative_HmacUpdate(mac: &mut Hmac, data: *const u8, length: i32) -> i32 {
        mac.update(bytes(data, length));
        DONE
    }

    [pinvoke "libSystem.Security.Cryptography.Native.OpenSsl!CryptoNative_HmacFinal" "-"]
    [pinvoke "libSystem.Security.Cryptography.Native.OpenSsl!CryptoNative_HmacCurrent" "-"]
    fn CryptoNative_HmacCurrent(mac: &Hmac, result: *mut u8, length: &mut u32) -> i32 {
        give(mac.finish(), result, length)
    }

    [pinvoke "libSystem.Security.Cryptography.Native.OpenSsl!CryptoNative_HmacOneShot" "-"]
    fn CryptoNative_HmacOneShot(algorithm: Number, key: *const u8, key_length: i32, source: *const u8, source_length: i32, result: *mut u8, length: &mut u32) -> i32 {
        let Some(algorithm) = Algorithm::from_number(algorithm) else {
            return FAILED;
        };
        let mut mac = Hmac::new(algorithm, bytes(key, key_length));
        mac.update(bytes(source, source_length));
        give(mac.finish(), result, length)
    }

    [pinvoke "libSystem.Security.Cryptography.Native.OpenSsl!CryptoNative_Pbkdf2" "-"]
    fn CryptoNative_Pbkdf2(password: *const u8, password_length: i32, salt: *const u8, salt_length: i32, iterations: i32, algorithm: Number, result: *mut u8, result_length: i32) -> i32 {
        let (Some(algorithm), Ok(iterations)) = (Algorithm::from_number(algorithm), u32::try_from(iterations)) else {
            return FAILED;
        };
        if result_length > 0 {
            let password = Hmac::new(algorithm, bytes(password, password_length));
            let result = slice::from_raw_parts_mut(result, result_length as usize);
            derive(&password, bytes(salt, salt_length), iterations, result);
        }
        DONE
    }
}
