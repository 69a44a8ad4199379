//! Calls whose result is known: substitutions, constant getters, and small bodies that only compute with
//! constants.

use super::cache::Known;
use super::compare::compare_ints;
use super::core::Importer;
use super::error::Outcome;
use super::il::{self, Arg, Opcode};
use super::item::Item;
use crate::function::Cond;
use crate::ty::Ty;
use kiln_world::{
    MethodBody, MethodFlags, MethodId, MethodTarget, Substitution, TokenTarget, TypeId,
};

/// Bodies longer than this are not tried.
const MOST_BYTES: usize = 64;
const MOST_STEPS: usize = 80;
const MOST_DEPTH: u32 = 6;

/// A known stack entry of the small evaluator.
#[derive(Copy, Clone, PartialEq, Debug)]
enum Cell {
    Int(Ty, i64),
    Float(Ty, u64),
    Null,
    Type(TypeId),
    TypeHandle(TypeId),
}

impl Importer<'_> {
    /// The result of a call that need not be made; inner `None` is void.
    pub fn fold_call(&mut self, method: MethodId, args: &[Item]) -> Outcome<Option<Option<Item>>> {
        let ret = self.world.method(method).signature().ret;
        if let Some(value) = self.world.substitution(method) {
            if value == Substitution::Throw {
                return Ok(None);
            }
            if self.is_void(ret) {
                return Ok(Some(None));
            }
            return Ok(self.substituted(value, ret).map(Some));
        }
        let mut known = Vec::with_capacity(args.len());
        for arg in args {
            known.push(cell_of(arg));
        }
        // Without known arguments the answer depends on the method alone.
        let plain = known.iter().all(Option::is_none);
        let result = if plain {
            match self.cache.constant(method) {
                Some(result) => result,
                None => {
                    let result = self.evaluate(method, &known, 0);
                    self.cache.set_constant(method, result);
                    result
                }
            }
        } else {
            self.evaluate(method, &known, 0)
        };
        Ok(match result {
            None => None,
            Some(Known::Void) => Some(None),
            Some(Known::Int(value)) => match self.cell(ret).map(|cell| cell.ty()) {
                Some(ty @ (Ty::I32 | Ty::I64)) => Some(Some(Item::Int(ty, value))),
                _ => None,
            },
            Some(Known::Float(bits)) => self
                .cell(ret)
                .map(|cell| Some(Item::Float(cell.ty(), bits))),
            Some(Known::Null) => Some(Some(Item::Null)),
            Some(Known::Type(ty)) => Some(Some(Item::Type(ty))),
        })
    }

    /// Runs a small body on known arguments; gives up on anything with an effect.
    fn evaluate(&self, method: MethodId, args: &[Option<Cell>], depth: u32) -> Option<Known> {
        let data = self.world.method(method);
        if !data.has_body() || depth > MOST_DEPTH || data.flags.contains(MethodFlags::SYNCHRONIZED)
        {
            return None;
        }
        if data.is_ctor() || self.world.replacement(method).is_some() {
            return None;
        }
        if self.cache.callee(self.host, method).entry.is_some() {
            return None;
        }
        if (data.is_static()
            || self.world.is_value_type(data.owner)
            || self.world.is_interface(data.owner))
            && let Some(cctor) = self.world.cctor(data.owner)
            && !cctor.before_field_init
            && self.host.needs_cctor(data.owner)
        {
            return None;
        }
        // A cheap look first: decoding every callee would cost more than it gains.
        let body = self.world.body(method).ok()??;
        if body.il.len() > MOST_BYTES || !body.clauses.is_empty() {
            return None;
        }
        Evaluation {
            importer: self,
            body,
            args,
            depth,
        }
        .run(data.signature().ret)
    }
}

fn cell_of(item: &Item) -> Option<Cell> {
    Some(match item {
        Item::Int(ty, value) => Cell::Int(*ty, *value),
        Item::Float(ty, bits) => Cell::Float(*ty, *bits),
        Item::Null => Cell::Null,
        Item::Type(ty) => Cell::Type(*ty),
        Item::TypeHandle(ty) => Cell::TypeHandle(*ty),
        _ => return None,
    })
}

struct Evaluation<'a, 'h> {
    importer: &'a Importer<'h>,
    body: MethodBody,
    args: &'a [Option<Cell>],
    depth: u32,
}

impl Evaluation<'_, '_> {
    fn run(&self, ret: TypeId) -> Option<Known> {
        use Opcode::*;
        let code = il::decode(self.body.il).ok()?;
        let mut stack: Vec<Cell> = Vec::new();
        let mut locals: Vec<Option<Cell>> = vec![None; self.body.locals.len()];
        let mut at = 0;
        for _ in 0..MOST_STEPS {
            let instr = *code.instrs.get(at)?;
            at += 1;
            match instr.op {
                Nop => {}
                LdcI4M1 => stack.push(Cell::Int(Ty::I32, -1)),
                LdcI40 | LdcI41 | LdcI42 | LdcI43 | LdcI44 | LdcI45 | LdcI46 | LdcI47 | LdcI48 => {
                    stack.push(Cell::Int(
                        Ty::I32,
                        i64::from(instr.op as u16 - LdcI40 as u16),
                    ));
                }
                LdcI4 | LdcI4S | LdcI8 => {
                    let Arg::Int(value) = instr.arg else {
                        return None;
                    };
                    stack.push(Cell::Int(
                        if instr.op == LdcI8 { Ty::I64 } else { Ty::I32 },
                        value,
                    ));
                }
                LdcR4 | LdcR8 => {
                    let Arg::Float(bits) = instr.arg else {
                        return None;
                    };
                    stack.push(Cell::Float(
                        if instr.op == LdcR4 { Ty::F32 } else { Ty::F64 },
                        bits,
                    ));
                }
                Ldnull => stack.push(Cell::Null),
                Dup => stack.push(*stack.last()?),
                Pop => {
                    stack.pop()?;
                }
                Sizeof => {
                    let ty = self.type_token(instr)?;
                    let size = self.importer.size_of(ty).ok()?;
                    stack.push(Cell::Int(Ty::I32, i64::from(size)));
                }
                Ldtoken => {
                    let world = self.importer.world;
                    let target = world
                        .resolve_token(self.body.assembly, instr.token(), self.body.context())
                        .ok()?;
                    let TokenTarget::Type(ty) = target else {
                        return None;
                    };
                    stack.push(Cell::TypeHandle(ty));
                }
                Ldsfld => stack.push(self.static_field(instr)?),
                Call => self.call(instr, &mut stack)?,
                Ceq | Cgt | CgtUn | Clt | CltUn => {
                    let (right, left) = (stack.pop()?, stack.pop()?);
                    stack.push(Cell::Int(
                        Ty::I32,
                        i64::from(compare(condition(instr.op)?, left, right)?),
                    ));
                }
                Brtrue | BrtrueS | Brfalse | BrfalseS => {
                    let truth = match stack.pop()? {
                        Cell::Int(_, value) => value != 0,
                        Cell::Null => false,
                        Cell::Type(_) => true,
                        _ => return None,
                    };
                    if truth == matches!(instr.op, Brtrue | BrtrueS) {
                        at = code.find(instr.target())?;
                    }
                }
                Br | BrS => at = code.find(instr.target())?,
                Beq | BeqS | BneUn | BneUnS | Bge | BgeS | Bgt | BgtS | Ble | BleS | Blt | BltS
                | BgeUn | BgeUnS | BgtUn | BgtUnS | BleUn | BleUnS | BltUn | BltUnS => {
                    let (right, left) = (stack.pop()?, stack.pop()?);
                    if compare(condition(instr.op)?, left, right)? {
                        at = code.find(instr.target())?;
                    }
                }
                Ret => {
                    if self.importer.is_void(ret) {
                        return stack.is_empty().then_some(Known::Void);
                    }
                    let to = self.importer.cell(ret)?;
                    return Some(match stack.pop()? {
                        Cell::Int(_, value) if to.ty().is_int() => {
                            Known::Int(super::emit::narrow_const(to, value))
                        }
                        Cell::Float(ty, bits) if ty == to.ty() => Known::Float(bits),
                        Cell::Null if to.ty() == Ty::Ref => Known::Null,
                        Cell::Type(ty) => Known::Type(ty),
                        _ => return None,
                    });
                }
                op => {
                    if let Some((is_arg, number)) = instr.variable() {
                        let number = number as usize;
                        match instr.access() {
                            il::Access::Load if is_arg => stack.push((*self.args.get(number)?)?),
                            il::Access::Load => stack.push((*locals.get(number)?)?),
                            il::Access::Store if !is_arg => {
                                let cell = self.importer.cell(self.body.locals.get(number)?.ty)?;
                                let value = match stack.pop()? {
                                    Cell::Int(_, value) if cell.ty().is_int() => {
                                        Cell::Int(cell.ty(), super::emit::narrow_const(cell, value))
                                    }
                                    Cell::Int(..) => return None,
                                    other => other,
                                };
                                *locals.get_mut(number)? = Some(value);
                            }
                            _ => return None,
                        }
                    } else {
                        self.arithmetic(op, &mut stack)?;
                    }
                }
            }
        }
        None
    }

    fn type_token(&self, instr: il::Instr) -> Option<TypeId> {
        self.importer
            .world
            .resolve_type(self.body.assembly, instr.token(), self.body.context())
            .ok()
    }

    fn arithmetic(&self, op: Opcode, stack: &mut Vec<Cell>) -> Option<()> {
        use Opcode::*;
        match op {
            Add | Sub | Mul | And | Or | Xor | Div | DivUn | Rem | RemUn => {
                let (Cell::Int(b, y), Cell::Int(a, x)) = (stack.pop()?, stack.pop()?) else {
                    return None;
                };
                let ty = if a == Ty::I64 || b == Ty::I64 {
                    Ty::I64
                } else {
                    Ty::I32
                };
                stack.push(Cell::Int(ty, super::arith::fold_binary(op, ty, x, y)?));
            }
            ConvI4 | ConvU4 => {
                let Cell::Int(_, x) = stack.pop()? else {
                    return None;
                };
                stack.push(Cell::Int(Ty::I32, i64::from(x as i32)));
            }
            ConvI8 | ConvI if op == ConvI8 || self.importer.native == Ty::I64 => {
                let Cell::Int(_, x) = stack.pop()? else {
                    return None;
                };
                stack.push(Cell::Int(Ty::I64, x));
            }
            ConvU1 => {
                let Cell::Int(_, x) = stack.pop()? else {
                    return None;
                };
                stack.push(Cell::Int(Ty::I32, i64::from(x as u8)));
            }
            _ => return None,
        }
        Some(())
    }

    fn static_field(&self, instr: il::Instr) -> Option<Cell> {
        let importer = self.importer;
        let field = importer
            .world
            .resolve_field(self.body.assembly, instr.token(), self.body.context())
            .ok()?;
        let ty = importer.cell(importer.world.field(field).ty)?.ty();
        if let Some(value) = importer.world.field_substitution(field) {
            return match value {
                Substitution::Int(value) if ty.is_int() => Some(Cell::Int(ty, value)),
                Substitution::Default if ty.is_int() => Some(Cell::Int(ty, 0)),
                Substitution::Default if ty == Ty::Ref => Some(Cell::Null),
                _ => None,
            };
        }
        match importer.host.static_value(field)? {
            super::StaticValue::Int(value) if ty.is_int() => Some(Cell::Int(ty, value)),
            super::StaticValue::Float(bits) if ty.is_float() => Some(Cell::Float(ty, bits)),
            super::StaticValue::Null if ty == Ty::Ref => Some(Cell::Null),
            _ => None,
        }
    }

    fn call(&self, instr: il::Instr, stack: &mut Vec<Cell>) -> Option<()> {
        let world = self.importer.world;
        let target = world
            .resolve_method(self.body.assembly, instr.token(), self.body.context())
            .ok()?;
        let MethodTarget::Method(method) = target.target else {
            return None;
        };
        let data = world.method(method);
        let sig = data.signature();
        let count = sig.params.len() + usize::from(sig.has_this);
        let args: Vec<Cell> = stack.split_off(stack.len().checked_sub(count)?);
        let result = match world.substitution(method) {
            Some(Substitution::Int(value)) => Known::Int(value),
            Some(Substitution::Default) if self.importer.is_void(sig.ret) => Known::Void,
            Some(Substitution::Default) => Known::Int(0),
            Some(_) => return None,
            None => match self.known_call(method, &args) {
                Some(known) => known,
                None => {
                    let args: Vec<Option<Cell>> = args.into_iter().map(Some).collect();
                    self.importer.evaluate(method, &args, self.depth + 1)?
                }
            },
        };
        let ty = self.importer.cell(sig.ret).map(|cell| cell.ty());
        match (result, ty) {
            (Known::Void, _) => {}
            (Known::Int(value), Some(ty)) if ty.is_int() => stack.push(Cell::Int(ty, value)),
            (Known::Int(0), Some(Ty::Ref)) | (Known::Null, _) => stack.push(Cell::Null),
            (Known::Float(bits), Some(ty)) => stack.push(Cell::Float(ty, bits)),
            (Known::Type(ty), _) => stack.push(Cell::Type(ty)),
            _ => return None,
        }
        Some(())
    }

    /// Intrinsic questions that constants answer.
    fn known_call(&self, method: MethodId, args: &[Cell]) -> Option<Known> {
        let world = self.importer.world;
        let name = world.method_name_key(method);
        let argument = || world.method(method).args.first().copied();
        if crate::intrinsics::answers_no(name) {
            return Some(Known::Int(0));
        }
        Some(match (name, args) {
            ("System.Type::GetTypeFromHandle", [Cell::TypeHandle(ty)]) => Known::Type(*ty),
            ("System.Type::op_Equality", [Cell::Type(a), Cell::Type(b)]) => {
                Known::Int(i64::from(a == b))
            }
            ("System.Type::op_Inequality", [Cell::Type(a), Cell::Type(b)]) => {
                Known::Int(i64::from(a != b))
            }
            ("System.Type::get_IsValueType", [Cell::Type(ty)]) => {
                Known::Int(i64::from(world.is_value_type(*ty)))
            }
            ("System.Type::get_IsEnum", [Cell::Type(ty)]) => {
                Known::Int(i64::from(world.is_enum(*ty)))
            }
            (
                "System.Runtime.CompilerServices.RuntimeHelpers::IsReferenceOrContainsReferences",
                _,
            ) => {
                let ty = argument()?;
                Known::Int(i64::from(world.is_ref_type(ty) || world.contains_refs(ty)))
            }
            ("System.Runtime.CompilerServices.Unsafe::SizeOf", _) => {
                Known::Int(i64::from(self.importer.size_of(argument()?).ok()?))
            }
            _ => return None,
        })
    }
}

fn condition(op: Opcode) -> Option<Cond> {
    use Opcode::*;
    Some(match op {
        Ceq | Beq | BeqS => Cond::Eq,
        BneUn | BneUnS => Cond::Ne,
        Cgt | Bgt | BgtS => Cond::GtS,
        CgtUn | BgtUn | BgtUnS => Cond::GtU,
        Clt | Blt | BltS => Cond::LtS,
        CltUn | BltUn | BltUnS => Cond::LtU,
        Bge | BgeS => Cond::GeS,
        BgeUn | BgeUnS => Cond::GeU,
        Ble | BleS => Cond::LeS,
        BleUn | BleUnS => Cond::LeU,
        _ => return None,
    })
}

fn compare(cond: Cond, left: Cell, right: Cell) -> Option<bool> {
    match (left, right) {
        // How a negative int32 widens beside a native int depends on where it comes from.
        (Cell::Int(a, x), Cell::Int(b, y)) if a != b && (x < 0 || y < 0) => None,
        (Cell::Int(a, x), Cell::Int(b, y)) => {
            Some(compare_ints(cond, x, y, a == Ty::I64 || b == Ty::I64))
        }
        (Cell::Type(_), Cell::Null) => Some(matches!(cond, Cond::Ne | Cond::GtU)),
        (Cell::Null, Cell::Null) => Some(matches!(cond, Cond::Eq)),
        (Cell::Type(a), Cell::Type(b)) if matches!(cond, Cond::Eq | Cond::Ne) => {
            Some((a == b) == (cond == Cond::Eq))
        }
        _ => None,
    }
}
