//! Calls of every kind, and what instructions that raise call.

use super::{Machine, Role, Step};
use crate::host::{Answer, EntryEffect, Host};
use crate::trap::TrapReason;
use crate::value::{Base, Pointer, Val};
use kiln_ir::function::{CallKind, Payload};
use kiln_ir::ty::Cell;
use kiln_ir::{ExceptionKind, Func, Function, Inst};

impl Machine {
    pub(super) fn call(
        &mut self,
        host: &mut dyn Host,
        function: &Function,
        inst: Inst,
    ) -> Answer<Step> {
        let data = &function.insts[inst];
        let Payload::Call(info) = &data.payload else {
            return Err(TrapReason::Undefined("a call"));
        };
        // A callee has returned to this call.
        if self.frame().awaiting {
            return self.take_results(function, inst);
        }
        let mut args: Vec<Val> = data.args.iter().map(|arg| self.get(*arg)).collect();
        let receiver = |args: &[Val]| {
            args.first()
                .and_then(|arg| arg.as_pointer())
                .ok_or(TrapReason::Undefined("a receiver"))
        };
        let func = match &info.kind {
            CallKind::Direct(Func::RunCctor(ty)) => return self.cctor(host, *ty),
            CallKind::Direct(func) => *func,
            CallKind::Virtual(method) => {
                let ty = self.type_of(host, receiver(&args)?)?;
                host.resolve_virtual(ty, *method)?
            }
            CallKind::Interface(method) => {
                let ty = self.type_of(host, receiver(&args)?)?;
                host.resolve_interface(ty, *method)?
            }
            CallKind::Delegate(_) => {
                let delegate = receiver(&args)?;
                let field = |offset: u32| delegate.plus(i64::from(offset));
                args[0] = self
                    .memory
                    .load(field(self.model.delegate_target), Cell::Ref)?;
                code(
                    self.memory
                        .load(field(self.model.delegate_code), Cell::Ptr)?,
                )?
            }
            CallKind::Indirect => {
                let target = code(args[0])?;
                args.remove(0);
                target
            }
            CallKind::NativeIndirect(_) => {
                return Err(TrapReason::Native("through a pointer".into()));
            }
            CallKind::Native { symbol, .. } => return Err(TrapReason::Native(symbol.clone())),
            CallKind::Runtime { symbol, .. } => {
                self.burn(4)?;
                let effect = match self.builtin(host, symbol, &args)? {
                    EntryEffect::Refused => host.runtime_entry(symbol, &args, self)?,
                    effect => effect,
                };
                return match effect {
                    EntryEffect::Returns(values) => {
                        self.returned = values;
                        self.take_results(function, inst)
                    }
                    EntryEffect::Throws(kind) => Ok(Step::Raise(kind)),
                    EntryEffect::Refused => Err(TrapReason::Runtime(symbol.clone())),
                };
            }
        };
        self.burn(4)?;
        let role = self.enter_lazy(host, func);
        self.push(host, func, &args, role)?;
        let caller = self.frames.len() - 2;
        self.frames[caller].awaiting = true;
        Ok(Step::Called)
    }

    fn take_results(&mut self, function: &Function, inst: Inst) -> Answer<Step> {
        let results = &function.insts[inst].results;
        let returned = std::mem::take(&mut self.returned);
        if returned.len() != results.len() {
            return Err(TrapReason::Undefined("a call: the number of results"));
        }
        for (result, value) in results.iter().zip(returned) {
            self.set(*result, value);
        }
        self.frame().awaiting = false;
        Ok(Step::Next)
    }

    /// Raises one of the exceptions of instructions at the top frame's place.
    pub(super) fn raise(
        &mut self,
        host: &mut dyn Host,
        base: usize,
        kind: ExceptionKind,
    ) -> Answer<Option<Pointer>> {
        match self.body(host, Func::Throw(kind)) {
            // It throws: nobody asks for its results.
            Ok(_) => {
                self.push(host, Func::Throw(kind), &[], Role::Call)?;
                Ok(None)
            }
            Err(_) => {
                let exception = host.exception(kind, self)?;
                self.throw(host, base, exception)
            }
        }
    }
}

fn code(value: Val) -> Answer<Func> {
    match value.as_pointer() {
        Some(Pointer {
            base: Base::Code(func),
            offset: 0,
        }) => Ok(func),
        _ => Err(TrapReason::Undefined("a code address")),
    }
}
