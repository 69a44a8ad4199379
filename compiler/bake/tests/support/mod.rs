//! A program in IR text as a host: types and methods are the names that the text uses.

#![allow(dead_code)]

use kiln_bake::{
    Answer, CctorAction, EntryEffect, Host, Limits, Machine, ObjectModel, Pointer, StaticData,
    Stop, TrapReason, Val,
};
use kiln_ir::passes::TypeFacts;
use kiln_ir::text::{Names, SymbolNames, parse_all};
use kiln_ir::ty::Cell;
use kiln_ir::verify::verify;
use kiln_ir::{ExceptionKind, Func, Function};
use kiln_world::{FieldId, MethodId, TypeId};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// What lines such as `; class "D" 24 "Base"`, `; struct "P" i32@0 i32@4`, `; array "T[]" "T"`,
/// `; static "f" 8`, `; cctor "T" "T..cctor"` and `; override "D" "Base.M" "D.M"` declare.
#[derive(Default)]
pub struct Program {
    pub names: SymbolNames,
    pub functions: HashMap<Func, Arc<Function>>,
    sizes: HashMap<TypeId, u32>,
    leaves: HashMap<TypeId, Vec<(u32, Cell)>>,
    bases: HashMap<TypeId, TypeId>,
    elements: HashMap<TypeId, TypeId>,
    statics: HashMap<FieldId, u32>,
    readonly: HashSet<FieldId>,
    finalizers: HashSet<TypeId>,
    rva: HashMap<FieldId, Vec<u8>>,
    cctors: HashMap<TypeId, Func>,
    overrides: HashMap<(TypeId, MethodId), MethodId>,
    /// Runtime entries called, in order.
    pub log: Vec<String>,
}

impl Program {
    pub fn new(text: &str) -> Program {
        let mut program = Program::default();
        text.lines()
            .filter(|line| line.starts_with("; "))
            .for_each(|line| program.declare(line));
        let functions = parse_all(text, &program.names).unwrap_or_else(|error| panic!("{error}"));
        for function in functions {
            let errors: Vec<String> = verify(&function).iter().map(ToString::to_string).collect();
            assert!(errors.is_empty(), "{}: {errors:#?}", function.name);
            program.functions.insert(function.func, Arc::new(function));
        }
        program
    }

    fn declare(&mut self, line: &str) {
        let quoted: Vec<&str> = line.split('"').skip(1).step_by(2).collect();
        let words: Vec<&str> = line
            .split('"')
            .step_by(2)
            .flat_map(str::split_whitespace)
            .collect();
        let ty = |at: usize| self.names.type_id(quoted[at]).expect("a type");
        match words.get(1).copied() {
            Some("class") => {
                let this = ty(0);
                self.sizes.insert(this, words[2].parse().expect("a size"));
                if quoted.len() > 1 {
                    let base = ty(1);
                    self.bases.insert(this, base);
                }
            }
            Some("struct") => {
                let leaves: Vec<(u32, Cell)> = words[2..]
                    .iter()
                    .map(|leaf| {
                        let (cell, offset) = leaf.split_once('@').expect("CELL@OFFSET");
                        let cell = Cell::ALL.iter().find(|c| c.name() == cell).expect("a cell");
                        (offset.parse().expect("an offset"), *cell)
                    })
                    .collect();
                let size = leaves
                    .iter()
                    .map(|(at, cell)| at + cell.bytes(8))
                    .max()
                    .unwrap_or(1);
                let this = ty(0);
                self.sizes.insert(this, size);
                self.leaves.insert(this, leaves);
            }
            Some("array") => {
                let (array, element) = (ty(0), ty(1));
                self.elements.insert(array, element);
            }
            Some("static") => {
                let field = self.names.field_id(quoted[0]).expect("a field");
                self.statics
                    .insert(field, words[2].parse().expect("a size"));
            }
            Some("readonly") => {
                let field = self.names.field_id(quoted[0]).expect("a field");
                self.readonly.insert(field);
            }
            Some("finalizer") => {
                let this = ty(0);
                self.finalizers.insert(this);
            }
            Some("rva") => {
                let field = self.names.field_id(quoted[0]).expect("a field");
                let bytes = words[2..]
                    .iter()
                    .map(|byte| byte.parse().expect("a byte"))
                    .collect();
                self.rva.insert(field, bytes);
            }
            Some("cctor") => {
                let method = self.names.method_id(quoted[1]).expect("a method");
                let this = ty(0);
                self.cctors.insert(this, Func::Method(method));
            }
            Some("override") => {
                let method = |at: usize| self.names.method_id(quoted[at]).expect("a method");
                let (this, decl, body) = (ty(0), method(1), method(2));
                self.overrides.insert((this, decl), body);
            }
            _ => {}
        }
    }

    pub fn func(&self, name: &str) -> Func {
        Func::Method(self.names.method_id(name).expect("a method"))
    }

    pub fn ty(&self, name: &str) -> TypeId {
        self.names.type_id(name).expect("a type")
    }

    fn size(&self, ty: TypeId) -> Answer<u32> {
        let name = self.names.type_name(ty).unwrap_or_default();
        Ok(match name.as_str() {
            "byte" | "bool" => 1,
            "char" | "short" => 2,
            "int" | "float" => 4,
            "long" | "double" => 8,
            _ => *self.sizes.get(&ty).unwrap_or(&8),
        })
    }

    fn resolve(&self, mut receiver: TypeId, method: MethodId) -> Answer<Func> {
        loop {
            if let Some(body) = self.overrides.get(&(receiver, method)) {
                return Ok(Func::Method(*body));
            }
            match self.bases.get(&receiver) {
                Some(base) => receiver = *base,
                None => return Ok(Func::Method(method)),
            }
        }
    }
}

impl Host for Program {
    fn model(&self) -> ObjectModel {
        ObjectModel::little_64()
    }
    fn function(&mut self, func: Func) -> Answer<Arc<Function>> {
        let missing = || TrapReason::NoBody(func, "not in the text".into());
        self.functions.get(&func).cloned().ok_or_else(missing)
    }
    fn object_bytes(&self, ty: TypeId) -> Answer<u32> {
        Ok(*self.sizes.get(&ty).unwrap_or(&16))
    }
    fn value_bytes(&self, ty: TypeId) -> Answer<u32> {
        self.size(ty)
    }
    fn element(&self, array: TypeId) -> Option<TypeId> {
        self.elements.get(&array).copied()
    }
    fn is_assignable(&self, mut from: TypeId, to: TypeId) -> bool {
        loop {
            if from == to {
                return true;
            }
            match self.bases.get(&from) {
                Some(base) => from = *base,
                None => return self.names.type_name(to).as_deref() == Some("System.Object"),
            }
        }
    }
    fn string_type(&self) -> Answer<TypeId> {
        Ok(self.ty("System.String"))
    }
    fn runtime_type(&self) -> Answer<TypeId> {
        Ok(self.ty("System.RuntimeType"))
    }
    fn resolve_virtual(&mut self, receiver: TypeId, method: MethodId) -> Answer<Func> {
        self.resolve(receiver, method)
    }
    fn resolve_interface(&mut self, receiver: TypeId, method: MethodId) -> Answer<Func> {
        self.resolve(receiver, method)
    }
    fn static_data(&mut self, field: FieldId) -> Answer<StaticData> {
        let size = *self
            .statics
            .get(&field)
            .ok_or(TrapReason::ThreadStatic(field))?;
        Ok(StaticData {
            bytes: vec![0; size as usize],
            writable: true,
        })
    }
    /// `A.x` is a field of `A`.
    fn static_owner(&self, field: FieldId) -> Option<TypeId> {
        let name = self.names.field_name(field)?;
        Some(self.ty(name.split('.').next()?))
    }
    fn is_constant_static(&self, field: FieldId) -> bool {
        self.readonly.contains(&field)
    }
    fn has_finalizer(&self, ty: TypeId) -> bool {
        self.finalizers.contains(&ty)
    }
    fn rva_data(&mut self, field: FieldId) -> Answer<Vec<u8>> {
        Ok(self.rva.get(&field).cloned().unwrap_or_default())
    }
    fn cctor(&mut self, ty: TypeId) -> Answer<CctorAction> {
        Ok(self
            .cctors
            .get(&ty)
            .map_or(CctorAction::Nothing, |func| CctorAction::Run(*func)))
    }
    fn runtime_entry(
        &mut self,
        symbol: &str,
        args: &[Val],
        _machine: &mut Machine,
    ) -> Answer<EntryEffect> {
        if symbol != "log" {
            return Ok(EntryEffect::Refused);
        }
        let text: Vec<String> = args.iter().map(|arg| format!("{arg:?}")).collect();
        self.log.push(text.join(" "));
        Ok(EntryEffect::Returns(Vec::new()))
    }
    fn exception(&mut self, kind: ExceptionKind, machine: &mut Machine) -> Answer<Pointer> {
        let ty = self.ty(kind.type_name());
        machine.new_object(self, ty)
    }
}

/// The same types, for passes.
impl TypeFacts for Program {
    fn pointer_bytes(&self) -> u32 {
        8
    }
    fn is_assignable(&self, from: TypeId, to: TypeId) -> Option<bool> {
        Some(Host::is_assignable(self, from, to))
    }
    fn is_exact(&self, _ty: TypeId) -> bool {
        false
    }
    fn element(&self, array: TypeId) -> Option<TypeId> {
        self.elements.get(&array).copied()
    }
    fn leaves(&self, ty: TypeId, limit: usize) -> Option<Vec<(u32, Cell)>> {
        self.leaves
            .get(&ty)
            .filter(|leaves| leaves.len() <= limit)
            .cloned()
    }
    fn is_droppable(&self, _ty: TypeId) -> bool {
        true
    }
}

/// How a run ended, in words.
pub fn outcome(program: &mut Program, machine: &mut Machine, func: Func, args: &[Val]) -> String {
    match machine.run(program, func, args) {
        Ok(values) => values
            .iter()
            .map(|value| format!("{value:?}"))
            .collect::<Vec<_>>()
            .join(" "),
        Err(Stop::Thrown(exception)) => {
            let ty = machine.type_of(program, exception).ok();
            let name = ty.and_then(|ty| program.names.type_name(ty));
            format!("throws {}", name.unwrap_or_default())
        }
        Err(Stop::Trap(trap)) => format!("trap: {trap}"),
    }
}

/// Runs a function of a text on a fresh machine.
pub fn run(text: &str, name: &str, args: &[Val]) -> String {
    let mut program = Program::new(text);
    let mut machine = Machine::new(program.model(), Limits::default());
    let func = program.func(name);
    outcome(&mut program, &mut machine, func, args)
}
