//! Decoding of signature blobs into trees, with every type token checked and nesting bounded.

use crate::assembly::Assembly;
use crate::block::BlockRef;
use crate::coded::TypeDefOrRef;
use crate::cursor::Cursor;
use crate::error::{ErrorKind, Parse, Result};
use crate::signature::*;
use crate::tables::column::{FromColumn, RawRow, decode_coded};
use crate::token::*;

/// Nesting deeper than this is refused.
const MAX_DEPTH: u32 = 128;

/// Element types (ECMA-335 II.23.1.16).
pub(crate) mod element {
    pub const VOID: u8 = 0x01;
    pub const BOOLEAN: u8 = 0x02;
    pub const CHAR: u8 = 0x03;
    pub const I1: u8 = 0x04;
    pub const U1: u8 = 0x05;
    pub const I2: u8 = 0x06;
    pub const U2: u8 = 0x07;
    pub const I4: u8 = 0x08;
    pub const U4: u8 = 0x09;
    pub const I8: u8 = 0x0A;
    pub const U8: u8 = 0x0B;
    pub const R4: u8 = 0x0C;
    pub const R8: u8 = 0x0D;
    pub const STRING: u8 = 0x0E;
    pub const PTR: u8 = 0x0F;
    pub const BYREF: u8 = 0x10;
    pub const VALUETYPE: u8 = 0x11;
    pub const CLASS: u8 = 0x12;
    pub const VAR: u8 = 0x13;
    pub const ARRAY: u8 = 0x14;
    pub const GENERICINST: u8 = 0x15;
    pub const TYPEDBYREF: u8 = 0x16;
    pub const I: u8 = 0x18;
    pub const U: u8 = 0x19;
    pub const FNPTR: u8 = 0x1B;
    pub const OBJECT: u8 = 0x1C;
    pub const SZARRAY: u8 = 0x1D;
    pub const MVAR: u8 = 0x1E;
    pub const CMOD_REQD: u8 = 0x1F;
    pub const CMOD_OPT: u8 = 0x20;
    pub const SENTINEL: u8 = 0x41;
    pub const PINNED: u8 = 0x45;
}

const FIELD: u8 = 0x06;
const LOCALS: u8 = 0x07;
const PROPERTY: u8 = 0x08;
const GENERIC_METHOD: u8 = 0x0A;
const KIND_MASK: u8 = 0x0F;
const GENERIC: u8 = 0x10;
const HAS_THIS: u8 = 0x20;
const EXPLICIT_THIS: u8 = 0x40;

/// Reads one signature blob.
pub(crate) struct SignatureReader<'a> {
    pub cursor: Cursor<'a>,
    block: BlockRef<'a>,
    depth: u32,
}

impl<'a> SignatureReader<'a> {
    pub fn new(block: BlockRef<'a>, blob: &'a [u8]) -> Self {
        SignatureReader {
            cursor: Cursor::new(blob, ErrorKind::BadSignature),
            block,
            depth: 0,
        }
    }

    fn type_token(&mut self) -> Parse<TypeDefOrRef> {
        let value = self.cursor.compressed()?;
        match decode_coded(self.block, value) {
            Ok(Some(ty)) => Ok(ty),
            Ok(None) => Err(self.cursor.fault("a type in a signature is nil")),
            Err(fault) => Err(self.cursor.fault(fault.what)),
        }
    }

    fn boxed(&mut self) -> Parse<Box<SigType>> {
        Ok(Box::new(self.ty()?))
    }

    /// A capacity for `count` elements that the blob cannot exaggerate.
    fn capacity(&self, count: u32) -> usize {
        (count as usize).min(self.cursor.remaining())
    }

    fn types(&mut self, count: u32) -> Parse<Vec<SigType>> {
        let mut types = Vec::with_capacity(self.capacity(count));
        for _ in 0..count {
            types.push(self.ty()?);
        }
        Ok(types)
    }

    /// A type.
    pub fn ty(&mut self) -> Parse<SigType> {
        if self.depth >= MAX_DEPTH {
            return Err(self.cursor.fault("a signature is nested too deeply"));
        }
        self.depth += 1;
        let ty = self.nested_type();
        self.depth -= 1;
        ty
    }

    fn nested_type(&mut self) -> Parse<SigType> {
        Ok(match self.cursor.u8()? {
            element::VOID => SigType::Void,
            element::BOOLEAN => SigType::Bool,
            element::CHAR => SigType::Char,
            element::I1 => SigType::I1,
            element::U1 => SigType::U1,
            element::I2 => SigType::I2,
            element::U2 => SigType::U2,
            element::I4 => SigType::I4,
            element::U4 => SigType::U4,
            element::I8 => SigType::I8,
            element::U8 => SigType::U8,
            element::R4 => SigType::R4,
            element::R8 => SigType::R8,
            element::I => SigType::IntPtr,
            element::U => SigType::UIntPtr,
            element::STRING => SigType::String,
            element::OBJECT => SigType::Object,
            element::TYPEDBYREF => SigType::TypedRef,
            element::CLASS => SigType::Class(self.type_token()?),
            element::VALUETYPE => SigType::ValueType(self.type_token()?),
            element::GENERICINST => self.generic_instance()?,
            element::VAR => SigType::Var(self.cursor.compressed()?),
            element::MVAR => SigType::MVar(self.cursor.compressed()?),
            element::SZARRAY => SigType::SzArray(self.boxed()?),
            element::ARRAY => SigType::Array(Box::new(self.array()?)),
            element::PTR => SigType::Ptr(self.boxed()?),
            element::BYREF => SigType::ByRef(self.boxed()?),
            element::FNPTR => SigType::FnPtr(Box::new(self.method()?)),
            code @ (element::CMOD_REQD | element::CMOD_OPT) => SigType::Modified {
                required: code == element::CMOD_REQD,
                modifier: self.type_token()?,
                inner: self.boxed()?,
            },
            element::PINNED => SigType::Pinned(self.boxed()?),
            _ => return Err(self.cursor.fault("a signature has an unknown element type")),
        })
    }

    fn generic_instance(&mut self) -> Parse<SigType> {
        let is_value = match self.cursor.u8()? {
            element::CLASS => false,
            element::VALUETYPE => true,
            _ => {
                return Err(self
                    .cursor
                    .fault("a generic instance is neither class nor value type"));
            }
        };
        let def = self.type_token()?;
        let count = self.cursor.compressed()?;
        if count == 0 {
            return Err(self.cursor.fault("a generic instance has no arguments"));
        }
        let args = self.types(count)?;
        Ok(SigType::GenericInst {
            is_value,
            def,
            args,
        })
    }

    fn array(&mut self) -> Parse<ArraySig> {
        let element = self.ty()?;
        let rank = self.cursor.compressed()?;
        if rank == 0 || rank > 32 {
            return Err(self.cursor.fault("an array has an impossible rank"));
        }
        let count = self.cursor.compressed()?;
        let mut sizes = Vec::with_capacity(self.capacity(count.min(rank)));
        for _ in 0..count {
            sizes.push(self.cursor.compressed()?);
        }
        let count = self.cursor.compressed()?;
        let mut lower_bounds = Vec::with_capacity(self.capacity(count.min(rank)));
        for _ in 0..count {
            lower_bounds.push(self.cursor.compressed_signed()?);
        }
        if sizes.len() > rank as usize || lower_bounds.len() > rank as usize {
            return Err(self
                .cursor
                .fault("an array has more bounds than dimensions"));
        }
        Ok(ArraySig {
            element,
            rank,
            sizes,
            lower_bounds,
        })
    }

    /// A method, call site or function pointer.
    pub fn method(&mut self) -> Parse<MethodSig> {
        let head = self.cursor.u8()?;
        let kind = match head & KIND_MASK {
            0x0 => CallKind::Default,
            0x1 => CallKind::C,
            0x2 => CallKind::StdCall,
            0x3 => CallKind::ThisCall,
            0x4 => CallKind::FastCall,
            0x5 => CallKind::VarArg,
            0x9 => CallKind::Unmanaged,
            0xB => CallKind::NativeVarArg,
            _ => return Err(self.cursor.fault("this is not the signature of a method")),
        };
        let generic_count = match head & GENERIC {
            0 => 0,
            _ => self.cursor.compressed()?,
        };
        let count = self.cursor.compressed()?;
        let ret = self.ty()?;
        let mut params = Vec::with_capacity(self.capacity(count));
        let mut sentinel = None;
        for index in 0..count {
            if self.cursor.peek() == Some(element::SENTINEL) {
                if sentinel.is_some() {
                    return Err(self.cursor.fault("a signature has two sentinels"));
                }
                self.cursor.u8()?;
                sentinel = Some(index);
            }
            params.push(self.ty()?);
        }
        Ok(MethodSig {
            has_this: head & HAS_THIS != 0,
            explicit_this: head & EXPLICIT_THIS != 0,
            kind,
            generic_count,
            ret,
            params,
            sentinel,
        })
    }

    fn head(&mut self, expected: u8, what: &'static str) -> Parse<u8> {
        let head = self.cursor.u8()?;
        if head & KIND_MASK != expected {
            return Err(self.cursor.fault(what));
        }
        Ok(head)
    }

    fn field(&mut self) -> Parse<SigType> {
        self.head(FIELD, "this is not the signature of a field")?;
        self.ty()
    }

    fn property(&mut self) -> Parse<PropertySig> {
        let head = self.head(PROPERTY, "this is not the signature of a property")?;
        let count = self.cursor.compressed()?;
        Ok(PropertySig {
            has_this: head & HAS_THIS != 0,
            ty: self.ty()?,
            params: self.types(count)?,
        })
    }

    fn locals(&mut self) -> Parse<Vec<SigType>> {
        self.head(LOCALS, "this is not the signature of locals")?;
        let count = self.cursor.compressed()?;
        if count > 0xFFFE {
            return Err(self.cursor.fault("a method has too many locals"));
        }
        self.types(count)
    }

    fn instantiation(&mut self) -> Parse<Vec<SigType>> {
        self.head(GENERIC_METHOD, "this is not a list of generic arguments")?;
        let count = self.cursor.compressed()?;
        self.types(count)
    }

    fn stand_alone(&mut self) -> Parse<StandAlone> {
        Ok(match self.cursor.peek().map(|head| head & KIND_MASK) {
            Some(FIELD) => StandAlone::Field(self.field()?),
            Some(LOCALS) => StandAlone::Locals(self.locals()?),
            Some(GENERIC_METHOD) => StandAlone::Instantiation(self.instantiation()?),
            _ => StandAlone::Method(self.method()?),
        })
    }

    fn member(&mut self) -> Parse<MemberSig> {
        Ok(match self.cursor.peek().map(|head| head & KIND_MASK) {
            Some(FIELD) => MemberSig::Field(self.field()?),
            _ => MemberSig::Method(self.method()?),
        })
    }
}

macro_rules! signatures {
    ($($(#[$doc:meta])* $name:ident($row:ident, $column:literal) -> $ty:ty: $read:ident;)*) => {
        impl Assembly { $(
            $(#[$doc])*
            pub fn $name(&self, row: $row) -> Result<$ty> {
                let block = self.block();
                // Only the signature's column is decoded, not the whole row.
                RawRow::new(block, $row::TABLE, row.rid())
                    .and_then(|raw| <&[u8]>::decode(&raw, $column))
                    .and_then(|blob| SignatureReader::new(block, blob).$read())
                    .map_err(|fault| self.fail(fault, row.token()))
            }
        )* }
    };
}

signatures! {
    /// The signature of a method.
    method_sig(MethodRow, 4) -> MethodSig: method;
    /// The type of a field.
    field_sig(FieldRow, 2) -> SigType: field;
    /// The signature of a property.
    property_sig(PropertyRow, 2) -> PropertySig: property;
    /// The signature of a reference to a method or field.
    member_ref_sig(MemberRefRow, 2) -> MemberSig: member;
    /// The type that a type specification stands for.
    type_spec_sig(TypeSpecRow, 0) -> SigType: ty;
    /// What a stand-alone signature describes.
    stand_alone_sig_value(StandAloneSigRow, 0) -> StandAlone: stand_alone;
    /// The types of a method's locals.
    local_types(StandAloneSigRow, 0) -> Vec<SigType>: locals;
    /// The signature of an indirect call site.
    call_site_sig(StandAloneSigRow, 0) -> MethodSig: method;
    /// The generic arguments of an instantiated method.
    method_spec_args(MethodSpecRow, 1) -> Vec<SigType>: instantiation;
}
