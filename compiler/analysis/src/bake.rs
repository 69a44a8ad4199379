//! Static constructors at compile time: which are tried, what their statics then hold, and why others are left
//! to run time.

use crate::assumptions::{self, Exceptions};
use crate::explore::Host;
use crate::nesting::Nesting;
use crate::tables;
use kiln_bake::freeze::{self, FrozenStatic};
use kiln_bake::frozen::FrozenHeap;
use kiln_bake::host::{Answer, CctorAction};
use kiln_bake::machine::{Baked, Done, Limits, Machine};
use kiln_bake::reach::{self, Reference};
use kiln_bake::value::{Base, Pointer, Val};
use kiln_bake::world_host::{self, Program, WorldHost};
use kiln_bake::{Place, Trap, TrapReason};
use kiln_ir::import::{StaticValue, import};
use kiln_ir::lazy::LazyGetters;
use kiln_ir::ty::Cell;
use kiln_ir::{Func, Function};
use kiln_world::{Class, FieldId, MethodId, PrimKind, TypeId, World};
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;

/// Steps that one constructor may take, those it triggers included, and all together.
const FUEL: u64 = 4_000_000;
const ALL_FUEL: u64 = 60_000_000;

/// Why a static constructor stays for run time.
#[derive(Clone, Debug)]
pub struct Refusal {
    pub ty: TypeId,
    pub reason: String,
    /// The method that did what may not be done, and where in it.
    pub place: Option<(MethodId, u32)>,
}

/// What was tried, in order.
#[derive(Default, Debug)]
pub struct BakeReport {
    pub baked: Vec<TypeId>,
    pub refused: Vec<Refusal>,
    /// Getters whose object was made.
    pub getters: usize,
    /// Steps of the interpreter.
    pub steps: u64,
}

impl BakeReport {
    pub fn add(&mut self, more: BakeReport) {
        self.baked.extend(more.baked);
        self.refused.extend(more.refused);
        self.getters += more.getters;
        self.steps += more.steps;
    }
}

/// What is known of statics: the importer asks it.
#[derive(Default)]
pub struct KnownStatics {
    pub types: FxHashSet<TypeId>,
    pub values: FxHashMap<FieldId, StaticValue>,
}

/// The statics of the image as constructors left them.
#[derive(Default, Debug)]
pub struct InitialStatics {
    pub heap: FrozenHeap,
    pub fields: FxHashMap<FieldId, FrozenStatic>,
    /// Fields that never change.
    pub constant: FxHashSet<FieldId>,
}

pub(crate) struct Baker {
    machine: Machine,
    refused: FxHashSet<TypeId>,
    exceptions: Exceptions,
    /// Objects that exploration has seen.
    followed: FxHashSet<u32>,
    fuel: u64,
    nesting: Nesting,
    lazy: LazyGetters,
    /// Fields of lazy getters that are filled, and getters that were given up.
    filled: FxHashSet<FieldId>,
    hopeless: FxHashSet<MethodId>,
    pub report: BakeReport,
}

impl Baker {
    /// `None` if this class library's objects are not laid out as the interpreter needs them.
    pub fn new(world: &World, exceptions: &Exceptions) -> Option<Baker> {
        let model = world_host::model(world).ok()?;
        Some(Baker {
            machine: Machine::new(model, Limits::default()),
            refused: exceptions.types.clone(),
            exceptions: exceptions.clone(),
            followed: FxHashSet::default(),
            fuel: ALL_FUEL,
            nesting: Nesting::default(),
            lazy: LazyGetters::default(),
            filled: FxHashSet::default(),
            hopeless: FxHashSet::default(),
            report: BakeReport {
                refused: written_elsewhere(world, exceptions),
                ..BakeReport::default()
            },
        })
    }

    /// Tries the static constructor of a type, unless that was done. Gives the types that are now initialised.
    pub fn bake(&mut self, host: &Host<'_>, ty: TypeId) -> Done {
        let world = host.world;
        if self.refused.contains(&ty) || self.machine.is_baked(ty) {
            return Done::default();
        }
        let Some(cctor) = world.cctor(ty) else {
            return Done::default();
        };
        let work = Work::Constructor(ty, Func::Method(cctor.method));
        self.attempt(host, work)
    }

    /// Tries a getter that keeps what it makes when first asked, unless that was done.
    pub fn bake_getter(&mut self, host: &Host<'_>, func: Func) -> Done {
        let Func::Method(method) = func else {
            return Done::default();
        };
        match self.lazy.field(host.world, method) {
            Some(field)
                if !self.exceptions.fields.contains(&field)
                    && !self.filled.contains(&field)
                    && self.hopeless.insert(method) =>
            {
                self.attempt(host, Work::Getter(field, func))
            }
            _ => Done::default(),
        }
    }

    fn attempt(&mut self, host: &Host<'_>, work: Work) -> Done {
        let world = host.world;
        let granted = self.fuel.min(FUEL);
        self.machine.fuel = granted;
        let view = View {
            host,
            refused: &self.refused,
            nesting: &mut self.nesting,
            lazy: &self.lazy,
            exceptions: &self.exceptions,
        };
        let end = match WorldHost::new(world, view) {
            Ok(mut program) => match work {
                Work::Constructor(ty, func) => self.machine.bake(&mut program, ty, func),
                Work::Getter(field, func) => self.machine.bake_lazy(&mut program, field, func),
            },
            Err(reason) => Baked::Refused {
                running: Vec::new(),
                trap: Trap {
                    reason,
                    func: None,
                    src: Default::default(),
                },
            },
        };
        let used = granted - self.machine.fuel;
        self.fuel -= used;
        self.report.steps += used;
        match end {
            Baked::Done(done) => {
                self.report.baked.extend(&done.types);
                self.report.getters += done.fields.len();
                self.filled.extend(&done.fields);
                done
            }
            Baked::Refused { running, trap } => {
                let tried = match work {
                    Work::Constructor(ty, _) => Some(ty),
                    Work::Getter(..) => None,
                };
                self.refuse(world, tried, &running, &trap);
                Done::default()
            }
        }
    }

    /// Notes a refusal of everything that was under way, unless another start may end better.
    fn refuse(&mut self, world: &World, tried: Option<TypeId>, running: &[TypeId], trap: &Trap) {
        let depends_on_start = matches!(
            trap.reason,
            TrapReason::Cycle(_)
                | TrapReason::OutOfFuel
                | TrapReason::OutOfMemory
                | TrapReason::TooDeep
        );
        let place = match trap.func {
            Some(Func::Method(method)) => Some((method, trap.src.il)),
            _ => None,
        };
        let reason = reason_text(world, &trap.reason);
        for (index, &under_way) in running.iter().enumerate() {
            if Some(under_way) != tried && depends_on_start {
                continue;
            }
            self.refused.insert(under_way);
            self.report.refused.push(match running.get(index + 1) {
                Some(inner) if !depends_on_start => Refusal {
                    ty: under_way,
                    reason: reason_text(world, &TrapReason::NeedsCctor(*inner)),
                    place: None,
                },
                _ => Refusal {
                    ty: under_way,
                    reason: reason.clone(),
                    place,
                },
            });
        }
        // What it left behind could not be kept, although it ended.
        if let Some(ty) = tried.filter(|ty| !running.contains(ty)) {
            self.refused.insert(ty);
            self.report.refused.push(Refusal { ty, reason, place });
        }
    }

    /// What the importer may rely on from now on.
    pub fn learn(&self, world: &World, done: &Done, known: &mut KnownStatics) {
        for &field in &done.fields {
            if let Some(value) = self.value(world, field) {
                known.values.insert(field, value);
            }
        }
        for &ty in &done.types {
            known.types.insert(ty);
            for field in world.declared_fields(ty) {
                let data = world.field(field);
                if !data.is_static() || !data.is_init_only() || !self.is_own(world, field) {
                    continue;
                }
                if let Some(value) = self.value(world, field) {
                    known.values.insert(field, value);
                }
            }
        }
    }

    /// Does the field's memory come from a constructor?
    fn is_own(&self, world: &World, field: FieldId) -> bool {
        let data = world.field(field);
        !data.is_literal() && !data.has_rva() && !data.is_thread_static()
    }

    fn value(&self, world: &World, field: FieldId) -> Option<StaticValue> {
        let cell = cell(world, world.field(field).ty)?;
        let Some(base) = self.machine.static_base(field) else {
            return Some(match cell {
                Cell::Ref => StaticValue::Null,
                Cell::F32 | Cell::F64 => StaticValue::Float(0),
                _ => StaticValue::Int(0),
            });
        };
        Some(
            match self.machine.memory.load(Pointer::to(base), cell).ok()? {
                Val::I32(value) => StaticValue::Int(value.into()),
                Val::I64(value) => StaticValue::Int(value),
                Val::F32(value) => StaticValue::Float(value.to_bits().into()),
                Val::F64(value) => StaticValue::Float(value.to_bits()),
                Val::Ptr(pointer) if cell != Cell::Ref => {
                    // A native integer that holds an address has no number yet.
                    let _ = pointer;
                    return None;
                }
                Val::Ptr(pointer) if pointer.is_null() => StaticValue::Null,
                Val::Ptr(pointer) => match reach::reference(&self.machine, pointer).ok()? {
                    Reference::Text(text) => StaticValue::Text(Arc::from(text)),
                    Reference::TypeObject(ty) => StaticValue::Type(ty),
                    Reference::Object(_, ty) => StaticValue::Object(ty),
                    Reference::MethodTable(_) | Reference::Code(_) => return None,
                },
            },
        )
    }

    /// Exploration begins anew.
    pub fn forget_followed(&mut self) {
        self.followed.clear();
    }

    /// What a static field reaches that was not reached before, in order.
    pub fn follow(&mut self, field: FieldId) -> Vec<Reference> {
        let mut found = Vec::new();
        if let Some(base) = self.machine.static_base(field) {
            let mut visit = |reference: &Reference| found.push(reference.clone());
            // It was walked when it was made: this cannot be refused.
            let _ = reach::walk(&self.machine, base, &mut self.followed, &mut visit);
        }
        found
    }

    /// Where what was taken for granted does not hold.
    pub fn broken(&self, world: &World, functions: &[Function]) -> Exceptions {
        let is_constant = |field: FieldId| {
            let data = world.field(field);
            data.is_init_only() && self.machine.is_baked(data.owner)
        };
        let is_foreign = |field: FieldId, func: Func| {
            let own = match func {
                Func::Method(method) => self.lazy.field(world, method) == Some(field),
                _ => false,
            };
            self.filled.contains(&field) && !own
        };
        assumptions::broken(world, functions, &is_constant, &is_foreign)
    }

    /// The initial content of static fields, and the objects they reach.
    pub fn freeze(self, world: &World, fields: &[FieldId]) -> InitialStatics {
        let mut initial = InitialStatics::default();
        let mut bases: Vec<(FieldId, Base)> = Vec::new();
        for &field in fields {
            let data = world.field(field);
            let is_filled = self.filled.contains(&field);
            if !is_filled && !self.machine.is_baked(data.owner) || !self.is_own(world, field) {
                continue;
            }
            if data.is_init_only() && cell(world, data.ty).is_some() {
                initial.constant.insert(field);
            }
            if let Some(base) = self.machine.static_base(field) {
                bases.push((field, base));
            }
        }
        let string = world.known().string;
        let is_mutable = |ty: TypeId| ty != string;
        if let Ok(frozen) = freeze::freeze(&self.machine, &mut initial.heap, &bases, &is_mutable) {
            initial.fields = frozen.into_iter().map(|data| (data.field, data)).collect();
        }
        initial
    }
}

/// What a scalar static holds.
fn cell(world: &World, ty: TypeId) -> Option<Cell> {
    Some(match world.class(ty) {
        Class::Prim(kind) => match kind {
            PrimKind::Boolean | PrimKind::U8 => Cell::U8,
            PrimKind::I8 => Cell::I8,
            PrimKind::Char | PrimKind::U16 => Cell::U16,
            PrimKind::I16 => Cell::I16,
            PrimKind::I32 | PrimKind::U32 => Cell::I32,
            PrimKind::I64 | PrimKind::U64 => Cell::I64,
            PrimKind::F32 => Cell::F32,
            PrimKind::F64 => Cell::F64,
            PrimKind::INative | PrimKind::UNative if world.target().pointer_bytes == 8 => Cell::I64,
            PrimKind::INative | PrimKind::UNative => Cell::I32,
        },
        Class::Ref => Cell::Ref,
        _ => return None,
    })
}

/// The program under exploration as the interpreter sees it.
struct View<'a, 'h> {
    host: &'a Host<'h>,
    refused: &'a FxHashSet<TypeId>,
    nesting: &'a mut Nesting,
    lazy: &'a LazyGetters,
    exceptions: &'a Exceptions,
}

/// What is tried.
#[derive(Copy, Clone)]
enum Work {
    Constructor(TypeId, Func),
    Getter(FieldId, Func),
}

impl Program for View<'_, '_> {
    fn function(&mut self, func: Func) -> Answer<Arc<Function>> {
        if self.nesting.is_too_large(self.host.world, func) {
            let reason = "generic instances nest too deep".to_string();
            return Err(TrapReason::NoBody(func, reason));
        }
        let body =
            import(self.host, func).map_err(|error| TrapReason::NoBody(func, error.to_string()))?;
        match body.missing.first() {
            Some(entry) => Err(TrapReason::Runtime(entry.as_str().into())),
            None => Ok(Arc::new(body)),
        }
    }

    /// Flags and BaseSize, as the type tables will have them.
    fn method_table(&mut self, ty: TypeId, offset: i64, bytes: u32) -> Answer<Val> {
        let words = tables::fixed_words(self.host.world, ty);
        let value = match (words, offset, bytes) {
            (Some((flags, _)), 0, 4) => flags,
            (Some((flags, _)), 0, 2) => flags & 0xFFFF,
            (Some((_, base_size)), 4, 4) => base_size,
            _ => return Err(TrapReason::Opaque("a method table")),
        };
        Ok(Val::I32(value as i32))
    }

    fn lazy_field(&mut self, func: Func) -> Option<FieldId> {
        match func {
            Func::Method(method) => self
                .lazy
                .field(self.host.world, method)
                .filter(|field| !self.exceptions.fields.contains(field)),
            _ => None,
        }
    }

    fn cctor(&mut self, ty: TypeId) -> Answer<CctorAction> {
        if self.refused.contains(&ty) {
            return Err(TrapReason::NeedsCctor(ty));
        }
        Ok(match self.host.world.cctor(ty) {
            Some(cctor) => CctorAction::Run(Func::Method(cctor.method)),
            None => CctorAction::Nothing,
        })
    }
}

/// A reason with the names of what it is about.
fn reason_text(world: &World, reason: &TrapReason) -> String {
    let of_place = |place: &Place| match place {
        Place::Static(field) => world.display_field(*field),
        Place::Object(ty) => format!("an object of {}", world.display_type(*ty)),
    };
    match reason {
        TrapReason::NeedsCctor(ty) => {
            format!("needs {}, which is not baked", world.display_type(*ty))
        }
        TrapReason::CctorFailed(ty) => {
            format!(
                "the static constructor of {} throws",
                world.display_type(*ty)
            )
        }
        TrapReason::Cycle(ty) => format!(
            "needs {}, whose constructor is under way: who begins decides what it sees",
            world.display_type(*ty)
        ),
        TrapReason::Finalizer(ty) => {
            format!(
                "makes an object of {}, which has a finalizer",
                world.display_type(*ty)
            )
        }
        TrapReason::ThreadStatic(field) => {
            format!(
                "uses the thread static field {}",
                world.display_field(*field)
            )
        }
        TrapReason::ReadsShared(place) => {
            format!("reads {}, which may have changed before", of_place(place))
        }
        TrapReason::WritesShared(place) => {
            format!("writes to {}, which is not its own", of_place(place))
        }
        other => other.to_string(),
    }
}

fn written_elsewhere(world: &World, exceptions: &Exceptions) -> Vec<Refusal> {
    let mut refused: Vec<Refusal> = exceptions
        .types
        .iter()
        .map(|ty| Refusal {
            ty: *ty,
            reason: "a readonly field of it is written by others".to_string(),
            place: None,
        })
        .collect();
    refused.sort_by_key(|refusal| world.display_type(refusal.ty));
    refused
}
