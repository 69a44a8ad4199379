//! Attributes that reflection may ask for: their classes, constructors and the setters of their named arguments.

use crate::explore::Explorer;
use kiln_ir::Func;
use kiln_metadata::CustomAttributeType;
use kiln_world::{AssemblyId, GenericContext, Token, TypeId};

impl Explorer<'_> {
    pub(crate) fn keep_attributes_of(&mut self, ty: TypeId, by: Func) {
        let world = self.host.world;
        let Some(def) = world.def(ty) else {
            return;
        };
        let assembly = def.id.assembly;
        let image = world.assembly_image(assembly);
        self.keep_attributes(assembly, def.id.row, by);
        for method in &def.methods {
            self.keep_attributes(assembly, *method, by);
            if let Ok(row) = image.method(*method) {
                for param in row.params {
                    self.keep_attributes(assembly, param, by);
                }
            }
        }
        for field in &def.fields {
            self.keep_attributes(assembly, *field, by);
        }
        for property in image.properties_of(def.id.row) {
            self.keep_attributes(assembly, property, by);
        }
        for event in image.events_of(def.id.row) {
            self.keep_attributes(assembly, event, by);
        }
    }

    pub(crate) fn keep_attributes(
        &mut self,
        assembly: AssemblyId,
        owner: impl Into<kiln_metadata::HasCustomAttribute>,
        by: Func,
    ) {
        let world = self.host.world;
        let image = world.assembly_image(assembly);
        for row in image.attributes_of(owner) {
            let Ok(attribute) = image.custom_attribute(row) else {
                continue;
            };
            let token = match attribute.constructor {
                CustomAttributeType::MethodDef(row) => Token::from(row),
                CustomAttributeType::MemberRef(row) => Token::from(row),
            };
            let Some(constructor) = world
                .resolve_method(assembly, token, GenericContext::EMPTY)
                .ok()
                .and_then(|found| found.method())
            else {
                continue;
            };
            let class = world.method(constructor).owner;
            self.construct(class, by);
            self.keep_invocation(constructor, by);
            // Named arguments are set through properties and fields, those of base classes too.
            for class in std::iter::successors(Some(class), |class| world.base(*class)) {
                for method in world.declared_methods(class) {
                    let data = world.method(method);
                    if data.name.starts_with("set_") && !data.is_static() {
                        self.keep_invocation(method, by);
                    }
                }
            }
        }
    }
}
