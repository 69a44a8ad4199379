//! What was being compiled when the compiler failed: the report of a compiler bug names it. Costs
//! nothing while all is well, since names are only made while a panic unwinds.

use std::sync::{Mutex, PoisonError};

/// The innermost thing that was being compiled when the first panic passed.
static NAME: Mutex<Option<String>> = Mutex::new(None);

/// Runs `work`; if it panics, `name` says what it worked on.
pub fn naming<T>(name: impl FnOnce() -> String, work: impl FnOnce() -> T) -> T {
    let guard = Guard(Some(name));
    let result = work();
    std::mem::forget(guard);
    result
}

/// What was being compiled, after a panic.
pub fn name() -> Option<String> {
    NAME.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

struct Guard<F: FnOnce() -> String>(Option<F>);

impl<F: FnOnce() -> String> Drop for Guard<F> {
    fn drop(&mut self) {
        let mut known = NAME.lock().unwrap_or_else(PoisonError::into_inner);
        if known.is_none()
            && let Some(name) = self.0.take()
        {
            *known = Some(name());
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_innermost_is_named() {
        let _ = std::panic::catch_unwind(|| {
            super::naming(
                || "outer".into(),
                || super::naming(|| "inner".into(), || panic!("on purpose")),
            )
        });
        assert_eq!(super::name().as_deref(), Some("inner"));
    }
}
