//! Reader of .NET assemblies: the whole of ECMA-335 and what .NET 10 adds, over a memory map,
//! decoded on demand. Any bytes yield a value or a [`MetadataError`], never a panic.

mod assembly;
mod block;
mod body;
mod coded;
mod cursor;
mod error;
mod flags;
mod heaps;
mod instruction;
mod lookup;
mod opcode;
mod pdb;
mod pe;
mod signature;
mod signature_reader;
mod tables;
mod token;

pub use assembly::{Assembly, EntryPoint, RvaData};
pub use body::{Body, Clause, ClauseKind};
pub use coded::*;
pub use error::{ErrorKind, MetadataError, Place, Result};
pub use flags::*;
pub use heaps::{Guid, Utf16};
pub use instruction::{BadInstruction, Instruction, Instructions, Operand, SwitchTargets};
pub use opcode::{Flow, Opcode, OperandKind, Pop, Push};
pub use pdb::Pdb;
pub use pe::{CliHeader, DebugEntry, Directory};
pub use signature::*;
pub use tables::rows::*;
pub use token::*;
