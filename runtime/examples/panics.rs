//! A program with the runtime, but without managed code: its `Main` does what no runtime should ever come to do, as its
//! argument says. The tests look at how it ends.
#![no_std]
#![no_main]
#![allow(non_upper_case_globals)]

use core::hint::black_box;
use kiln_runtime::panic::fatal;
use kiln_runtime::platform::process;

/// The type tables that a compiled program must have; nothing here makes objects of them.
#[unsafe(no_mangle)]
pub static kiln_mt_object: [u64; 16] = [0; 16];
#[unsafe(no_mangle)]
pub static kiln_mt_string: [u64; 16] = [0; 16];
#[unsafe(no_mangle)]
pub static kiln_mt_string_array: [u64; 16] = [0; 16];
#[unsafe(no_mangle)]
pub static kiln_mt_byte_array: [u64; 16] = [0; 16];

#[unsafe(no_mangle)]
extern "C" fn kiln_program_exception_text(_: *mut u8) -> *mut u8 {
    core::ptr::null_mut()
}

#[unsafe(no_mangle)]
extern "C" fn kiln_program_main() -> i32 {
    let list = black_box([1, 2, 3]);
    match process::argument(1).unwrap_or_default() {
        b"message" => panic!("nothing holds any more"),
        b"values" => panic!("{} does not hold", black_box(1)),
        b"bounds" => list[black_box(3)],
        b"unwrap" => black_box(None).unwrap(),
        b"fatal" => fatal("nothing holds any more"),
        _ => 0,
    }
}
