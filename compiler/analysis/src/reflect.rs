//! What reflection can see of a program: which members are kept for it because nothing else names them, and
//! the tables that the runtime finds types, methods and fields by.

use crate::explore::{Explorer, Reached};
use kiln_ir::function::{CallKind, Payload};
use kiln_ir::{Func, Op, synth};
use kiln_world::{
    AssemblyId, Class, FieldId, GenericContext, MethodId, Shape, Token, TypeId, TypeKind, World,
};
use rustc_hash::{FxHashMap, FxHashSet};

/// Runtime entries of reflection start with this.
const PREFIX: &str = "kiln_reflect_";

/// Entries that need more than tables.
mod entry {
    /// Methods are called by reflection.
    pub const INVOKE: &[&str] = &["kiln_reflect_invoke", "kiln_reflect_attribute"];
    /// Attributes are made.
    pub const ATTRIBUTES: &[&str] = &["kiln_reflect_attribute"];
    /// Arrays are made of types that are known only then.
    pub const ARRAYS: &[&str] = &["kiln_reflect_array_create"];
    /// Objects are made by their default constructor.
    pub const ACTIVATE: &[&str] = &["kiln_reflect_activation"];
    /// Fields are read or written.
    pub const FIELDS: &[&str] = &["kiln_reflect_field_value", "kiln_reflect_field_address"];
    /// Static constructors are run.
    pub const CCTOR: &[&str] = &[
        "kiln_reflect_cctor",
        "kiln_reflect_cctor_of_object",
        "kiln_reflect_field_value",
        "kiln_reflect_set_field_value",
    ];
    /// Generic methods get arguments.
    pub const INSTANTIATE: &[&str] = &["kiln_reflect_instantiate_method"];
    /// Delegates are bound to methods found by reflection.
    pub const BIND: &[&str] = &["kiln_reflect_bind"];
    /// Delegates are asked for their method.
    pub const DELEGATES: &[&str] = &["kiln_reflect_delegate_method"];
}

/// Methods that answer with names of assemblies, wherever the type comes from.
const ASKS_FOR_NAMES: &[&str] = &[
    "System.Type::get_FullName",
    "System.Type::get_AssemblyQualifiedName",
];

/// Classes whose objects the runtime's part of reflection makes.
const OBJECTS: &[&str] = &[
    "System.Reflection.RuntimeAssembly",
    "System.Reflection.RuntimeModule",
    "System.RuntimeMethodInfoStub",
    "System.RuntimeFieldInfoStub",
];

/// Classes of which it makes vectors.
const VECTORS: &[&str] = &[
    "System.RuntimeType",
    "System.Type",
    "System.Object",
    "System.Int32",
    "System.IntPtr",
];

/// What is known while exploration goes on.
#[derive(Default)]
pub struct State {
    /// Bodies looked at so far.
    seen_functions: usize,
    begun: bool,
    /// Types that the program's own code names.
    named: FxHashSet<TypeId>,
    /// Types whose members are kept.
    pub reflected: FxHashSet<TypeId>,
    /// Methods that delegates are made of.
    pub delegated: Vec<MethodId>,
    known_delegated: FxHashSet<MethodId>,
    /// Generic methods of kept types.
    generic: Vec<MethodId>,
    known_generic: FxHashSet<(MethodId, TypeId)>,
    /// Generic arguments of methods of the program's own code.
    instances: Vec<TypeId>,
    /// The program's own code asks for names of types with their assemblies.
    names: bool,
    /// Names in string literals of the program's own code.
    literals: FxHashSet<Box<[u16]>>,
}

/// Everything that the tables are written from.
#[derive(Debug, Default)]
pub struct Reflection {
    pub modules: Vec<ReflectedModule>,
    pub types: Vec<ReflectedType>,
}

#[derive(Debug)]
pub struct ReflectedModule {
    /// Simple name of the assembly.
    pub name: String,
    /// Its display name.
    pub full_name: String,
    /// The metadata root as it is in the file.
    pub metadata: &'static [u8],
    /// Part of the class library.
    pub framework: bool,
}

#[derive(Debug)]
pub struct ReflectedType {
    pub ty: TypeId,
    /// Index of the module that defines it; arrays and the like have none.
    pub module: Option<u16>,
    pub token: u32,
    /// Number of virtual slots.
    pub virtuals: u16,
    /// A generic definition.
    pub definition: bool,
    pub interfaces: Vec<TypeId>,
    pub methods: Vec<ReflectedMethod>,
    pub fields: Vec<ReflectedField>,
    /// The check that runs the static constructor.
    pub cctor: Option<Func>,
}

#[derive(Debug)]
pub struct ReflectedMethod {
    pub token: u32,
    pub slot: Option<u16>,
    /// What a call by reflection calls.
    pub code: Option<Func>,
    /// What delegates hold.
    pub entry: Option<Func>,
    pub invoke: Option<Func>,
    /// Generic arguments of the method itself.
    pub args: Vec<TypeId>,
}

#[derive(Debug)]
pub struct ReflectedField {
    pub token: u32,
    /// From the start of the object's data, or of the value.
    pub offset: u32,
    /// A static field that lies at a fixed address.
    pub statics: Option<FieldId>,
    pub ty: TypeId,
}

fn is_own(world: &World, ty: TypeId) -> bool {
    match world.shape(ty) {
        Shape::Def { def, args } => {
            !world.is_framework(def.assembly) || args.iter().any(|arg| is_own(world, *arg))
        }
        _ => false,
    }
}

/// All members of such types are kept. Instances of generic types of libraries are left out: their signatures
/// mention ever larger instances of each other.
fn is_kept_whole(world: &World, ty: TypeId) -> bool {
    match world.shape(ty) {
        Shape::Def { def, args } => {
            def.assembly == world.root_assembly()
                || args.is_empty() && !world.is_framework(def.assembly)
        }
        _ => false,
    }
}

/// The program's own code is what is not the class library's.
fn is_own_code(world: &World, func: Func) -> bool {
    match func {
        Func::Method(method) => !world.is_framework(world.method(method).def.assembly),
        _ => false,
    }
}

impl Explorer<'_> {
    fn uses_any(&self, entries: &[&str]) -> bool {
        entries
            .iter()
            .any(|entry| self.known_symbols.contains(*entry))
    }

    /// Keeps what only reflection reaches, until nothing new is found.
    pub(crate) fn need_reflection(&mut self) {
        self.note_own_code();
        let mut symbols = self.reached.runtime_symbols.iter();
        if !symbols.any(|symbol| symbol.starts_with(PREFIX)) {
            return;
        }
        self.keep_delegates();
        let world = self.host.world;
        let by = self.reached.functions.first().map(|first| first.func);
        let by = by.unwrap_or(Func::ProgramMain);
        if !std::mem::replace(&mut self.reached.reflect.begun, true) {
            for name in OBJECTS {
                if let Some(ty) = world.type_by_name(name) {
                    self.construct(ty, by);
                }
            }
            for name in VECTORS {
                if let Some(ty) = world.type_by_name(name) {
                    self.construct(world.sz_array(ty), by);
                }
            }
            // Array types made at run time are copied from these, or from vectors of a base class.
            self.construct(world.sz_array(world.known().object), by);
            self.construct(world.md_array(world.known().object, 2), by);
            if self.uses_any(entry::ATTRIBUTES) {
                for assembly in world.assemblies() {
                    if !world.is_framework(assembly) {
                        self.keep_attributes(assembly, kiln_metadata::AssemblyRow(1), by);
                    }
                }
            }
        }
        let arrays = self.uses_any(entry::ARRAYS);
        loop {
            let tables = self.reached.tables.len();
            let kept = self.reached.reflect.reflected.len();
            for index in 0..tables {
                let ty = self.reached.tables[index];
                if is_own(world, ty) || self.reached.reflect.named.contains(&ty) {
                    self.reflect(ty, by);
                }
                if arrays {
                    self.keep_array(ty, by);
                }
            }
            self.keep_instances(by);
            if self.reached.tables.len() == tables && self.reached.reflect.reflected.len() == kept {
                break;
            }
        }
    }

    /// Arrays that are made at run time get what the program's own arrays have: so arrays that it casts to are
    /// among these, and those whose interfaces it uses.
    fn keep_array(&mut self, ty: TypeId, by: Func) {
        let world = self.host.world;
        match world.shape(ty) {
            Shape::SzArray(_) => self.construct(ty, by),
            Shape::Def { def, args } if world.known().array_interfaces().contains(def) => {
                if let [element] = args.as_ref()
                    && !world.is_value_type(*element)
                {
                    self.construct(world.sz_array(*element), by);
                }
            }
            _ => {}
        }
    }

    /// What the program's own code says of types, names and delegates.
    fn note_own_code(&mut self) {
        let world = self.host.world;
        let state = &mut self.reached.reflect;
        for function in &self.reached.functions[state.seen_functions..] {
            let own = is_own_code(world, function.func);
            for (_, inst) in function.insts.iter() {
                match (inst.op, &inst.payload) {
                    (Op::TypeObject | Op::TypeHandle, Payload::Type(ty)) if own => {
                        state.named.insert(*ty);
                    }
                    (Op::StringLit, Payload::Text(text)) if own => {
                        state.literals.insert(text.iter().copied().collect());
                    }
                    (Op::FuncAddr, Payload::Func(Func::Method(method) | Func::Unbox(method)))
                        if state.known_delegated.insert(*method) =>
                    {
                        state.delegated.push(*method);
                    }
                    (Op::Call, Payload::Call(call)) if own && !state.names => {
                        state.names = match &call.kind {
                            CallKind::Virtual(method) | CallKind::Direct(Func::Method(method)) => {
                                ASKS_FOR_NAMES.contains(&world.method_name_key(*method))
                            }
                            CallKind::Runtime { symbol, .. } => {
                                matches!(
                                    &**symbol,
                                    "kiln_type_reflection_name" | "kiln_type_qualified_name"
                                )
                            }
                            _ => false,
                        };
                    }
                    _ => {}
                }
            }
            if own && let Func::Method(method) = function.func {
                state.instances.extend(world.method(method).args.iter());
            }
        }
        state.seen_functions = self.reached.functions.len();
    }

    /// Keeps what calls through delegates by reflection need.
    fn keep_delegates(&mut self) {
        let world = self.host.world;
        let by = Func::ProgramMain;
        for ty in std::mem::take(&mut self.reached.reflect.instances) {
            self.need_table(ty);
        }
        if self.uses_any(entry::DELEGATES) {
            for index in 0..self.reached.reflect.delegated.len() {
                let method = self.reached.reflect.delegated[index];
                self.need_table(world.method(method).owner);
                if self.uses_any(entry::INVOKE) {
                    self.keep_invocation(method, by);
                }
            }
        }
        let dynamic = world.method_by_name(world.known().delegate, "DynamicInvokeImpl", Some(1));
        let invokes = dynamic.is_some_and(|method| {
            let reached = &self.reached.reason;
            reached.contains_key(&Func::Method(method))
        });
        let binds = self.uses_any(entry::BIND);
        if !invokes && !binds {
            return;
        }
        let constructed = self.reached.dispatch.constructed.iter().copied();
        let delegates: Vec<TypeId> = constructed.filter(|ty| world.is_delegate(*ty)).collect();
        for ty in delegates {
            let Some(invoke) = world.delegate_invoke(ty) else {
                continue;
            };
            if invokes {
                if self.reached.reflect.known_delegated.insert(invoke) {
                    self.reached.reflect.delegated.push(invoke);
                }
                self.keep_invocation(invoke, by);
            }
            if binds && is_own(world, ty) {
                self.need(Func::Shuffle(ty), Some(by));
            }
        }
    }

    /// Keeps the members of a type.
    fn reflect(&mut self, ty: TypeId, by: Func) {
        let world = self.host.world;
        if world.is_open(ty) || !self.reached.reflect.reflected.insert(ty) {
            return;
        }
        for interface in world.interfaces(ty) {
            self.need_table(*interface);
        }
        let Some(def) = world.def(ty) else {
            return;
        };
        let own = is_own(world, ty);
        let whole = is_kept_whole(world, ty);
        let in_program = def.id.assembly == world.root_assembly();
        let makes = def.kind != TypeKind::Interface
            && !def.is_abstract()
            && !world.is_byref_like(ty)
            && (self.uses_any(entry::ACTIVATE) || self.uses_any(entry::INVOKE));
        if makes && own || world.is_value_type(ty) && !world.is_byref_like(ty) {
            self.construct(ty, by);
        }
        if self.uses_any(entry::CCTOR) && world.cctor(ty).is_some() {
            self.need(Func::RunCctor(ty), Some(by));
        }
        let invokes = self.uses_any(entry::INVOKE);
        let activates = self.uses_any(entry::ACTIVATE);
        for method in world.declared_methods(ty) {
            let data = world.method(method);
            // Constructors of strings are no methods of their own.
            let of_string = data.is_ctor() && ty == world.known().string;
            if invokes
                && data.signature().generic_arity == 1
                && (in_program || own && self.is_literal(data.name))
                && !world.is_open(ty)
            {
                self.reached.reflect.generic.push(method);
            }
            if data.is_cctor() || of_string || world.is_open_method(method) {
                continue;
            }
            let default = data.is_ctor() && data.signature().params.is_empty();
            let wanted = invokes && (whole || data.is_ctor() || self.is_literal(data.name))
                || activates && default && makes;
            if !wanted {
                continue;
            }
            if data.is_ctor() && makes {
                self.construct(ty, by);
            }
            if invokes {
                self.keep_invocation(method, by);
            } else {
                self.need(Func::Method(method), Some(by));
            }
        }
        if own {
            for field in world.declared_fields(ty) {
                let data = world.field(field);
                self.need_table(data.ty);
                self.mention(data.ty, by);
                if self.uses_any(entry::FIELDS) && data.is_static() && !data.is_literal() {
                    self.follow(by, crate::uses::Use::Static(field));
                }
            }
        }
        if self.uses_any(entry::ATTRIBUTES) {
            self.keep_attributes_of(ty, by);
        }
    }

    /// Instances of generic methods that only `MakeGenericMethod` makes: over the types that the program's
    /// own code names.
    fn keep_instances(&mut self, by: Func) {
        if !self.uses_any(entry::INSTANTIATE) {
            return;
        }
        let world = self.host.world;
        let tables = self.reached.tables.iter().copied();
        let named = &self.reached.reflect.named;
        let types: Vec<TypeId> = tables
            .filter(|ty| named.contains(ty) && may_be_argument(world, *ty))
            .take(MOST_ARGUMENTS)
            .collect();
        for index in 0..self.reached.reflect.generic.len() {
            let method = self.reached.reflect.generic[index];
            for ty in &types {
                if !satisfies(world, method, *ty)
                    || !self.reached.reflect.known_generic.insert((method, *ty))
                {
                    continue;
                }
                if let Ok(instance) = world.instantiate_method(method, &[*ty]) {
                    self.keep_invocation(instance, by);
                }
            }
        }
    }

    fn is_literal(&self, name: &str) -> bool {
        let plain = name
            .strip_prefix("get_")
            .or_else(|| name.strip_prefix("set_"))
            .unwrap_or(name);
        let units: Box<[u16]> = plain.encode_utf16().collect();
        self.reached.reflect.literals.contains(&units)
    }

    /// A type in the signature of a kept member: values of it pass through reflection.
    fn mention(&mut self, ty: TypeId, by: Func) {
        let world = self.host.world;
        if world.is_open(ty) || world.is_byref_like(ty) || ty == world.known().void {
            return;
        }
        match world.shape(ty) {
            Shape::ByRef(target) => {
                let target = *target;
                self.need_table(target);
                self.mention(target, by);
            }
            Shape::Def { args, .. } => {
                if world.is_value_type(ty) {
                    self.construct(ty, by);
                    if let Some(inner) = world.is_nullable(ty) {
                        self.construct(inner, by);
                    }
                } else if !args.is_empty() {
                    self.reached.reflect.named.insert(ty);
                }
            }
            _ => {}
        }
    }

    /// Code and thunk that a call of the method by reflection needs.
    pub(crate) fn keep_invocation(&mut self, method: MethodId, by: Func) {
        let world = self.host.world;
        let Some(sig) = synth::thunk_signature(world, method) else {
            return;
        };
        let data = world.method(method);
        self.need(Func::Invoke(sig), Some(by));
        self.need(called_by_reflection(world, method), Some(by));
        let signature = data.signature();
        for ty in signature.params.iter().chain([&signature.ret]) {
            self.need_table(*ty);
            self.mention(*ty, by);
        }
    }
}

/// Most types that one generic method is instantiated over for reflection.
const MOST_ARGUMENTS: usize = 64;

fn may_be_argument(world: &World, ty: TypeId) -> bool {
    matches!(world.class(ty), Class::Ref | Class::Prim(_) | Class::Struct)
        && !world.is_open(ty)
        && !world.is_byref_like(ty)
}

/// Does a type satisfy the constraints of a method's only parameter?
fn satisfies(world: &World, method: MethodId, ty: TypeId) -> bool {
    use kiln_metadata::{GenericParamFlags, TypeOrMethodDef};
    let def = world.method(method).def;
    let image = world.assembly_image(def.assembly);
    let mut params = image
        .generic_params_of(TypeOrMethodDef::MethodDef(def.row))
        .into_iter();
    let Some(row) = params.next() else {
        return false;
    };
    let Ok(param) = image.generic_param(row) else {
        return false;
    };
    let value = world.is_value_type(ty);
    if param.flags.contains(GenericParamFlags::REFERENCE_TYPE) && value
        || param
            .flags
            .contains(GenericParamFlags::NOT_NULLABLE_VALUE_TYPE)
            && (!value || world.is_nullable(ty).is_some())
    {
        return false;
    }
    let context = GenericContext {
        type_args: world.args(world.method(method).owner),
        method_args: &[ty],
    };
    image.constraints_of(row).into_iter().all(|row| {
        let Ok(constraint) = image.generic_param_constraint(row) else {
            return false;
        };
        world
            .resolve_type(def.assembly, constraint.constraint.token(), context)
            .is_ok_and(|bound| world.is_assignable(ty, bound))
    })
}

/// Virtual methods of classes are dispatched; a struct's are called as they are.
fn called_by_reflection(world: &World, method: MethodId) -> Func {
    let data = world.method(method);
    let dispatched = data.is_virtual() && !world.is_value_type(data.owner) && !data.is_static();
    if dispatched {
        Func::Stub(method)
    } else {
        Func::Method(method)
    }
}

/// The tables, if the program uses reflection.
pub fn build(world: &World, reached: &Reached) -> Option<Reflection> {
    let mut symbols = reached.runtime_symbols.iter();
    let members = symbols.any(|symbol| symbol.starts_with(PREFIX));
    if !members && !reached.reflect.names {
        return None;
    }
    let bodies: FxHashSet<Func> = reached
        .functions
        .iter()
        .map(|function| function.func)
        .collect();
    let tables: FxHashSet<TypeId> = reached.tables.iter().copied().collect();
    let statics: FxHashSet<FieldId> = reached.statics.iter().copied().collect();
    let mut modules = Modules {
        with_metadata: members,
        ..Modules::default()
    };
    let mut slotted: FxHashSet<TypeId> = FxHashSet::default();
    for ty in &reached.tables {
        if reached.reflect.reflected.contains(ty) {
            let mut at = Some(*ty);
            while let Some(class) = at {
                slotted.insert(class);
                at = world.base(class);
            }
        }
    }
    let mut instances: FxHashMap<TypeId, Vec<MethodId>> = FxHashMap::default();
    let generic = reached
        .functions
        .iter()
        .filter_map(|function| match function.func {
            Func::Method(method) if !world.method(method).args.is_empty() => Some(method),
            _ => None,
        });
    for method in generic {
        let owner = world.method(method).owner;
        if is_own(world, owner) && tables.contains(&owner) {
            instances.entry(owner).or_default().push(method);
        }
    }
    let mut delegated: FxHashMap<TypeId, FxHashSet<MethodId>> = FxHashMap::default();
    for method in &reached.reflect.delegated {
        let owner = world.method(*method).owner;
        delegated.entry(owner).or_default().insert(*method);
    }
    let mut types = Vec::new();
    for &ty in &reached.tables {
        let def = world.def(ty);
        let module = def.map(|def| modules.index(world, def.id.assembly));
        let members = slotted.contains(&ty) || delegated.contains_key(&ty);
        let mut methods = Vec::new();
        if members && !world.is_open(ty) {
            let declared = world.declared_methods(ty);
            let generic = instances.get(&ty).cloned().unwrap_or_default();
            for method in declared.into_iter().chain(generic) {
                methods.extend(describe_method(world, &bodies, &delegated, method));
            }
        }
        let fields = if reached.reflect.reflected.contains(&ty) {
            let described = world.declared_fields(ty).into_iter();
            described
                .filter_map(|field| describe_field(world, &tables, &statics, field))
                .collect()
        } else {
            Vec::new()
        };
        let interfaces = world.interfaces(ty).iter().copied();
        types.push(ReflectedType {
            ty,
            module,
            token: def.map_or(0, |def| Token::from(def.id.row).0),
            virtuals: world
                .vtable(ty)
                .map_or(0, |table| table.slots.len().min(0xFFFF) as u16),
            definition: def.is_some_and(|def| def.open == ty && world.is_open(ty)),
            interfaces: interfaces.filter(|ty| tables.contains(ty)).collect(),
            methods,
            fields,
            cctor: Some(Func::RunCctor(ty)).filter(|func| bodies.contains(func)),
        });
    }
    for assembly in world.assemblies() {
        if !world.is_framework(assembly) {
            modules.index(world, assembly);
        }
    }
    Some(Reflection {
        modules: modules.list,
        types,
    })
}

fn describe_method(
    world: &World,
    bodies: &FxHashSet<Func>,
    delegated: &FxHashMap<TypeId, FxHashSet<MethodId>>,
    method: MethodId,
) -> Option<ReflectedMethod> {
    let data = world.method(method);
    let is_delegated = delegated
        .get(&data.owner)
        .is_some_and(|methods| methods.contains(&method));
    let slot = world
        .slot_of(method)
        .and_then(|slot| u16::try_from(slot).ok());
    let kept = |func: Func| Some(func).filter(|func| bodies.contains(func));
    let closed = !world.is_open_method(method);
    let code = kept(called_by_reflection(world, method))
        .or_else(|| kept(Func::Method(method)))
        .filter(|_| closed);
    let invoke = synth::thunk_signature(world, method)
        .and_then(|sig| kept(Func::Invoke(sig)))
        .filter(|_| code.is_some());
    let entry = kept(Func::Unbox(method))
        .or_else(|| kept(Func::Method(method)))
        .filter(|_| is_delegated);
    if slot.is_none() && code.is_none() && entry.is_none() {
        return None;
    }
    Some(ReflectedMethod {
        token: Token::from(data.def.row).0,
        slot,
        code,
        entry,
        invoke,
        args: if closed {
            data.args.to_vec()
        } else {
            Vec::new()
        },
    })
}

fn describe_field(
    world: &World,
    tables: &FxHashSet<TypeId>,
    kept: &FxHashSet<FieldId>,
    field: FieldId,
) -> Option<ReflectedField> {
    let data = world.field(field);
    if data.is_literal() || !tables.contains(&data.ty) {
        return None;
    }
    let statics = data.is_static().then_some(field);
    if let Some(field) = statics
        && (!kept.contains(&field) || data.is_thread_static())
    {
        return None;
    }
    let header = if world.is_value_type(data.owner) {
        0
    } else {
        8
    };
    let offset = match statics {
        Some(_) => 0,
        None => world.field_offset(field).ok()?.checked_sub(header)?,
    };
    Some(ReflectedField {
        token: Token::from(data.def.row).0,
        offset,
        statics,
        ty: data.ty,
    })
}

/// Modules in the order in which they are met.
#[derive(Default)]
struct Modules {
    with_metadata: bool,
    list: Vec<ReflectedModule>,
    known: FxHashMap<AssemblyId, u16>,
}

impl Modules {
    fn index(&mut self, world: &World, assembly: AssemblyId) -> u16 {
        if let Some(index) = self.known.get(&assembly) {
            return *index;
        }
        let image = world.assembly_image(assembly);
        let identity = image.identity().ok().flatten();
        let index = self.list.len() as u16;
        self.list.push(ReflectedModule {
            name: world.assembly_name(assembly).to_string(),
            full_name: identity.map_or_else(
                || world.assembly_name(assembly).to_string(),
                |identity| identity.to_string(),
            ),
            metadata: if self.with_metadata {
                image.metadata_root()
            } else {
                &[]
            },
            framework: world.is_framework(assembly),
        });
        self.known.insert(assembly, index);
        index
    }
}
