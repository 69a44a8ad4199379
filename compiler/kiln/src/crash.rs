//! A compiler bug: what is said when the compiler itself fails, and what it was compiling then.

use anstyle::{AnsiColor, Style};
use std::io::Write as _;
use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind};
use std::sync::{Mutex, PoisonError};

/// The first panic of the process; later ones only follow from it.
static FIRST_PANIC: Mutex<Option<Panic>> = Mutex::new(None);

#[derive(Clone)]
struct Panic {
    message: String,
    location: Option<String>,
}

/// Keeps panics for [`guard`] to report. RUST_BACKTRACE shows them as usual, too.
pub fn install_hook() {
    let default = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        let panic = Panic {
            message: message_of(info),
            location: info.location().map(ToString::to_string),
        };
        FIRST_PANIC
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get_or_insert(panic);
        if std::env::var_os("RUST_BACKTRACE").is_some() {
            default(info);
        }
    }));
}

fn message_of(info: &PanicHookInfo) -> String {
    let payload = info.payload();
    payload
        .downcast_ref::<&str>()
        .map(|text| text.to_string())
        .or_else(|| payload.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "it panicked".to_string())
}

/// Runs the compiler; `None` after a panic, which is then reported.
pub fn guard<T>(work: impl FnOnce() -> T) -> Option<T> {
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(result) => Some(result),
        Err(_) => {
            let first = FIRST_PANIC
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .take();
            let first = first.unwrap_or_else(|| Panic {
                message: "it panicked".into(),
                location: None,
            });
            report(&first.message, first.location);
            None
        }
    }
}

/// Says that the compiler is at fault, where, on what, and what to report.
pub fn report(message: &str, location: Option<String>) {
    let red = AnsiColor::Red.on_default().bold();
    let bold = Style::new().bold();
    let mut text = format!("{red}compiler bug{red:#}{bold}: {message}{bold:#}\n");
    if let Some(location) = location {
        text += &format!("  --> {location}\n");
    }
    if let Some(what) = kiln_ir::culprit::name() {
        text += &format!("  note: while compiling {what}\n");
    }
    text += "  note: this is a fault of kiln, not of your program\n";
    text += &format!(
        "  help: report it with the assembly, what RUST_BACKTRACE=1 adds, and this: kiln {} {}\n",
        env!("CARGO_PKG_VERSION"),
        std::env::args().skip(1).collect::<Vec<_>>().join(" ")
    );
    let _ = anstream::stderr().lock().write_all(text.as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_caught_and_success_passes_through() {
        assert_eq!(guard(|| 7), Some(7));
        assert_eq!(guard(|| -> i32 { panic!("on purpose") }), None);
    }
}
