//! A compiler bug: what is said when the compiler itself fails, and what was being compiled then.

use anstyle::{AnsiColor, Style};
use std::cell::RefCell;
use std::io::Write as _;
use std::panic::PanicHookInfo;

thread_local! {
    /// What this thread works on, innermost last.
    static CRUMBS: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// Names what is compiled until the guard is dropped.
pub struct Crumb(());

impl Crumb {
    /// Notes that `what`, such as a method, is being compiled on this thread.
    pub fn drop_here(what: impl Into<String>) -> Crumb {
        CRUMBS.with_borrow_mut(|crumbs| crumbs.push(what.into()));
        Crumb(())
    }
}

impl Drop for Crumb {
    fn drop(&mut self) {
        CRUMBS.with_borrow_mut(|crumbs| crumbs.pop());
    }
}

/// Makes every panic a report that a user can pass on; the process then ends with 101.
pub fn install_hook() {
    let default = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        report(
            &message_of(info),
            info.location().map(|place| format!("{place}")),
        );
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

/// Says that the compiler is at fault, where, on what, and what to report.
pub fn report(message: &str, location: Option<String>) {
    let red = AnsiColor::Red.on_default().bold();
    let bold = Style::new().bold();
    let mut text = format!("{red}compiler bug{red:#}{bold}: {message}{bold:#}\n");
    if let Some(location) = location {
        text += &format!("  --> {location}\n");
    }
    let compiling = CRUMBS.with_borrow(|crumbs| crumbs.last().cloned());
    if let Some(what) = compiling {
        text += &format!("  note: while compiling {what}\n");
    }
    text += "  note: this is a fault of kiln, not of your program\n";
    text += &format!(
        "  help: report it with the assembly, the output of RUST_BACKTRACE=1, and this: kiln {}, {}\n",
        env!("CARGO_PKG_VERSION"),
        std::env::args().skip(1).collect::<Vec<_>>().join(" ")
    );
    let _ = anstream::stderr().lock().write_all(text.as_bytes());
}
