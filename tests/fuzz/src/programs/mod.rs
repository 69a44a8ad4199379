//! Whole small programs: types with fields, methods that call later ones, and statements over all of them.

mod detours;
mod expr;
mod library;
mod model;
mod stmt;

use crate::code::Code;
use crate::rng::Rng;
use model::{Call, Model, Ty};

/// A variable in scope.
#[derive(Debug, Clone)]
pub(crate) struct Variable {
    name: String,
    ty: Ty,
    writable: bool,
}

/// The program while it is written.
pub(crate) struct Program<'a> {
    rng: &'a mut Rng,
    model: &'a Model,
    code: &'a mut Code,
    variables: Vec<Variable>,
    /// Methods from this one on may be called.
    callable_from: usize,
    result: Ty,
    /// The name of the parameter that is passed by reference, which lambdas cannot use.
    by_ref: String,
    loops: usize,
    finally: usize,
    handlers: usize,
    lambdas: usize,
    budget: usize,
    names: usize,
}

const BUDGET: usize = 30;

impl Program<'_> {
    fn name(&mut self, prefix: &str) -> String {
        self.names += 1;
        format!("{prefix}{}", self.names)
    }

    fn all_readable(&self) -> Vec<(String, Ty)> {
        let own = self.variables.iter().map(|v| (v.name.clone(), v.ty));
        own.chain(self.model.statics.iter().cloned()).collect()
    }

    fn readable(&self, ty: Ty) -> Vec<String> {
        let all = self.all_readable().into_iter();
        all.filter(|(_, t)| *t == ty)
            .map(|(name, _)| name)
            .collect()
    }

    /// Places that can be assigned to and passed by reference.
    fn writable(&self, ty: Ty) -> Vec<String> {
        let own = self
            .variables
            .iter()
            .filter(|v| v.writable)
            .map(|v| (v.name.clone(), v.ty));
        let mut places = Vec::new();
        for (name, owner) in own.chain(self.model.statics.iter().cloned()) {
            if owner == ty {
                places.push(name);
                continue;
            }
            match owner {
                Ty::Struct(index) => {
                    let fields = self.model.struct_fields(index).into_iter();
                    places.extend(
                        fields
                            .filter(|(_, t)| *t == ty)
                            .map(|(f, _)| format!("{name}.{f}")),
                    );
                }
                Ty::Class(index) => {
                    let fields = self.model.class_fields(index).into_iter();
                    places.extend(
                        fields
                            .filter(|(_, t)| *t == ty)
                            .map(|(f, _)| format!("{name}.{f}")),
                    );
                }
                Ty::Array(elem) | Ty::Span(elem) if elem.ty() == ty => {
                    places.push(format!("{name}[0]"))
                }
                _ => {}
            }
        }
        places
    }
}

pub fn generate(seed: u64) -> String {
    let mut rng = Rng::new(seed, "programs");
    let model = Model::new(&mut rng);
    let mut code = Code::new();
    code.open(format!("namespace S{seed}"));
    code.line("using Fuzz;");
    code.line("using System;");
    detours::write_types(&mut code);
    library::write(&mut code, &mut rng, &model);
    code.open("static class Entry");
    for (name, ty) in &model.statics {
        let start = match ty {
            Ty::Array(elem) => format!("new {}[4]", elem.ty().csharp()),
            Ty::Class(index) => format!("new C{index}()"),
            Ty::Str => "\"s\"".to_string(),
            ty => format!("default({})", ty.csharp()),
        };
        code.line(format!("public static {} {name} = {start};", ty.csharp()));
    }
    for index in 0..model.methods.len() {
        method(&mut code, &mut rng, &model, index);
    }
    run(&mut code, &mut rng, &model);
    code.close();
    code.close();
    code.finish()
}

fn program<'a>(
    code: &'a mut Code,
    rng: &'a mut Rng,
    model: &'a Model,
    from: usize,
    result: Ty,
) -> Program<'a> {
    Program {
        rng,
        model,
        code,
        variables: Vec::new(),
        callable_from: from,
        result,
        by_ref: String::new(),
        loops: 0,
        finally: 0,
        handlers: 0,
        lambdas: 0,
        budget: BUDGET,
        names: 0,
    }
}

fn method(code: &mut Code, rng: &mut Rng, model: &Model, index: usize) {
    let method = &model.methods[index];
    let mut program = program(code, rng, model, index + 1, method.result);
    let mut parameters = Vec::new();
    let mut types = Vec::new();
    for (at, ty) in method.params.iter().enumerate() {
        let name = format!("a{at}");
        types.push(ty.csharp());
        parameters.push(format!("{} {name}", ty.csharp()));
        program.variables.push(Variable {
            name,
            ty: *ty,
            writable: !matches!(ty, Ty::Span(_)),
        });
    }
    if let Some(ty) = method.by_ref {
        parameters.push(format!("ref {} q", ty.csharp()));
        program.by_ref = "q".into();
        program.variables.push(Variable {
            name: "q".into(),
            ty,
            writable: true,
        });
    }
    let result = method.result.csharp();
    let name = &method.name;
    match method.call {
        Call::Static => program
            .code
            .open(format!("static {result} {name}({})", parameters.join(", "))),
        Call::Generic => {
            parameters.push("int z".into());
            program.variables.push(Variable {
                name: "z".into(),
                ty: Ty::I32,
                writable: true,
            });
            program.code.open(format!(
                "static {result} {name}<G>({})",
                parameters.join(", ")
            ));
            program.code.line("G[] own = new G[2];");
            program
                .code
                .line("z += own.Length + (typeof(G) == typeof(int) ? 1 : 2);");
        }
        Call::Delegate => {
            types.push(result.clone());
            program.code.line(format!(
                "static readonly Func<{}> d{name} = {name};",
                types.join(", ")
            ));
            program
                .code
                .open(format!("static {result} {name}({})", parameters.join(", ")));
        }
    }
    let otherwise = format!("default({result})");
    program
        .code
        .line(format!("if (!Lib.Fuel()) return {otherwise};"));
    let count = program.rng.between(4, 12);
    for _ in 0..count {
        program.statement(0);
    }
    let value = program.expr(method.result, 3);
    program.code.line(format!("return {value};"));
    program.code.close();
}

/// `Run` calls every method and prints what there is at the end.
fn run(code: &mut Code, rng: &mut Rng, model: &Model) {
    let mut program = program(code, rng, model, 0, Ty::I32);
    program.code.open("public static void Run()");
    program.code.open("for (int round = 0; round < 3; round++)");
    program.variables.push(Variable {
        name: "round".into(),
        ty: Ty::I32,
        writable: false,
    });
    for (index, method) in model.methods.iter().enumerate() {
        program.code.line("Lib.Refuel();");
        program.code.open("try");
        if let Some(ty) = method.by_ref {
            let value = program.expr(ty, 1);
            program.code.line(format!("{} v = {value};", ty.csharp()));
            program.variables.push(Variable {
                name: "v".into(),
                ty,
                writable: true,
            });
        }
        if let Some(call) = program.call_of(index, 2) {
            program
                .code
                .line(format!("{} m = {call};", method.result.csharp()));
            program.code.line(stmt::print_line("m", method.result));
        }
        program.variables.truncate(1);
        program.code.close_with(format!(
            "}} catch (Exception e) {{ T.Say(\"{}\", T.Name(e)); }}",
            method.name
        ));
    }
    program.code.close();
    for (name, ty) in &model.statics {
        program.code.line(stmt::print_line(name, *ty));
    }
    program.code.close();
}
