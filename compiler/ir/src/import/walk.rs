//! The walk over reached blocks in reverse post-order, and what each instruction does.

use super::core::{Home, Importer};
use super::emit::Touch;
use super::error::{Outcome, Problem};
use super::il::{Access, Arg, Instr, Opcode};
use super::item::{Item, Place, StructItem};
use crate::function::*;
use crate::op::Op;
use crate::ty::{Cell, Ty};
use kiln_world::{GenericContext, TypeId};

/// The table number of string tokens.
const USER_STRING: u8 = 0x70;

/// Prefixes of the next instruction.
#[derive(Copy, Clone, Debug, Default)]
pub(crate) struct Prefix {
    pub volatile: bool,
    pub unaligned: u8,
    pub readonly: bool,
    pub tail: bool,
    pub constrained: Option<TypeId>,
}

impl Prefix {
    pub fn touch(&self) -> Touch {
        Touch {
            volatile: self.volatile,
            align: self.unaligned,
        }
    }

    /// A prefix that an instruction does not take.
    fn stray(&self, op: Opcode) -> Option<&'static str> {
        use Opcode::*;
        let indirect = (LdindI1 as u16..=StindR8 as u16).contains(&(op as u16));
        let fields = matches!(op, Ldfld | Stfld | Ldobj | Stobj | Initblk | Cpblk | StindI);
        let statics = matches!(op, Ldsfld | Stsfld);
        let calls = matches!(op, Call | Callvirt);
        [
            (
                self.volatile && !(indirect || fields || statics),
                "volatile.",
            ),
            (self.unaligned != 0 && !(indirect || fields), "unaligned."),
            (self.readonly && !(calls || op == Ldelema), "readonly."),
            (self.tail && !(calls || op == Calli), "tail."),
            (
                self.constrained.is_some() && !(calls || op == Ldftn),
                "constrained.",
            ),
        ]
        .into_iter()
        .find_map(|(is_stray, name)| is_stray.then_some(name))
    }
}

impl<'h> Importer<'h> {
    /// Imports every node that is reached.
    pub fn walk(&mut self) -> Outcome {
        let mut at = 0;
        while at < self.il.graph.order.len() {
            let node = self.il.graph.order[at] as usize;
            if !self.il.nodes[node].processed && self.il.nodes[node].is_waiting() {
                self.import_node(node)?;
                if let Some(problem) = self.late_problem.take() {
                    return Err(problem);
                }
                if self.il.graph.irreducible {
                    // An edge may have reached a node that was passed.
                    at = 0;
                    continue;
                }
            }
            at += 1;
        }
        Ok(())
    }

    fn import_node(&mut self, node: usize) -> Outcome {
        let blocks = self.il.graph.blocks.len();
        if node >= blocks {
            let region = node - blocks;
            self.region = None;
            if self.enter_dispatch(node, region)? {
                self.region = self.il.regions.list[region].outer;
                self.dispatch(region)?;
            }
            return Ok(());
        }
        let block = self.il.graph.blocks[node].clone();
        if !self.enter(node)? {
            return Ok(());
        }
        if block.in_filter {
            self.src.il = block.start;
            return Err(Problem::invalid("control flows into the code of a filter"));
        }
        self.region = block.region;
        self.src.il = block.start;
        if let Some((region, handler)) = block.handler {
            self.enter_handler(region, handler)?;
        }
        for index in block.first..block.end {
            let instr = self.il.code.instrs[index];
            self.src.il = instr.at;
            self.step(instr, node)?;
            if !self.open {
                return Ok(());
            }
        }
        if node + 1 >= blocks {
            return Err(Problem::invalid("control runs off the end of the method"));
        }
        self.jump_to(node + 1)
    }

    pub fn context(&self) -> GenericContext<'_> {
        self.il
            .body
            .as_ref()
            .map_or(GenericContext::EMPTY, |body| body.context())
    }

    pub fn assembly(&self) -> kiln_world::AssemblyId {
        self.il
            .body
            .as_ref()
            .map_or(self.world.core_library(), |body| body.assembly)
    }

    pub fn type_token(&self, instr: Instr) -> Outcome<TypeId> {
        Ok(self
            .world
            .resolve_type(self.assembly(), instr.token(), self.context())?)
    }

    fn step(&mut self, instr: Instr, node: usize) -> Outcome {
        use Opcode::*;
        match instr.op {
            Volatile => {
                self.prefix.volatile = true;
                return Ok(());
            }
            Unaligned => {
                self.prefix.unaligned = match instr.arg {
                    Arg::Int(align @ (1 | 2 | 4)) => align as u8,
                    _ => return Err(Problem::invalid("unaligned. wants 1, 2 or 4")),
                };
                return Ok(());
            }
            Readonly => {
                self.prefix.readonly = true;
                return Ok(());
            }
            Tail => {
                self.prefix.tail = true;
                return Ok(());
            }
            Constrained => {
                self.prefix.constrained = Some(self.type_token(instr)?);
                return Ok(());
            }
            No => return Ok(()),
            _ => {}
        }
        if let Some(stray) = self.prefix.stray(instr.op) {
            return Err(Problem::Invalid(format!(
                "{stray} before {}, which does not take it",
                instr.op.name()
            )));
        }
        let result = self.instruction(instr, node);
        self.prefix = Prefix::default();
        let allowed = self.il.body.as_ref().map_or(0, |body| body.max_stack);
        if self.state.stack.len() > usize::from(allowed) {
            return Err(Problem::Invalid(format!(
                "more than {allowed} entries on the evaluation stack (.maxstack)"
            )));
        }
        result
    }

    fn instruction(&mut self, instr: Instr, node: usize) -> Outcome {
        use Opcode::*;
        match instr.access() {
            Access::Load => return self.load_var(instr),
            Access::Store => {
                let item = self.pop()?;
                return self.store_var(self.var(instr), item);
            }
            Access::Address => return self.var_address(instr),
            Access::None => {}
        }
        let touch = self.prefix.touch();
        match instr.op {
            Nop => {}
            Break => {
                self.inst(Op::DebugBreak, [], Payload::None, &[]);
            }
            Ldnull => self.push(Item::Null),
            LdcI4M1 => self.push(Item::i32(-1)),
            LdcI40 | LdcI41 | LdcI42 | LdcI43 | LdcI44 | LdcI45 | LdcI46 | LdcI47 | LdcI48 => {
                self.push(Item::i32(instr.op as i32 - LdcI40 as i32));
            }
            LdcI4S | LdcI4 => self.push_const(Ty::I32, instr.arg),
            LdcI8 => self.push_const(Ty::I64, instr.arg),
            LdcR4 => self.push_const(Ty::F32, instr.arg),
            LdcR8 => self.push_const(Ty::F64, instr.arg),
            Ldstr => {
                if instr.token().table_number() != USER_STRING {
                    let token = instr.token();
                    return Err(Problem::Invalid(format!("the token {token} is no string")));
                }
                let text = self.world.user_string(self.assembly(), instr.token())?;
                self.push(Item::Text(text.into()));
            }
            Dup => self.dup()?,
            Pop => {
                self.pop()?;
            }
            Jmp => return self.jmp(instr),
            Call | Callvirt => return self.call_instr(instr, instr.op == Callvirt),
            Calli => return self.calli(instr),
            Newobj => return self.newobj(instr),
            Ret => return self.ret(),
            Br | BrS => {
                let target = self.il.graph.block_at(instr.target())?;
                return self.jump_to(target);
            }
            BrfalseS | Brfalse | BrtrueS | Brtrue => return self.branch_if(instr, node),
            BeqS | BgeS | BgtS | BleS | BltS | BneUnS | BgeUnS | BgtUnS | BleUnS | BltUnS | Beq
            | Bge | Bgt | Ble | Blt | BneUn | BgeUn | BgtUn | BleUn | BltUn => {
                return self.branch_compare(instr, node);
            }
            Switch => return self.switch(instr, node),
            LdindI1 => return self.load_indirect(Cell::I8, touch),
            LdindU1 => return self.load_indirect(Cell::U8, touch),
            LdindI2 => return self.load_indirect(Cell::I16, touch),
            LdindU2 => return self.load_indirect(Cell::U16, touch),
            LdindI4 | LdindU4 => return self.load_indirect(Cell::I32, touch),
            LdindI8 => return self.load_indirect(Cell::I64, touch),
            LdindI => return self.load_indirect(Cell::from(self.native), touch),
            LdindR4 => return self.load_indirect(Cell::F32, touch),
            LdindR8 => return self.load_indirect(Cell::F64, touch),
            LdindRef => return self.load_indirect(Cell::Ref, touch),
            StindI1 => return self.store_indirect(Cell::I8, touch),
            StindI2 => return self.store_indirect(Cell::I16, touch),
            StindI4 => return self.store_indirect(Cell::I32, touch),
            StindI8 => return self.store_indirect(Cell::I64, touch),
            StindI => return self.store_indirect(Cell::from(self.native), touch),
            StindR4 => return self.store_indirect(Cell::F32, touch),
            StindR8 => return self.store_indirect(Cell::F64, touch),
            StindRef => return self.store_indirect(Cell::Ref, touch),
            Add | Sub | Mul | Div | DivUn | Rem | RemUn | And | Or | Xor | AddOvf | AddOvfUn
            | MulOvf | MulOvfUn | SubOvf | SubOvfUn => return self.arithmetic(instr.op),
            Shl | Shr | ShrUn => return self.shift(instr.op),
            Neg | Not => return self.unary(instr.op),
            ConvI1 | ConvI2 | ConvI4 | ConvI8 | ConvR4 | ConvR8 | ConvU4 | ConvU8 | ConvRUn
            | ConvOvfI1Un | ConvOvfI2Un | ConvOvfI4Un | ConvOvfI8Un | ConvOvfU1Un | ConvOvfU2Un
            | ConvOvfU4Un | ConvOvfU8Un | ConvOvfIUn | ConvOvfUUn | ConvOvfI1 | ConvOvfU1
            | ConvOvfI2 | ConvOvfU2 | ConvOvfI4 | ConvOvfU4 | ConvOvfI8 | ConvOvfU8 | ConvU2
            | ConvU1 | ConvI | ConvOvfI | ConvOvfU | ConvU => {
                return self.conversion(instr.op);
            }
            Ckfinite => return self.ckfinite(),
            Ceq | Cgt | CgtUn | Clt | CltUn => return self.compare_instr(instr.op),
            Ldobj => {
                let ty = self.type_token(instr)?;
                return self.ldobj(ty, touch);
            }
            Stobj => {
                let ty = self.type_token(instr)?;
                return self.stobj(ty, touch);
            }
            Cpobj => {
                let ty = self.type_token(instr)?;
                let from = self.pop()?;
                let item = self.load_at(from, ty, touch)?;
                self.push(item);
                return self.stobj(ty, touch);
            }
            Initobj => {
                let ty = self.type_token(instr)?;
                return self.initobj(ty);
            }
            Cpblk => return self.block_op(Op::CopyBytes, touch),
            Initblk => return self.block_op(Op::FillBytes, touch),
            Localloc => return self.localloc(),
            Sizeof => {
                let ty = self.type_token(instr)?;
                let size = self.size_of(ty)?;
                self.push(Item::i32(size as i32));
            }
            Ldfld | Ldflda | Stfld | Ldsfld | Ldsflda | Stsfld => return self.field_instr(instr),
            Castclass | Isinst => {
                let ty = self.type_token(instr)?;
                return self.cast_instr(ty, instr.op == Castclass);
            }
            Box => {
                let ty = self.type_token(instr)?;
                return self.box_instr(ty);
            }
            Unbox => {
                let ty = self.type_token(instr)?;
                return self.unbox_instr(ty);
            }
            UnboxAny => {
                let ty = self.type_token(instr)?;
                return self.unbox_any(ty);
            }
            Newarr => {
                let ty = self.type_token(instr)?;
                return self.newarr(ty);
            }
            Ldlen => return self.ldlen(),
            Ldelema => {
                let ty = self.type_token(instr)?;
                let readonly = self.prefix.readonly;
                return self.ldelema(ty, readonly);
            }
            LdelemI1 | LdelemU1 | LdelemI2 | LdelemU2 | LdelemI4 | LdelemU4 | LdelemI8
            | LdelemI | LdelemR4 | LdelemR8 | LdelemRef | Ldelem => return self.ldelem(instr),
            StelemI | StelemI1 | StelemI2 | StelemI4 | StelemI8 | StelemR4 | StelemR8
            | StelemRef | Stelem => {
                return self.stelem(instr);
            }
            Ldtoken => return self.ldtoken(instr),
            Ldftn => return self.ldftn(instr),
            Ldvirtftn => return self.ldvirtftn(instr),
            Mkrefany => return self.mkrefany(instr),
            Refanyval => return self.refanyval(instr),
            Refanytype => return self.refanytype(),
            Arglist => return Err(Problem::unsupported("variable argument lists (arglist)")),
            Throw => return self.throw_instr(),
            Rethrow => return self.rethrow(),
            Leave | LeaveS => return self.leave(instr),
            Endfinally => return self.endfinally(),
            Endfilter => return self.endfilter(),
            _ => return Err(Problem::invalid(format!("misplaced {}", instr.op.name()))),
        }
        Ok(())
    }

    fn push_const(&mut self, ty: Ty, arg: Arg) {
        match arg {
            Arg::Int(value) => self.push(Item::Int(ty, value)),
            Arg::Float(bits) => self.push(Item::Float(ty, bits)),
            _ => {}
        }
    }

    fn dup(&mut self) -> Outcome {
        let item = self.pop()?;
        let item = match item {
            // One object, however often it is named.
            Item::Boxed(_) | Item::VirtualCode(..) => Item::Val(self.value(&item)?),
            other => other,
        };
        self.push(item.clone());
        self.push(item);
        Ok(())
    }

    pub fn var(&self, instr: Instr) -> usize {
        match instr.variable() {
            Some((true, number)) => number as usize,
            Some((false, number)) => self.il.args + number as usize,
            None => 0,
        }
    }

    fn load_var(&mut self, instr: Instr) -> Outcome {
        let index = self.var(instr);
        let item = self.read_var(index)?;
        self.push(item);
        Ok(())
    }

    pub fn read_var(&mut self, index: usize) -> Outcome<Item> {
        let var = &self.vars[index];
        let ty = var.ty;
        match var.home.clone() {
            Home::Ssa => Ok(self.state.vars[index].clone()),
            Home::Fixed(item) => Ok(item),
            Home::Memory(addr) => match var.cell {
                Some(_) => self.load(addr, ty, Touch::default()),
                None => Ok(Item::Struct(StructItem {
                    ty,
                    place: Place::Var(index as u32, addr),
                })),
            },
            Home::None => Err(Problem::invalid("a variable outside of its filter's frame")),
        }
    }

    pub fn store_var(&mut self, index: usize, item: Item) -> Outcome {
        let ty = self.vars[index].ty;
        match self.vars[index].home.clone() {
            Home::Ssa => {
                let mut item = self.coerce(item, ty)?;
                if matches!(item, Item::Boxed(_) | Item::Code(_) | Item::VirtualCode(..)) {
                    let to = self.vars[index].cell.map_or(Ty::Ref, |cell| cell.ty());
                    item = Item::Val(self.value_as(&item, to)?);
                }
                self.state.vars[index] = item;
                Ok(())
            }
            Home::Memory(addr) => {
                self.clobber(Some(index as u32))?;
                self.store(addr, ty, item, Touch::default())
            }
            Home::Fixed(_) | Home::None => {
                Err(Problem::invalid("a store to a variable that has no home"))
            }
        }
    }

    fn var_address(&mut self, instr: Instr) -> Outcome {
        let index = self.var(instr);
        match self.vars[index].home.clone() {
            Home::Memory(addr) => {
                let is_pointer = self.f.ty(addr.base) == Ty::Ptr;
                let item = if is_pointer {
                    let value = self.addr_value(addr);
                    Item::Val(self.scalar_as(value, Ty::ByRef)?)
                } else {
                    Item::Addr(addr)
                };
                self.push(item);
            }
            // Followed by `initobj`: see `find_uses`.
            Home::Ssa => {
                let ty = self.vars[index].ty;
                self.state.vars[index] = self.default_item(ty);
                self.skip_initobj = true;
                self.push(Item::Null);
            }
            _ => {
                return Err(Problem::invalid(
                    "the address of a variable that has no home",
                ));
            }
        }
        Ok(())
    }

    fn ret(&mut self) -> Outcome {
        let item = if self.is_void(self.return_type) {
            None
        } else {
            Some(self.pop()?)
        };
        let item = match item {
            Some(item) if self.lock.is_some() => Some(self.settle(item)?),
            other => other,
        };
        if let Some(lock) = self.lock.clone() {
            self.region = None;
            self.exit_monitor(lock)?;
        }
        self.return_item(item)
    }
}
