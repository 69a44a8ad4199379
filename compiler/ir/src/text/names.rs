//! Names of the program's things in the text form: of a world (printing only), or free symbols (fixtures).

use kiln_world::{FieldId, MethodId, SigId, TypeId, World};
use rustc_hash::FxHashMap;
use std::cell::RefCell;

/// Ids to text and text to ids. A thing without a name is printed and parsed as `#id`.
pub trait Names {
    fn type_name(&self, id: TypeId) -> Option<String>;
    fn method_name(&self, id: MethodId) -> Option<String>;
    fn field_name(&self, id: FieldId) -> Option<String>;
    fn sig_name(&self, id: SigId) -> Option<String>;
    fn type_id(&self, name: &str) -> Option<TypeId>;
    fn method_id(&self, name: &str) -> Option<MethodId>;
    fn field_id(&self, name: &str) -> Option<FieldId>;
    fn sig_id(&self, name: &str) -> Option<SigId>;
}

/// Prints the names of a world. Display names are not unique, so it finds no ids.
pub struct WorldNames<'w>(pub &'w World);

impl Names for WorldNames<'_> {
    fn type_name(&self, id: TypeId) -> Option<String> {
        Some(self.0.display_type(id))
    }
    fn method_name(&self, id: MethodId) -> Option<String> {
        Some(self.0.display_method(id))
    }
    fn field_name(&self, id: FieldId) -> Option<String> {
        Some(self.0.display_field(id))
    }
    fn sig_name(&self, _id: SigId) -> Option<String> {
        None
    }
    fn type_id(&self, _name: &str) -> Option<TypeId> {
        None
    }
    fn method_id(&self, _name: &str) -> Option<MethodId> {
        None
    }
    fn field_id(&self, _name: &str) -> Option<FieldId> {
        None
    }
    fn sig_id(&self, _name: &str) -> Option<SigId> {
        None
    }
}

#[derive(Default)]
struct Symbols {
    ids: FxHashMap<String, u32>,
    names: Vec<String>,
}

impl Symbols {
    fn id(&mut self, name: &str) -> u32 {
        if let Some(&id) = self.ids.get(name) {
            return id;
        }
        let id = self.names.len() as u32;
        self.names.push(name.to_string());
        self.ids.insert(name.to_string(), id);
        id
    }
}

/// Every name is a thing of its own: ids are given out as names are met. For fixtures and tests.
#[derive(Default)]
pub struct SymbolNames {
    types: RefCell<Symbols>,
    methods: RefCell<Symbols>,
    fields: RefCell<Symbols>,
    sigs: RefCell<Symbols>,
}

impl SymbolNames {
    pub fn new() -> Self {
        Self::default()
    }
}

macro_rules! symbols {
    ($($id:ident $table:ident $name:ident $find:ident;)*) => {
        impl Names for SymbolNames {$(
            fn $name(&self, id: $id) -> Option<String> {
                self.$table.borrow().names.get(id.0 as usize).cloned()
            }
            fn $find(&self, name: &str) -> Option<$id> {
                Some($id(self.$table.borrow_mut().id(name)))
            }
        )*}
    };
}

symbols! {
    TypeId types type_name type_id;
    MethodId methods method_name method_id;
    FieldId fields field_name field_id;
    SigId sigs sig_name sig_id;
}
