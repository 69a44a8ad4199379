//! Static getters that make an object when first asked and then always give that one: nobody can tell when it
//! was made, if making it has no other effect.

use crate::import::il::{self, Instr, Opcode};
use kiln_world::{FieldId, MethodFlags, MethodId, TypeDefId, TypeId, World};
use rustc_hash::FxHashMap;
use smallvec::SmallVec;
use std::sync::{Arc, Mutex};

/// Longer getters are not looked at.
const MOST_BYTES: usize = 128;
/// ECMA-335 FieldAttributes: the access mask, and `private`.
const ACCESS: u16 = 7;
const PRIVATE: u16 = 1;

/// The methods that touch each private static field of a type.
type Users = FxHashMap<FieldId, SmallVec<[MethodId; 2]>>;

/// What was found, by method and by type.
#[derive(Default)]
pub struct LazyGetters {
    getters: Mutex<FxHashMap<MethodId, Option<FieldId>>>,
    users: Mutex<FxHashMap<TypeId, Option<Arc<Users>>>>,
}

impl LazyGetters {
    /// The field that caches what the method gives, if the method is such a getter and the only one to touch it.
    pub fn field(&self, world: &World, method: MethodId) -> Option<FieldId> {
        if let Some(known) = self.getters.lock().ok()?.get(&method) {
            return *known;
        }
        let found = self.find(world, method);
        self.getters.lock().ok()?.insert(method, found);
        found
    }

    fn find(&self, world: &World, method: MethodId) -> Option<FieldId> {
        let data = world.method(method);
        let signature = data.signature();
        if !data.is_static()
            || data.is_cctor()
            || !data.has_body()
            || !data.args.is_empty()
            || !signature.params.is_empty()
            || !world.is_ref_type(signature.ret)
            || !world.args(data.owner).is_empty()
            || data.flags.contains(MethodFlags::SYNCHRONIZED)
            || world.replacement(method).is_some()
            || world.substitution(method).is_some()
        {
            return None;
        }
        let body = world.body(method).ok()??;
        if body.il.len() > MOST_BYTES || !body.clauses.is_empty() {
            return None;
        }
        let code = il::decode(body.il).ok()?;
        let token = cached(&code.instrs)?;
        let field = world
            .resolve_field(body.assembly, token, body.context())
            .ok()?;
        let cache = world.field(field);
        let fits = cache.owner == data.owner
            && cache.is_static()
            && !cache.is_init_only()
            && !cache.is_thread_static()
            && cache.attributes & ACCESS == PRIVATE
            && world.is_ref_type(cache.ty);
        let only_user = fits && {
            let users = self.users(world, data.owner)?;
            users.get(&field).is_some_and(|users| users[..] == [method])
        };
        only_user.then_some(field)
    }

    /// `None` if some method of the type cannot be read.
    fn users(&self, world: &World, owner: TypeId) -> Option<Arc<Users>> {
        if let Some(known) = self.users.lock().ok()?.get(&owner) {
            return known.clone();
        }
        let mut users = Users::default();
        let found = world
            .def(owner)
            .and_then(|def| collect(world, def.id, &mut users))
            .map(|()| Arc::new(users));
        self.users.lock().ok()?.insert(owner, found.clone());
        found
    }
}

/// The token of the field of `field ?? (field = …)`, in the two ways that compilers write it.
fn cached(code: &[Instr]) -> Option<kiln_metadata::Token> {
    use Opcode::*;
    let is_test = |instr: &Instr| matches!(instr.op, Brtrue | BrtrueS);
    match code {
        [load, dup, test, rest @ ..] if load.op == Ldsfld && dup.op == Dup && is_test(test) => {
            let end = rest.last()?;
            (end.op == Ret && test.target() == end.at).then(|| load.token())
        }
        [load, test, rest @ ..] if load.op == Ldsfld && is_test(test) => {
            let [.., again, end] = rest else { return None };
            let fits = end.op == Ret
                && again.op == Ldsfld
                && again.token() == load.token()
                && test.target() == again.at;
            fits.then(|| load.token())
        }
        _ => None,
    }
}

/// Notes which methods of a type and of those nested in it touch which fields.
fn collect(world: &World, def: TypeDefId, users: &mut Users) -> Option<()> {
    let open = world.type_def(def).ok()?.open;
    for method in world.declared_methods(open) {
        let Some(body) = world.body(method).ok()? else {
            continue;
        };
        for instr in &il::decode(body.il).ok()?.instrs {
            use Opcode::*;
            let touches = matches!(
                instr.op,
                Ldsfld | Ldsflda | Stsfld | Ldfld | Ldflda | Stfld | Ldtoken
            );
            if !touches {
                continue;
            }
            let field = match world.resolve_field(body.assembly, instr.token(), body.context()) {
                Ok(field) => field,
                Err(_) if instr.op == Ldtoken => continue,
                Err(_) => return None,
            };
            let list = users.entry(field).or_default();
            if list.last() != Some(&method) {
                list.push(method);
            }
        }
    }
    let image = world.assembly_image(def.assembly);
    for row in image.nested_types(def.row) {
        let assembly = def.assembly;
        collect(world, TypeDefId { assembly, row }, users)?;
    }
    Some(())
}
