//! Programs of deep chains of calls through frames of all sorts. Each frame keeps many values alive across calls, in
//! registers, spill slots and on the stack, and adds them to a checksum wherever control arrives by an exception: a
//! register or slot that the unwinder restores wrongly, or that a landing pad takes from the wrong place, changes what
//! is printed.

mod body;
mod calls;
mod handlers;
mod values;

use crate::code::Code;
use crate::exceptions::declare_own;
use crate::rng::Rng;
use body::Body;
use calls::{Frame, Shape};
use values::structs;

/// The part of a program that does not depend on chance.
const ENTRY: &str = include_str!("entry.cs");
const ROUNDS: &str = "14";
/// Calls in a round; each call after these returns at once.
const CALLS: &str = "80";

pub fn generate(seed: u64) -> String {
    let mut rng = Rng::new(seed, "unwind");
    let count = rng.between(5, 9);
    let frames: Vec<Frame> = (0..count)
        .map(|number| Frame::new(&mut rng, number))
        .collect();
    let mut code = Code::new();
    code.open(format!("namespace S{seed}"));
    for name in [
        "Fuzz",
        "System",
        "System.Collections.Generic",
        "System.Runtime.CompilerServices",
        "System.Runtime.ExceptionServices",
    ] {
        code.line(format!("using {name};"));
    }
    declare_own(&mut code);
    structs(&mut code, &mut rng);
    for frame in &frames {
        method(&mut code, &mut rng, frame, &frames);
    }
    let starts: Vec<String> = frames
        .iter()
        .map(|frame| {
            let depth = rng.between(6, 30).to_string();
            let call = frame.call(&mut rng, &[], &depth);
            format!("case {}: {} break;", frame.number, frame.consume(&call))
        })
        .collect();
    let entry = ENTRY
        .replace("ROUNDS", ROUNDS)
        .replace("LIMIT", CALLS)
        .replace("FRAMES", &count.to_string())
        .replace("STARTS", &starts.join("\n                "));
    for line in entry.lines() {
        code.line(line.strip_prefix("    ").unwrap_or(line));
    }
    code.close();
    code.finish()
}

/// Class `M{number}` with one method, and what else its shape needs.
fn method(code: &mut Code, rng: &mut Rng, frame: &Frame, frames: &[Frame]) {
    let (number, result) = (frame.number, frame.result.name());
    let parameters = frame.parameters();
    let call = format!("{result} Call({parameters})");
    match frame.shape {
        Shape::Static => {
            code.open(format!("static unsafe class M{number}"));
            code.line(frame.inlining);
            code.open(format!("public static {call}"));
        }
        Shape::Generic => {
            code.open(format!("static unsafe class M{number}"));
            code.line(frame.inlining);
            code.open(format!(
                "public static {result} Call<X>({parameters}) where X : IValue"
            ));
        }
        Shape::GenericClass => {
            code.open(format!("static unsafe class M{number}<X> where X : IValue"));
            code.line(frame.inlining);
            code.open(format!("public static {call}"));
        }
        Shape::Virtual => {
            code.line(format!(
                "abstract class M{number}Base {{ public abstract {call}; \
                 public static M{number}Base Pick() {{ return T.Flip(50) ? new M{number}() : new M{number}Other(); }} }}"
            ));
            code.open(format!("sealed class M{number}Other : M{number}Base"));
            code.open(format!("public override {call}"));
            code.line("int kept = (int)T.Next();");
            code.line(format!(
                "try {{ return new M{number}().Call({}); }}",
                frame.forwarded()
            ));
            code.line("finally { Entry.Mix(kept); }");
            code.close();
            code.close();
            code.open(format!("unsafe class M{number} : M{number}Base"));
            code.line("long state = T.Next();");
            code.line(frame.inlining);
            code.open(format!("public override {call}"));
        }
        Shape::Interface => {
            code.line(format!("interface I{number} {{ {call}; }}"));
            code.open(format!("unsafe struct M{number} : I{number}"));
            code.line("long state;");
            code.line(format!("public M{number}(long s) {{ state = s; }}"));
            code.line(frame.inlining);
            code.open(format!("public {call}"));
        }
        Shape::Delegate => {
            code.line(format!("delegate {result} D{number}({parameters});"));
            code.open(format!("unsafe class M{number}"));
            code.line("long state;");
            code.line(format!(
                "public static D{number} Make(long s) {{ return new M{number} {{ state = s }}.Call; }}"
            ));
            code.line(frame.inlining);
            code.open(format!("public {call}"));
        }
        Shape::Iterator => {
            code.open(format!("static class M{number}"));
            code.open(format!(
                "public static IEnumerable<{result}> Call({parameters})"
            ));
        }
        Shape::Initializer => {
            code.open(format!("static unsafe class M{number}<X> where X : IValue"));
            code.line(format!("public static {result} State;"));
            code.open(format!("static M{number}()"));
            code.line("int d = 4;");
        }
    }
    Body::new(code, rng, frame, frames).write();
    code.close();
    code.close();
}
