//! Type names as reflection prints them: `Type.ToString()`.

use kiln_world::{Shape, TypeId, World};

/// ``Outer+Inner`1[System.Int32]``, `System.Int32[,]`, `System.Byte*`.
pub fn reflection_name(world: &World, ty: TypeId) -> String {
    match world.shape(ty) {
        Shape::Def { args, .. } => {
            let mut name = world
                .def(ty)
                .map_or_else(String::new, |def| def.full_name.replace('/', "+"));
            if !args.is_empty() {
                let args: Vec<String> = args
                    .iter()
                    .map(|arg| reflection_name(world, *arg))
                    .collect();
                name.push('[');
                name.push_str(&args.join(","));
                name.push(']');
            }
            name
        }
        Shape::SzArray(element) => reflection_name(world, *element) + "[]",
        Shape::MdArray { element, rank: 1 } => reflection_name(world, *element) + "[*]",
        Shape::MdArray { element, rank } => {
            format!(
                "{}[{}]",
                reflection_name(world, *element),
                ",".repeat(*rank as usize - 1)
            )
        }
        Shape::Pointer(target) => reflection_name(world, *target) + "*",
        Shape::ByRef(target) => reflection_name(world, *target) + "&",
        Shape::FnPtr(_) | Shape::TypeVar(_) | Shape::MethodVar(_) => world.display_type(ty),
    }
}
