//! Type names as reflection prints them: `Type.ToString()`.

use crate::World;
use crate::ids::TypeId;
use crate::shape::Shape;

impl World {
    /// ``Outer+Inner`1[System.Int32]``, `System.Int32[,]`, `System.Byte*`.
    pub fn reflection_name(&self, ty: TypeId) -> String {
        match self.shape(ty) {
            Shape::Def { args, .. } => {
                let mut name = self
                    .def(ty)
                    .map_or_else(String::new, |def| def.full_name.replace('/', "+"));
                if !args.is_empty() {
                    let args: Vec<String> =
                        args.iter().map(|arg| self.reflection_name(*arg)).collect();
                    name.push('[');
                    name.push_str(&args.join(","));
                    name.push(']');
                }
                name
            }
            Shape::SzArray(element) => self.reflection_name(*element) + "[]",
            Shape::MdArray { element, rank: 1 } => self.reflection_name(*element) + "[*]",
            Shape::MdArray { element, rank } => {
                format!(
                    "{}[{}]",
                    self.reflection_name(*element),
                    ",".repeat(*rank as usize - 1)
                )
            }
            Shape::Pointer(target) => self.reflection_name(*target) + "*",
            Shape::ByRef(target) => self.reflection_name(*target) + "&",
            Shape::FnPtr(_) | Shape::TypeVar(_) | Shape::MethodVar(_) => self.display_type(ty),
        }
    }
}
