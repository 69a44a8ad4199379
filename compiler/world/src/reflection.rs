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
                    let args: Vec<String> = match self.parameter_names(ty) {
                        Some(own) => own,
                        None => args.iter().map(|arg| self.reflection_name(*arg)).collect(),
                    };
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

    /// Names of a generic definition's own parameters.
    fn parameter_names(&self, ty: TypeId) -> Option<Vec<String>> {
        let def = self.def(ty).filter(|def| def.open == ty)?;
        let image = self.assembly_image(def.id.assembly);
        let params = image.generic_params_of(kiln_metadata::TypeOrMethodDef::TypeDef(def.id.row));
        let names = params.into_iter().map(|row| {
            image
                .generic_param(row)
                .map(|param| param.name.to_string())
                .ok()
        });
        names.collect()
    }
}
