//! Names of rows: tokens, typed row ids, lists of rows and coded indexes (ECMA-335 II.24.2.6).

use std::fmt;
use std::marker::PhantomData;

macro_rules! tables {
    ($($(#[$doc:meta])* $name:ident = $value:literal $row:ident;)*) => {
        /// A metadata table, type-system or portable-PDB.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum Table { $($(#[$doc])* $name = $value,)* }

        impl Table {
            /// Every known table, in numeric order.
            pub const ALL: &'static [Table] = &[$(Table::$name,)*];

            /// The table with this number.
            pub fn from_number(number: u8) -> Option<Table> {
                match number { $($value => Some(Table::$name),)* _ => None }
            }

            /// The standard's name of the table.
            pub fn name(self) -> &'static str {
                match self { $(Table::$name => stringify!($name),)* }
            }
        }

        $(
            #[doc = concat!("A row of the `", stringify!($name), "` table, counted from 1.")]
            #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
            pub struct $row(pub u32);

            impl Row for $row {
                const TABLE: Table = Table::$name;
                #[inline] fn from_rid(rid: u32) -> Self { $row(rid) }
                #[inline] fn rid(self) -> u32 { self.0 }
            }

            impl $row {
                /// The row number, counted from 1.
                #[inline] pub fn rid(self) -> u32 { self.0 }
                /// The row number, counted from 0.
                #[inline] pub fn index(self) -> usize { (self.0 as usize).wrapping_sub(1) }
                /// The token that names this row.
                #[inline] pub fn token(self) -> Token { Token::new(Table::$name, self.0) }
            }

            impl fmt::Debug for $row {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    write!(f, "{}#{}", stringify!($name), self.0)
                }
            }

            impl From<$row> for Token {
                fn from(row: $row) -> Token { row.token() }
            }
        )*
    };
}

/// A typed row id.
pub trait Row: Copy + Eq + fmt::Debug {
    /// The table that the row is in.
    const TABLE: Table;
    /// The row with this number (from 1); not checked against any file.
    fn from_rid(rid: u32) -> Self;
    /// The row number, counted from 1.
    fn rid(self) -> u32;
}

tables! {
    /// The module itself.
    Module = 0x00 ModuleRow;
    /// A type of another module.
    TypeRef = 0x01 TypeRefRow;
    /// A type of this module.
    TypeDef = 0x02 TypeDefRow;
    /// Indirection to fields in uncompressed metadata.
    FieldPtr = 0x03 FieldPtrRow;
    /// A field.
    Field = 0x04 FieldRow;
    /// Indirection to methods in uncompressed metadata.
    MethodPtr = 0x05 MethodPtrRow;
    /// A method.
    MethodDef = 0x06 MethodRow;
    /// Indirection to parameters in uncompressed metadata.
    ParamPtr = 0x07 ParamPtrRow;
    /// A parameter (or the return value, sequence 0).
    Param = 0x08 ParamRow;
    /// An interface of a type.
    InterfaceImpl = 0x09 InterfaceImplRow;
    /// A field or method of another type.
    MemberRef = 0x0A MemberRefRow;
    /// A compile-time constant.
    Constant = 0x0B ConstantRow;
    /// A custom attribute.
    CustomAttribute = 0x0C CustomAttributeRow;
    /// A marshalling descriptor.
    FieldMarshal = 0x0D FieldMarshalRow;
    /// A security declaration.
    DeclSecurity = 0x0E DeclSecurityRow;
    /// Packing and size of a type.
    ClassLayout = 0x0F ClassLayoutRow;
    /// The offset of a field.
    FieldLayout = 0x10 FieldLayoutRow;
    /// A signature for locals or `calli`.
    StandAloneSig = 0x11 StandAloneSigRow;
    /// The events of a type.
    EventMap = 0x12 EventMapRow;
    /// Indirection to events in uncompressed metadata.
    EventPtr = 0x13 EventPtrRow;
    /// An event.
    Event = 0x14 EventRow;
    /// The properties of a type.
    PropertyMap = 0x15 PropertyMapRow;
    /// Indirection to properties in uncompressed metadata.
    PropertyPtr = 0x16 PropertyPtrRow;
    /// A property.
    Property = 0x17 PropertyRow;
    /// An accessor of a property or event.
    MethodSemantics = 0x18 MethodSemanticsRow;
    /// An explicit override.
    MethodImpl = 0x19 MethodImplRow;
    /// Another module, or a native library.
    ModuleRef = 0x1A ModuleRefRow;
    /// A type given by a signature.
    TypeSpec = 0x1B TypeSpecRow;
    /// A P/Invoke.
    ImplMap = 0x1C ImplMapRow;
    /// The initial data of a field.
    FieldRva = 0x1D FieldRvaRow;
    /// An edit of edit-and-continue.
    EncLog = 0x1E EncLogRow;
    /// Token map of edit-and-continue.
    EncMap = 0x1F EncMapRow;
    /// The assembly itself.
    Assembly = 0x20 AssemblyRow;
    /// Unused by every runtime.
    AssemblyProcessor = 0x21 AssemblyProcessorRow;
    /// Unused by every runtime.
    AssemblyOs = 0x22 AssemblyOsRow;
    /// Another assembly.
    AssemblyRef = 0x23 AssemblyRefRow;
    /// Unused by every runtime.
    AssemblyRefProcessor = 0x24 AssemblyRefProcessorRow;
    /// Unused by every runtime.
    AssemblyRefOs = 0x25 AssemblyRefOsRow;
    /// A file of a multi-file assembly.
    File = 0x26 FileRow;
    /// A type exported from elsewhere, often a forward.
    ExportedType = 0x27 ExportedTypeRow;
    /// A resource.
    ManifestResource = 0x28 ManifestResourceRow;
    /// A nesting of types.
    NestedClass = 0x29 NestedClassRow;
    /// A generic parameter.
    GenericParam = 0x2A GenericParamRow;
    /// An instantiated method.
    MethodSpec = 0x2B MethodSpecRow;
    /// A constraint of a generic parameter.
    GenericParamConstraint = 0x2C GenericParamConstraintRow;
    /// A source document (PDB).
    Document = 0x30 DocumentRow;
    /// Sequence points of a method (PDB).
    MethodDebugInformation = 0x31 MethodDebugInformationRow;
    /// A scope of locals (PDB).
    LocalScope = 0x32 LocalScopeRow;
    /// A local variable (PDB).
    LocalVariable = 0x33 LocalVariableRow;
    /// A local constant (PDB).
    LocalConstant = 0x34 LocalConstantRow;
    /// Imports of a scope (PDB).
    ImportScope = 0x35 ImportScopeRow;
    /// The kick-off of a state machine (PDB).
    StateMachineMethod = 0x36 StateMachineMethodRow;
    /// Compiler-defined debug information (PDB).
    CustomDebugInformation = 0x37 CustomDebugInformationRow;
}

/// A table number and a row number in one word, as instructions carry them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Token(pub u32);

/// The table number of user strings in `ldstr` tokens.
pub const USER_STRING: u8 = 0x70;

impl Token {
    /// The token of row `rid` of `table`.
    #[inline]
    pub fn new(table: Table, rid: u32) -> Token {
        Token((table as u32) << 24 | (rid & 0x00FF_FFFF))
    }

    /// The high byte.
    #[inline]
    pub fn table_number(self) -> u8 {
        (self.0 >> 24) as u8
    }

    /// The table, if the high byte names one (0x70, a user string, does not).
    #[inline]
    pub fn table(self) -> Option<Table> {
        Table::from_number(self.table_number())
    }

    /// The row number, counted from 1; 0 is nil.
    #[inline]
    pub fn rid(self) -> u32 {
        self.0 & 0x00FF_FFFF
    }

    /// True if no row is named.
    #[inline]
    pub fn is_nil(self) -> bool {
        self.rid() == 0
    }

    /// The row, if the token is of that table and not nil.
    #[inline]
    pub fn row<R: Row>(self) -> Option<R> {
        (self.table_number() == R::TABLE as u8 && self.rid() != 0).then(|| R::from_rid(self.rid()))
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.table() {
            Some(table) => write!(f, "{}#{}", table.name(), self.rid()),
            None => write!(f, "{:#010x}", self.0),
        }
    }
}

/// A list of rows: a run of the table, or of a table of indirections.
#[derive(Clone, Copy)]
pub struct RowList<'a, R> {
    start: u32,
    end: u32,
    via: Via<'a>,
    row: PhantomData<R>,
}

/// How positions of a [`RowList`] become row numbers.
#[derive(Clone, Copy)]
pub(crate) enum Via<'a> {
    /// They are row numbers.
    Direct,
    /// Rows of a `…Ptr` table whose entries are 2 or 4 bytes.
    Narrow(&'a [u8]),
    Wide(&'a [u8]),
    /// Positions (from 1) in a sorted view.
    View(&'a [u32]),
}

impl<'a, R: Row> RowList<'a, R> {
    /// No rows.
    pub const EMPTY: RowList<'static, R> = RowList {
        start: 1,
        end: 1,
        via: Via::Direct,
        row: PhantomData,
    };

    pub(crate) fn new(start: u32, end: u32, via: Via<'a>) -> Self {
        RowList {
            start,
            end: end.max(start),
            via,
            row: PhantomData,
        }
    }

    /// The number of rows.
    pub fn len(&self) -> usize {
        (self.end - self.start) as usize
    }

    /// True if there is no row.
    pub fn is_empty(&self) -> bool {
        self.start == self.end
    }

    /// The row at a place counted from 0.
    #[inline]
    pub fn get(&self, index: usize) -> Option<R> {
        if index >= self.len() {
            return None;
        }
        let position = self.start + index as u32;
        let slot = (position as usize).wrapping_sub(1);
        let rid = match self.via {
            Via::Direct => position,
            Via::Narrow(bytes) => bytes
                .get(slot * 2..)
                .and_then(|b| b.first_chunk())
                .map_or(0, |b| u32::from(u16::from_le_bytes(*b))),
            Via::Wide(bytes) => bytes
                .get(slot * 4..)
                .and_then(|b| b.first_chunk())
                .map_or(0, |b| u32::from_le_bytes(*b)),
            Via::View(rids) => rids.get(slot).copied().unwrap_or(0),
        };
        Some(R::from_rid(rid))
    }

    /// The first row.
    pub fn first(&self) -> Option<R> {
        self.get(0)
    }

    /// The rows in order.
    pub fn iter(&self) -> RowIter<'a, R> {
        RowIter {
            list: *self,
            next: 0,
            end: self.len(),
        }
    }
}

impl<'a, R: Row> IntoIterator for RowList<'a, R> {
    type Item = R;
    type IntoIter = RowIter<'a, R>;
    fn into_iter(self) -> RowIter<'a, R> {
        self.iter()
    }
}

impl<R: Row> fmt::Debug for RowList<'_, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

/// The rows of a [`RowList`].
#[derive(Clone)]
pub struct RowIter<'a, R> {
    list: RowList<'a, R>,
    next: usize,
    end: usize,
}

impl<R: Row> Iterator for RowIter<'_, R> {
    type Item = R;
    #[inline]
    fn next(&mut self) -> Option<R> {
        if self.next >= self.end {
            return None;
        }
        let row = self.list.get(self.next);
        self.next += 1;
        row
    }
    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.end - self.next;
        (left, Some(left))
    }
}

impl<R: Row> DoubleEndedIterator for RowIter<'_, R> {
    fn next_back(&mut self) -> Option<R> {
        if self.next >= self.end {
            return None;
        }
        self.end -= 1;
        self.list.get(self.end)
    }
}

impl<R: Row> ExactSizeIterator for RowIter<'_, R> {}
