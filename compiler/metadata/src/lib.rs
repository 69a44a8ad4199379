//! Reader of .NET assemblies: the whole of ECMA-335 and what .NET 10 adds, over a memory map,
//! decoded on demand. Any bytes yield a value or a [`MetadataError`], never a panic.

mod assembly;
mod attribute;
mod block;
mod body;
mod coded;
mod constant;
mod cursor;
mod error;
mod flags;
mod heaps;
mod identity;
mod instruction;
mod lookup;
mod marshal;
mod names;
mod opcode;
mod pdb;
mod pe;
mod resources;
mod signature;
mod signature_reader;
mod tables;
mod token;

pub use assembly::{Assembly, EntryPoint, RvaData};
pub use attribute::{AttributeArguments, AttributeType, AttributeValue, EnumName, EnumResolver};
pub use attribute::{Integral, LocalEnums, NamedArgument};
pub use body::{Body, Clause, ClauseKind};
pub use coded::*;
pub use constant::ConstantValue;
pub use error::{ErrorKind, MetadataError, Place, Result};
pub use flags::*;
pub use heaps::{Guid, Utf16};
pub use identity::{AssemblyIdentity, PublicKeyToken, Version};
pub use instruction::{BadInstruction, Instruction, Instructions, Operand, SwitchTargets};
pub use marshal::{NativeType, SimpleNative};
pub use opcode::{Flow, Opcode, OperandKind, Pop, Push};
pub use pdb::Pdb;
pub use pe::{CliHeader, DebugEntry, Directory};
pub use resources::{Resource, ResourceSet, ResourceValue};
pub use signature::*;
pub use tables::rows::*;
pub use token::*;
