//! What `KILN_GC` asks of the collector: a comma list of `off`, `full`, `stress=N`, `verify`,
//! `poison`, `trace` and `limit=BYTES`. Read at the first slow allocation.

use crate::platform::process;
use core::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};

/// Collect at every so many-th allocation; 0: when due.
static STRESS: AtomicU32 = AtomicU32::new(0);
static FLAGS: [AtomicBool; 6] = [const { AtomicBool::new(false) }; 6];
static LIMIT: AtomicU64 = AtomicU64::new(0);

/// Settings that are on or off.
#[derive(Clone, Copy)]
pub enum Flag {
    /// The settings have been read.
    Known = 0,
    /// Never collect.
    Off = 1,
    /// Never collect young objects alone.
    Full = 2,
    /// Check the heap after each marking.
    Verify = 3,
    /// Overwrite what a collection frees.
    Poison = 4,
    /// Write a line for each collection.
    Trace = 5,
}

/// Names of the flags that can be set.
const NAMES: [(&[u8], Flag); 5] = [
    (b"off", Flag::Off),
    (b"full", Flag::Full),
    (b"verify", Flag::Verify),
    (b"poison", Flag::Poison),
    (b"trace", Flag::Trace),
];

/// Is a flag set?
#[inline]
pub fn has(flag: Flag) -> bool {
    FLAGS
        .get(flag as usize)
        .is_some_and(|f| f.load(Ordering::Relaxed))
}

fn set(flag: Flag) {
    if let Some(f) = FLAGS.get(flag as usize) {
        f.store(true, Ordering::Relaxed);
    }
}

/// Collect at every so many-th allocation; 0: when due.
#[inline]
pub fn stress() -> u32 {
    STRESS.load(Ordering::Relaxed)
}

/// The heap limit asked for, in bytes; 0 for none.
pub fn limit() -> u64 {
    LIMIT.load(Ordering::Relaxed)
}

/// Reads the settings if that has not happened.
#[inline]
pub fn read() {
    if !has(Flag::Known) {
        configure();
    }
}

#[cold]
#[optimize(size)]
fn configure() {
    if let Some(text) = process::environment_variable(c"KILN_GC") {
        for word in text.split(|b| *b == b',') {
            apply(word);
        }
    }
    crate::platform::clock::process_age_ns();
    set(Flag::Known);
}

#[optimize(size)]
fn apply(word: &[u8]) {
    if let Some((_, flag)) = NAMES.iter().find(|(name, _)| *name == word) {
        set(*flag);
    } else if let Some(n) = word.strip_prefix(b"stress=") {
        let n = crate::startup::parse_number(n).unwrap_or(1);
        STRESS.store(n, Ordering::Relaxed);
    } else if let Some(bytes) = word.strip_prefix(b"limit=").and_then(parse_size) {
        LIMIT.store(bytes, Ordering::Relaxed);
    }
}

/// A number of bytes with an optional K, M or G behind it.
pub fn parse_size(text: &[u8]) -> Option<u64> {
    let (digits, shift) = match text.split_last()? {
        (b'K' | b'k', rest) => (rest, 10),
        (b'M' | b'm', rest) => (rest, 20),
        (b'G' | b'g', rest) => (rest, 30),
        _ => (text, 0),
    };
    let mut value = 0u64;
    for d in digits {
        let digit = (*d as char).to_digit(10)?;
        value = value.checked_mul(10)?.checked_add(u64::from(digit))?;
    }
    (!digits.is_empty())
        .then_some(value)?
        .checked_mul(1 << shift)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read() {
        assert_eq!(parse_size(b"64M"), Some(64 << 20));
        assert_eq!(parse_size(b"100"), Some(100));
        assert_eq!(parse_size(b"2g"), Some(2 << 30));
        assert_eq!(parse_size(b"M"), None);
        assert_eq!(parse_size(b"1x"), None);
        assert_eq!(parse_size(b""), None);
        assert_eq!(parse_size(b"99999999999999999999"), None);
    }
}
