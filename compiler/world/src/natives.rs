//! How the parameters of platform invokes are marked for native code.

use kiln_metadata::{HasFieldMarshal, NativeType, ParamFlags};

use crate::World;
use crate::error::Result;
use crate::ids::MethodId;

/// What the metadata says of a parameter of a platform invoke, or of its return value.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
pub struct NativeParam {
    pub is_in: bool,
    pub is_out: bool,
    pub kind: NativeKind,
}

/// `[MarshalAs]`.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
pub enum NativeKind {
    /// Nothing is said.
    #[default]
    Default,
    /// A native type without parameters, by its number.
    Simple(u8),
    /// A pointer to elements.
    Array,
    /// Anything else, by its name.
    Other(&'static str),
}

impl World {
    /// Of the return value, then of each parameter.
    pub fn native_params(&self, method: MethodId) -> Result<Vec<NativeParam>> {
        let info = self.method(method);
        let image = self.asm(info.def.assembly).image;
        let mut found = vec![NativeParam::default(); info.signature().params.len() + 1];
        for row in image.method(info.def.row)?.params {
            let param = image.param(row)?;
            let Some(entry) = found.get_mut(usize::from(param.sequence)) else {
                continue;
            };
            entry.is_in = param.flags.contains(ParamFlags::IN);
            entry.is_out = param.flags.contains(ParamFlags::OUT);
            if let Some(marshal) = image.marshal_of(HasFieldMarshal::from(row)) {
                entry.kind = match image.marshal_descriptor(marshal)? {
                    NativeType::Simple(simple) => NativeKind::Simple(simple.0),
                    NativeType::Array { .. } => NativeKind::Array,
                    NativeType::Custom { .. } => NativeKind::Other("a custom marshaller"),
                    NativeType::SafeArray { .. } => NativeKind::Other("a SAFEARRAY"),
                    NativeType::Interface { .. } => NativeKind::Other("a COM interface"),
                    NativeType::FixedString(_) | NativeType::FixedArray { .. } => {
                        NativeKind::Other("an array by value")
                    }
                };
            }
        }
        Ok(found)
    }
}
