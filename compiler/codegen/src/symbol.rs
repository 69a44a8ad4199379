//! Names of functions and data in the object: readable, unique, and the same in every build.

use crate::facts::Facts;
use kiln_ir::{ExceptionKind, Func};
use rustc_hash::FxHashMap;

/// Longer names are cut and end in a hash of the whole.
const LONGEST: usize = 240;

/// Names given so far.
#[derive(Default)]
pub(crate) struct Symbols {
    used: FxHashMap<String, u32>,
}

impl Symbols {
    /// Reserves a name, numbering it when it is taken (types of equal names in different assemblies).
    pub fn unique(&mut self, name: &str) -> String {
        let name = shorten(name);
        match self.used.get_mut(&name) {
            None => {
                self.used.insert(name.clone(), 1);
                name
            }
            Some(count) => {
                *count += 1;
                let numbered = format!("{name}~{count}");
                self.used.insert(numbered.clone(), 1);
                numbered
            }
        }
    }
}

fn shorten(name: &str) -> String {
    if name.len() <= LONGEST {
        return name.to_string();
    }
    // FNV-1a: stable across builds and machines.
    let hash = name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    let cut = (0..=LONGEST - 17)
        .rev()
        .find(|&index| name.is_char_boundary(index))
        .unwrap_or(0);
    format!("{}~{hash:016x}", &name[..cut])
}

/// The name under which the runtime knows a body, if it does.
pub(crate) fn runtime_name(func: Func) -> Option<&'static str> {
    Some(match func {
        Func::ProgramMain => "kiln_program_main",
        Func::ExceptionText => "kiln_program_exception_text",
        Func::ThreadStart => "kiln_thread_start_callback",
        Func::ProcessExit => "kiln_process_exit_callback",
        Func::Unhandled => "kiln_unhandled_callback",
        Func::Throw(ExceptionKind::NullReference) => "kiln_throw_null_reference",
        _ => return None,
    })
}

/// The readable name of a body.
pub(crate) fn func_name(facts: &dyn Facts, func: Func) -> String {
    if let Some(name) = runtime_name(func) {
        return name.to_string();
    }
    match func {
        Func::Method(method) => facts.method_name(method),
        Func::NullThis(method) => format!("nullthis:{}", facts.method_name(method)),
        Func::Swapped(method) => format!("swapped:{}", facts.method_name(method)),
        Func::Unbox(method) => format!("unbox:{}", facts.method_name(method)),
        Func::Shuffle(ty) => format!("shuffle:{}", facts.type_name(ty)),
        Func::Multicast(ty) => format!("multicast:{}", facts.type_name(ty)),
        Func::ValueEquals(ty) => format!("equals:{}", facts.type_name(ty)),
        Func::ValueHash(ty) => format!("hash:{}", facts.type_name(ty)),
        Func::Invoke(sig) => format!("invoke:{}", facts.signature_name(sig)),
        Func::Stub(method) => format!("stub:{}", facts.method_name(method)),
        Func::NativeEntry(method) => format!("native:{}", facts.method_name(method)),
        Func::Filter(method, clause) => format!("filter{clause}:{}", facts.method_name(method)),
        Func::Throw(kind) => format!("throw:{}", kind.type_name()),
        Func::ThrowCast => "throw:cast".to_string(),
        Func::RunCctor(ty) => format!("cctor:{}", facts.type_name(ty)),
        Func::ProgramMain
        | Func::ExceptionText
        | Func::ThreadStart
        | Func::ProcessExit
        | Func::Unhandled => String::new(),
    }
}
