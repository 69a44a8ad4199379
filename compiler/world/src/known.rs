//! Types of the core library that the compiler names.

use crate::ids::{TypeDefId, TypeId};

macro_rules! known {
    ($($field:ident: $name:literal),* $(,)? ; $($def:ident: $def_name:literal),* $(,)?) => {
        /// Well-known types and generic definitions of the core library.
        #[derive(Clone, Debug)]
        pub struct Known {
            $(pub $field: TypeId,)*
            $(pub $def: TypeDefId,)*
        }

        impl Known {
            /// Builds the table with one look-up a name.
            pub(crate) fn load<E>(
                mut ty: impl FnMut(&'static str) -> Result<TypeId, E>,
                mut def: impl FnMut(&'static str) -> Result<TypeDefId, E>,
            ) -> Result<Known, E> {
                Ok(Known {
                    $($field: ty($name)?,)*
                    $($def: def($def_name)?,)*
                })
            }
        }
    };
}

known! {
    object: "System.Object",
    string: "System.String",
    value_type: "System.ValueType",
    enum_: "System.Enum",
    void: "System.Void",
    boolean: "System.Boolean",
    char_: "System.Char",
    sbyte: "System.SByte",
    byte: "System.Byte",
    int16: "System.Int16",
    uint16: "System.UInt16",
    int32: "System.Int32",
    uint32: "System.UInt32",
    int64: "System.Int64",
    uint64: "System.UInt64",
    single: "System.Single",
    double: "System.Double",
    intptr: "System.IntPtr",
    uintptr: "System.UIntPtr",
    typed_reference: "System.TypedReference",
    array: "System.Array",
    delegate: "System.Delegate",
    multicast_delegate: "System.MulticastDelegate",
    exception: "System.Exception",
    type_: "System.Type",
    runtime_type: "System.RuntimeType",
    runtime_type_handle: "System.RuntimeTypeHandle",
    runtime_method_handle: "System.RuntimeMethodHandle",
    runtime_field_handle: "System.RuntimeFieldHandle",
    argument_handle: "System.RuntimeArgumentHandle",
    raw_array_data: "System.Runtime.CompilerServices.RawArrayData",
    raw_data: "System.Runtime.CompilerServices.RawData",
    method_table: "System.Runtime.CompilerServices.MethodTable",
    type_initialization_exception: "System.TypeInitializationException",
    runtime_wrapped_exception: "System.Runtime.CompilerServices.RuntimeWrappedException",
    ienumerable: "System.Collections.IEnumerable",
    icollection: "System.Collections.ICollection",
    ilist: "System.Collections.IList",
    icloneable: "System.ICloneable";
    nullable_def: "System.Nullable`1",
    szarray_helper_def: "System.SZArrayHelper",
    ienumerable_t_def: "System.Collections.Generic.IEnumerable`1",
    icollection_t_def: "System.Collections.Generic.ICollection`1",
    ilist_t_def: "System.Collections.Generic.IList`1",
    ireadonly_collection_t_def: "System.Collections.Generic.IReadOnlyCollection`1",
    ireadonly_list_t_def: "System.Collections.Generic.IReadOnlyList`1",
    ienumerator_t_def: "System.Collections.Generic.IEnumerator`1",
}

impl Known {
    /// The generic interfaces that every `T[]` implements.
    pub fn array_interfaces(&self) -> [TypeDefId; 5] {
        [
            self.ilist_t_def,
            self.icollection_t_def,
            self.ienumerable_t_def,
            self.ireadonly_list_t_def,
            self.ireadonly_collection_t_def,
        ]
    }
}
