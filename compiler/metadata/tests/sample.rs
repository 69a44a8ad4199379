//! A C# assembly with one of everything, read back in detail, with its debug information.

mod support;

use std::path::PathBuf;

use kiln_metadata::*;

fn sample(folder: &str, debug: &str) -> Option<(PathBuf, Assembly)> {
    let path = support::scratch(folder).join("Sample.dll");
    let options = ["-target:library", "-unsafe", debug];
    support::compile("Sample.cs", &path, &options)?;
    let assembly = Assembly::open(&path).expect("the sample opens");
    Some((path, assembly))
}

fn type_named(assembly: &Assembly, name: &str) -> TypeDefRow {
    let found = assembly.find_type(name);
    found.unwrap_or_else(|| panic!("no type {name}"))
}

fn method_named(assembly: &Assembly, owner: TypeDefRow, name: &str) -> MethodRow {
    let methods = assembly.type_def(owner).unwrap().methods;
    let mut found = methods
        .iter()
        .filter(|row| assembly.method(*row).unwrap().name == name);
    found.next().unwrap_or_else(|| panic!("no method {name}"))
}

fn field_named(assembly: &Assembly, owner: TypeDefRow, name: &str) -> FieldRow {
    let fields = assembly.type_def(owner).unwrap().fields;
    let mut found = fields
        .iter()
        .filter(|row| assembly.field(*row).unwrap().name == name);
    found.next().unwrap_or_else(|| panic!("no field {name}"))
}

fn enums() -> EnumIndex {
    let framework = support::framework().expect("a framework beside the compiler");
    let core = framework.join("System.Private.CoreLib.dll");
    let mut enums = EnumIndex::default();
    enums.add(&Assembly::open(core).expect("the core library opens"));
    enums
}

#[test]
fn the_core_library_is_a_ready_to_run_image() {
    let Some(framework) = support::framework() else {
        return;
    };
    let core = Assembly::open(framework.join("System.Private.CoreLib.dll")).unwrap();
    assert_ne!(core.cli_header().managed_native.rva, 0);
    assert!(matches!(core.machine(), 0xFD1D | 0x8664 | 0xAA64 | 0xD11D));
    let identity = core.identity().unwrap().unwrap();
    assert_eq!(identity.name, "System.Private.CoreLib");
    let token = identity.public_key_token.map(|token| token.to_string());
    assert_eq!(token.as_deref(), Some("7cec85d7bea7798e"));
    let strings = core
        .resource_strings("System.Private.CoreLib.Strings.resources")
        .unwrap()
        .expect("the messages of the core library");
    assert!(strings.len() > 1000);
    let text = |key: &str| {
        let found = strings.binary_search_by(|(name, _)| name.as_str().cmp(key));
        strings[found.unwrap()].1
    };
    assert_eq!(
        text("Arg_NullReferenceException"),
        "Object reference not set to an instance of an object."
    );
}

#[test]
fn attributes_have_typed_values() {
    let Some((_, assembly)) = sample("attributes", "-debug-") else {
        return;
    };
    let mut enums = enums();
    enums.add(&assembly);
    let attributed = type_named(&assembly, "Sample.Attributed");
    let values: Vec<_> = assembly
        .attributes_of(attributed)
        .iter()
        .map(|row| {
            let name = assembly.attribute_name(row).unwrap().unwrap();
            (name.1, assembly.attribute_value(row, &enums).unwrap())
        })
        .collect();
    let everything: Vec<_> = values
        .iter()
        .filter(|(name, _)| *name == "EverythingAttribute")
        .map(|(_, value)| value)
        .collect();
    use AttributeValue as V;
    let int = V::Integral;
    assert_eq!(
        everything[0].fixed,
        [
            int(Integral::Bool, 1),
            int(Integral::Char, 'x' as i64),
            int(Integral::I1, -1),
            int(Integral::U1, 255),
            int(Integral::I2, -2),
            int(Integral::U2, 65535),
            int(Integral::I4, -3),
            int(Integral::U4, 4_000_000_000),
            int(Integral::I8, -4),
            int(Integral::U8, -1),
            V::R4(1.5),
            V::R8(-2.25),
        ]
    );
    let second = everything[1];
    assert_eq!(second.fixed[0], V::Boxed(Box::new(int(Integral::I4, 5))));
    let list = second.fixed[1].as_str().unwrap();
    assert!(
        list.starts_with("System.Collections.Generic.List`1[["),
        "{list}"
    );
    assert!(matches!(second.fixed[2], V::Enum(_, Integral::U1, 200)));
    assert!(matches!(
        second.fixed[3],
        V::Enum(_, Integral::I8, 0x100_0000_0000)
    ));
    assert!(matches!(second.fixed[4], V::Enum(_, Integral::I4, 5)));
    let V::Array(AttributeType::Integral(Integral::I4), Some(numbers)) = &second.fixed[5] else {
        panic!("{:?}", second.fixed[5]);
    };
    let numbers: Vec<_> = numbers.iter().map(|n| n.as_i64()).collect();
    assert_eq!(numbers, [Some(1), Some(-2), Some(3)]);
    let V::Array(AttributeType::Object, Some(objects)) = &second.fixed[6] else {
        panic!("{:?}", second.fixed[6]);
    };
    assert_eq!(objects[1].as_str(), Some("text"));
    assert_eq!(objects[2], V::Boxed(Box::new(V::String(None))));
    assert!(matches!(&objects[5], V::Boxed(inner) if matches!(**inner, V::Array(..))));
    assert_eq!(second.fixed[8], V::Array(AttributeType::String, None));
    assert!(second.named[0].is_field);
    assert_eq!(second.named("Field").and_then(V::as_i64), Some(7));
    assert_eq!(second.named("Property").and_then(V::as_i64), Some(1));
    assert_eq!(second.named("Boxed").and_then(V::as_i64), Some(1));

    let generic: Vec<_> = values
        .iter()
        .filter(|(name, _)| *name == "GenericAttribute`1")
        .map(|(_, value)| value)
        .collect();
    assert_eq!(generic[0].fixed, [int(Integral::I4, 42)]);
    assert_eq!(generic[0].named("Other").and_then(V::as_i64), Some(43));
    assert!(
        generic[1].fixed[0]
            .as_str()
            .unwrap()
            .contains("Dictionary`2+Enumerator")
    );
    assert_eq!(generic[2].fixed[0].as_i64(), Some(200));
    assert!(
        assembly
            .find_attribute(AssemblyRow(1), "Sample", "EverythingAttribute")
            .is_some()
    );
}

#[test]
fn layouts_constants_and_initial_data_are_found() {
    let Some((_, assembly)) = sample("layouts", "-debug-") else {
        return;
    };
    let union = type_named(&assembly, "Sample.Union");
    assert_eq!(
        assembly.type_def(union).unwrap().flags.layout(),
        LayoutKind::Explicit
    );
    let layout = assembly.class_layout_of(union).unwrap();
    let layout = assembly.class_layout(layout).unwrap();
    assert_eq!((layout.packing_size, layout.class_size), (4, 24));
    let bytes = assembly
        .field_layout_of(field_named(&assembly, union, "Bytes"))
        .unwrap();
    assert_eq!(assembly.field_layout(bytes).unwrap().offset, 8);

    let native = type_named(&assembly, "Sample.Native");
    let constant = |name: &str| {
        let field = field_named(&assembly, native, name);
        let row = assembly.constant_of(field.into()).unwrap();
        assembly.constant_value(row).unwrap()
    };
    let ConstantValue::String(text) = constant("Text") else {
        panic!("not a string");
    };
    assert_eq!(text.units().collect::<Vec<_>>(), [0x61, 0xD800, 0x62]);
    assert_eq!(constant("Enum"), ConstantValue::I8(0x100_0000_0000));
    assert_eq!(constant("Null"), ConstantValue::Null);
    assert_eq!(constant("Half"), ConstantValue::R8(-0.5));
    assert_eq!(constant("Letter"), ConstantValue::Char('z' as u16));

    let volatile = assembly
        .field_sig(field_named(&assembly, native, "Volatile"))
        .unwrap();
    let (required, modifier) = volatile.modifiers().next().unwrap();
    assert!(required);
    assert_eq!(
        assembly.type_name(modifier).unwrap(),
        Some(("System.Runtime.CompilerServices", "IsVolatile"))
    );
    assert_eq!(*volatile.unmodified(), SigType::I4);

    // The initial data of arrays is in fields of a private type.
    let data = assembly.rows::<FieldRvaRow>().iter().any(|row| {
        let rva = assembly.field_rva(row).unwrap().rva;
        assembly.rva_bytes(rva, 4).unwrap() == [1, 2, 3, 4]
    });
    assert!(data);
    let inline = type_named(&assembly, "Sample.Four");
    assert!(
        assembly
            .find_attribute(
                inline,
                "System.Runtime.CompilerServices",
                "InlineArrayAttribute"
            )
            .is_some()
    );
}

#[test]
fn native_calls_are_described() {
    let Some((_, assembly)) = sample("native", "-debug-") else {
        return;
    };
    let native = type_named(&assembly, "Sample.Native");
    let call = method_named(&assembly, native, "Call");
    assert!(assembly.body(call).unwrap().is_none());
    let map = assembly.impl_map_of(call.into()).unwrap();
    let map = assembly.impl_map(map).unwrap();
    assert_eq!(map.import_name, "native_entry");
    assert_eq!(assembly.module_ref(map.scope).unwrap().name, "libnative");
    assert_eq!(map.flags.char_set(), CharSet::Unicode);
    assert_eq!(map.flags.convention(), PInvokeConvention::Cdecl);
    assert!(map.flags.contains(PInvokeFlags::SUPPORTS_LAST_ERROR));
    let params = assembly.method(call).unwrap().params;
    let marshal = |sequence: u16| {
        let param = params
            .iter()
            .find(|row| assembly.param(*row).unwrap().sequence == sequence)?;
        let row = assembly.marshal_of(param.into())?;
        Some(assembly.marshal_descriptor(row).unwrap())
    };
    assert_eq!(marshal(0), Some(NativeType::Simple(SimpleNative::BOOLEAN)));
    assert_eq!(
        marshal(1),
        Some(NativeType::Simple(SimpleNative::LP_UTF8_STR))
    );
    assert!(matches!(
        marshal(2),
        Some(NativeType::Array {
            size_parameter: Some(2),
            ..
        })
    ));
    assert_eq!(marshal(3), None);
    let last = params
        .iter()
        .find(|row| assembly.param(*row).unwrap().sequence == 4)
        .unwrap();
    let default = assembly.constant_of(last.into()).unwrap();
    assert_eq!(
        assembly.constant_value(default).unwrap(),
        ConstantValue::I4(9)
    );

    let SigType::FnPtr(pointer) = assembly
        .field_sig(field_named(&assembly, native, "Pointer"))
        .unwrap()
    else {
        panic!("not a function pointer");
    };
    assert_eq!(pointer.kind, CallKind::Unmanaged);
    assert_eq!(pointer.ret.modifiers().count(), 2);
    assert_eq!(*pointer.ret.unmodified(), SigType::U1);
    assert_eq!(pointer.params[1], SigType::Ptr(Box::new(SigType::Void)));
}

#[test]
fn generics_and_nesting_are_described() {
    let Some((_, assembly)) = sample("generics", "-debug-") else {
        return;
    };
    let shape = type_named(&assembly, "Sample.Shape`1");
    let innermost = type_named(&assembly, "Sample.Shape`1+Inner`1+Innermost");
    assert_eq!(
        assembly.reflection_name(innermost.into()).as_deref(),
        Some("Sample.Shape`1+Inner`1+Innermost")
    );
    let params = assembly.generic_params_of(innermost.into());
    assert_eq!(params.len(), 2);
    let of_shape = assembly.generic_params_of(shape.into()).first().unwrap();
    let flags = assembly.generic_param(of_shape).unwrap().flags;
    assert!(flags.contains(GenericParamFlags::NOT_NULLABLE_VALUE_TYPE));
    assert_eq!(assembly.constraints_of(of_shape).len(), 2);
    let interface = type_named(&assembly, "Sample.IShape`2");
    let variance: Vec<_> = assembly
        .generic_params_of(interface.into())
        .iter()
        .map(|row| assembly.generic_param(row).unwrap().flags.bits() & 3)
        .collect();
    assert_eq!(variance, [2, 1]);
    assert_eq!(assembly.method_impls_of(shape).len(), 2);
    assert_eq!(assembly.events_of(shape).len(), 1);
    let properties: Vec<_> = assembly
        .properties_of(shape)
        .iter()
        .map(|row| {
            (
                assembly.property(row).unwrap().name,
                assembly.property_sig(row).unwrap(),
            )
        })
        .collect();
    let (_, indexer) = properties.iter().find(|(name, _)| *name == "Item").unwrap();
    assert_eq!(indexer.params.len(), 2);
    assert_eq!(indexer.ty, SigType::Var(0));
    let cube = assembly
        .field_sig(field_named(&assembly, innermost, "Cube"))
        .unwrap();
    assert!(matches!(cube, SigType::Array(array) if array.rank == 3));
    let accessors = assembly.events_of(shape).first().unwrap();
    assert_eq!(assembly.accessors_of(accessors.into()).len(), 2);
    let add = method_named(&assembly, shape, "add_Changed");
    assert_eq!(assembly.owner_of_method(add), Some(shape));
    assert_eq!(assembly.semantics_of(add).len(), 1);
}

#[test]
fn bodies_and_call_sites_are_decoded() {
    let Some((_, assembly)) = sample("bodies", "-debug-") else {
        return;
    };
    let bodies = type_named(&assembly, "Sample.Bodies");
    let body = |name: &str| {
        let method = method_named(&assembly, bodies, name);
        assembly.body(method).unwrap().unwrap()
    };
    let clauses = body("Clauses").clauses;
    assert_eq!(clauses.len(), 3);
    assert!(matches!(clauses[0].kind, ClauseKind::Filter(at) if at < clauses[0].handler_start));
    assert!(matches!(
        clauses[1].kind,
        ClauseKind::Catch(TypeDefOrRef::TypeRef(_))
    ));
    assert_eq!(clauses[2].kind, ClauseKind::Finally);
    let switch = body("Switch");
    let targets =
        switch
            .instructions()
            .find_map(|instruction| match instruction.unwrap().operand {
                Operand::Switch(targets) => Some(targets.len()),
                _ => None,
            });
    assert_eq!(targets, Some(5));
    let strings: Vec<_> = switch
        .instructions()
        .filter_map(|instruction| match instruction.unwrap().operand {
            Operand::String(token) => Some(assembly.user_string(token).unwrap().to_string_lossy()),
            _ => None,
        })
        .collect();
    assert!(strings.contains(&"four".to_owned()));
    let sentinel = body("CallVariable").instructions().find_map(|instruction| {
        let Operand::Token(token) = instruction.unwrap().operand else {
            return None;
        };
        match assembly.member_ref_sig(token.row()?).unwrap() {
            MemberSig::Method(sig) => sig.sentinel.map(|at| (at, sig.params.len(), sig.kind)),
            MemberSig::Field(_) => None,
        }
    });
    assert_eq!(sentinel, Some((0, 3, CallKind::VarArg)));
}

fn check_debug_information(assembly: &Assembly) {
    let pdb = assembly.pdb().unwrap().expect("debug information");
    pdb.survey(&mut |error| panic!("{error}"));
    let document = pdb.rows::<DocumentRow>().first().unwrap();
    let name = pdb.document_name(document).unwrap();
    assert!(
        name.replace('\\', "/")
            .ends_with("tests/metadata/Sample.cs"),
        "{name}"
    );
    let bodies = type_named(assembly, "Sample.Bodies");
    let locals = method_named(assembly, bodies, "Locals");
    let points = pdb.sequence_points(locals).unwrap();
    let source = std::fs::read_to_string(support::source("Sample.cs")).unwrap();
    let lines: Vec<&str> = source.lines().collect();
    let texts: Vec<&str> = points
        .iter()
        .filter_map(|point| point.span)
        .map(|span| &lines[span.line as usize - 1][span.column as usize - 1..])
        .collect();
    assert!(texts.contains(&"first += inner.Length;"), "{texts:?}");
    assert_eq!(texts.last(), Some(&"}"));
    let inner = points
        .iter()
        .find(|point| {
            point
                .span
                .is_some_and(|span| lines[span.line as usize - 1].contains("inner.Length"))
        })
        .unwrap();
    assert_eq!(pdb.locate(locals, inner.offset).unwrap(), Some(*inner));
    assert_eq!(pdb.local_name(locals, 0, inner.offset), Some("first"));
    assert_eq!(pdb.local_name(locals, 1, inner.offset), Some("inner"));
    assert_eq!(pdb.local_name(locals, 1, 0), None);
    let constants: Vec<_> = pdb
        .rows::<LocalConstantRow>()
        .iter()
        .map(|row| pdb.local_constant(row).unwrap().name)
        .collect();
    assert_eq!(constants, ["Constant"]);
    let step = pdb.rows::<StateMachineMethodRow>().first().unwrap();
    let step = pdb.state_machine_method(step).unwrap();
    assert_eq!(pdb.kickoff_method(step.move_next), Some(step.kickoff));
    assert_eq!(assembly.method(step.kickoff).unwrap().name, "Iterator");
}

#[test]
fn embedded_debug_information_is_read() {
    if let Some((_, assembly)) = sample("embedded", "-debug:embedded") {
        assert!(assembly.embedded_pdb().unwrap().is_some());
        check_debug_information(&assembly);
    }
}

#[test]
fn debug_information_beside_the_assembly_is_read() {
    let Some((path, assembly)) = sample("beside", "-debug:portable") else {
        return;
    };
    assert!(assembly.embedded_pdb().unwrap().is_none());
    check_debug_information(&assembly);
    // Another build of the same source has another id.
    let other = path.with_file_name("Other.dll");
    let options = ["-target:library", "-unsafe", "-debug:portable", "-optimize"];
    support::compile("Sample.cs", &other, &options).unwrap();
    std::fs::rename(path.with_file_name("Other.pdb"), path.with_extension("pdb")).unwrap();
    let error = assembly.pdb().expect_err("the PDB of another build");
    assert_eq!(error.kind(), ErrorKind::PdbMismatch);
    std::fs::remove_file(path.with_extension("pdb")).unwrap();
    assert!(assembly.pdb().unwrap().is_none());
}
