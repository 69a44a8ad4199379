//! Turns a call that reaches one of two bodies into a test of the receiver's type and two direct calls.

use crate::build::Cursor;
use crate::entity::Block;
use crate::func::Func;
use crate::function::*;
use crate::op::Op;
use crate::ty::Ty;
use kiln_world::TypeId;
use smallvec::SmallVec;

/// Replaces instruction number `at` of a block, a call whose receiver is not null: `then` runs for objects
/// of exactly this type, `other` for all others. What follows the call goes to a new block.
pub fn guard_call(
    function: &mut Function,
    block: Block,
    at: usize,
    ty: TypeId,
    then: Func,
    other: Func,
) {
    let call = function.blocks[block].insts[at];
    let InstData {
        args, payload, src, ..
    } = function.insts[call].clone();
    let (Some(&receiver), Payload::Call(info)) = (args.first(), payload) else {
        return;
    };
    let unwind = match &function.blocks[block].term {
        Terminator::Try { inst, unwind, .. } if *inst == call => Some(unwind.clone()),
        _ => None,
    };
    let rest = function.split_block(block, at + 1);
    function.blocks[rest].drop_try(call);
    function.blocks[block].insts.pop();
    let results = std::mem::take(&mut function.insts[call].results);
    let types: SmallVec<[Ty; 2]> = results.iter().map(|value| function.ty(*value)).collect();
    for &result in &results {
        function.values[result].def = ValueDef::Param(rest);
        function.blocks[rest].params.push(result);
    }
    let mut cursor = Cursor::at_end(function, block, src);
    let found = cursor.value(Op::LoadType, [receiver], Payload::None, Ty::Ptr);
    let wanted = cursor.value(Op::TypeHandle, [], Payload::Type(ty), Ty::Ptr);
    let cond = cursor.value(Op::Icmp, [found, wanted], Payload::Cond(Cond::Eq), Ty::I32);
    let branch = |function: &mut Function, code: Func| {
        let site = function.new_site();
        let info = CallInfo {
            kind: CallKind::Direct(code),
            site,
            ..(*info).clone()
        };
        let payload = Payload::Call(Box::new(info));
        let inst = function.make_inst(Op::Call, args.iter().copied(), payload, &types, src);
        let normal = Target::with(rest, &function.insts[inst].results);
        let new = function.add_block();
        let data = &mut function.blocks[new];
        data.insts.push(inst);
        data.term_src = src;
        data.term = match &unwind {
            Some(unwind) => Terminator::Try {
                inst,
                normal,
                unwind: unwind.clone(),
            },
            None => Terminator::Jump(normal),
        };
        Target::to(new)
    };
    let (then, other) = (branch(function, then), branch(function, other));
    let data = &mut function.blocks[block];
    data.term_src = src;
    data.term = Terminator::Branch { cond, then, other };
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Names, SymbolNames, parse, print};
    use crate::verify::verify;

    fn guarded(text: &str) -> String {
        let names = SymbolNames::new();
        let mut function = parse(text, &names).expect("a function");
        let func = |name| Func::Method(names.method_id(name).expect("a method"));
        let ty = names.type_id("Circle").expect("a type");
        let (then, other) = (func("Circle.Area"), func("Square.Area"));
        let entry = function.entry;
        guard_call(&mut function, entry, 0, ty, then, other);
        let errors: Vec<String> = verify(&function).iter().map(ToString::to_string).collect();
        assert!(errors.is_empty(), "{errors:?}");
        function.compact();
        print(&function, &names)
    }

    #[test]
    fn a_plain_call() {
        let text = guarded(
            "fn \"f\" -> f64 {\nb0(o: ref):\n a: f64 = call interface \"IShape.Area\" (o) site=0\n b: f64 = fadd a, a\n ret b\n}",
        );
        for part in [
            "= load_type v0",
            "= type_handle \"Circle\"",
            "call direct \"Circle.Area\"(v0)",
            "call direct \"Square.Area\"(v0)",
        ] {
            assert!(text.contains(part), "no {part} in\n{text}");
        }
        assert!(!text.contains("interface"), "{text}");
    }

    #[test]
    fn a_call_with_handlers() {
        let text = guarded(
            "fn \"f\" -> i32 {\nb0(o: ref):\n a: i32 = call virtual \"Shape.Area\" (o) site=0\n try b1(a) unwind b2\nb1(x: i32):\n ret x\nb2(e: ref, s: i32) landing { catch * }:\n z: i32 = iconst 0\n ret z\n}",
        );
        assert_eq!(text.matches("try ").count(), 2, "{text}");
    }
}
