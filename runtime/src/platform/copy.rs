//! Copies and fills of x86_64, in place of the C library's, which begin with instructions that take
//! longer to start than most copies of programs last. Other targets keep the C library's.

use core::arch::global_asm;

global_asm!(include_str!("copy_x86_64.s"));
