//! Files of every kind: what is no assembly is named for what it is, and uncompressed, unsorted
//! and oddly shaped metadata is read.

#[path = "support/builder.rs"]
mod builder;

use std::sync::Arc;

use builder::Cell::{N, W};
use builder::Tables;
use kiln_metadata::*;

fn refusal(bytes: &[u8]) -> ErrorKind {
    let error = Assembly::parse("input", bytes).expect_err("no assembly");
    assert!(error.to_string().starts_with("input: "), "{error}");
    error.kind()
}

/// Module, two types, and whatever else.
fn small(extra: Tables) -> Vec<u8> {
    builder::metadata("#~", &extra, b"\0m\0A\0B\0", &[0])
}

fn module() -> Tables {
    Tables::default().add(0, &[&[N(0), N(1), N(1), N(0), N(0)]])
}

#[test]
fn files_that_are_no_assemblies_are_named() {
    assert_eq!(refusal(b""), ErrorKind::Empty);
    assert_eq!(refusal(b"class Program { }\n"), ErrorKind::Text);
    assert_eq!(refusal("\u{feff}<Project/>".as_bytes()), ErrorKind::Text);
    assert_eq!(refusal(b"\x7fELF\x02\x01\x01\0\0\0"), ErrorKind::NativeElf);
    assert_eq!(refusal(b"PK\x03\x04\x14\0\0\0"), ErrorKind::NotPe);
    assert_eq!(refusal(b"MZ\x90\0"), ErrorKind::Truncated);
    let whole = builder::image(0x14C, &small(module()));
    Assembly::parse("whole", whole.clone()).expect("an assembly");
    assert_eq!(refusal(&whole[..whole.len() - 1]), ErrorKind::Truncated);
    assert_eq!(refusal(&whole[..0x100]), ErrorKind::Truncated);
    let mut native = whole.clone();
    native[0x98 + 96 + 14 * 8..][..8].fill(0);
    assert_eq!(refusal(&native), ErrorKind::NativePe);
    let mut damaged = whole;
    damaged[0x200 + 72] = b'X';
    assert_eq!(refusal(&damaged), ErrorKind::BadMetadata);
    let error = Assembly::open("/nonexistent/input.dll").expect_err("no file");
    assert_eq!(error.kind(), ErrorKind::Io);
    assert_eq!(error.io_kind(), Some(std::io::ErrorKind::NotFound));
    let error = Assembly::open(env!("CARGO_MANIFEST_DIR")).expect_err("a folder");
    assert_eq!(error.io_kind(), Some(std::io::ErrorKind::IsADirectory));
}

#[test]
fn any_machine_is_accepted() {
    for machine in [0x14C, 0x8664, 0xAA64, 0xFD1D, 0x1234] {
        let assembly = Assembly::parse("input", builder::image(machine, &small(module()))).unwrap();
        assert_eq!(assembly.machine(), machine);
        assert_eq!(assembly.runtime_version(), "v4.0.30319");
        assert_eq!(assembly.name().unwrap(), "m");
        assert_eq!(assembly.entry_point().unwrap(), None);
    }
}

#[test]
fn uncompressed_and_unsorted_tables_are_read() {
    let type_def = |fields: u16| [W(0), N(3), N(0), N(0), N(fields), N(1)];
    let tables = module()
        .add(2, &[&type_def(1), &type_def(1), &type_def(3)])
        .add(3, &[&[N(3)], &[N(1)], &[N(2)]])
        .add(
            4,
            &[
                &[N(0), N(3), N(1)],
                &[N(0), N(3), N(1)],
                &[N(0), N(5), N(1)],
            ],
        )
        .add(
            11,
            &[
                &[N(8), N(3 << 2), N(4)],
                &[N(8), N(1 << 2), N(4)],
                &[N(8), N(2 << 2), N(4)],
            ],
        )
        .add(0x29, &[&[N(3), N(2)], &[N(2), N(1)]]);
    let blobs = [0, 2, 6, 8, 4, 7, 0, 0, 0];
    let metadata = builder::metadata("#-", &tables, b"\0m\0A\0B\0", &blobs);
    let tables = Assembly::parse("input", builder::image(0x14C, &metadata)).unwrap();
    let types: Vec<_> = tables.rows::<TypeDefRow>().iter().collect();
    let fields = |row: TypeDefRow| {
        tables
            .type_def(row)
            .unwrap()
            .fields
            .iter()
            .collect::<Vec<_>>()
    };
    assert!(fields(types[0]).is_empty());
    assert_eq!(fields(types[1]), [FieldRow(3), FieldRow(1)]);
    assert_eq!(fields(types[2]), [FieldRow(2)]);
    assert_eq!(tables.owner_of_field(FieldRow(1)), Some(types[1]));
    assert_eq!(tables.owner_of_field(FieldRow(2)), Some(types[2]));
    assert_eq!(tables.field(FieldRow(3)).unwrap().name, "B");
    assert_eq!(tables.field_sig(FieldRow(3)).unwrap(), SigType::I4);
    assert_eq!(tables.enclosing_type(types[2]), Some(types[1]));
    assert_eq!(tables.enclosing_type(types[1]), Some(types[0]));
    assert_eq!(tables.enclosing_type(types[0]), None);
    for (field, constant) in [(1, 2), (2, 3), (3, 1)] {
        let found = tables.constant_of(FieldRow(field).into());
        assert_eq!(found, Some(ConstantRow(constant)));
    }
}

fn type_spec(blob: &[u8]) -> Result<SigType> {
    let tables = module()
        .add(1, &[&[N(0), N(3), N(0)]])
        .add(0x1B, &[&[N(1)]]);
    let mut blobs = vec![0];
    match u8::try_from(blob.len()) {
        Ok(len) if len < 0x80 => blobs.push(len),
        _ => blobs.extend([0x80 | (blob.len() >> 8) as u8, blob.len() as u8]),
    }
    blobs.extend(blob);
    let metadata = builder::metadata("#~", &tables, b"\0m\0A\0B\0", &blobs);
    let assembly = Assembly::parse("input", builder::image(0x14C, &metadata))?;
    assembly.type_spec_sig(TypeSpecRow(1))
}

#[test]
fn signatures_are_trees_of_bounded_depth() {
    let class = TypeDefOrRef::TypeRef(TypeRefRow(1));
    assert_eq!(
        type_spec(&[0x1D, 0x08]).unwrap(),
        SigType::SzArray(Box::new(SigType::I4))
    );
    assert_eq!(
        type_spec(&[0x15, 0x11, 5, 2, 0x13, 0, 0x1E, 1]).unwrap(),
        SigType::GenericInst {
            is_value: true,
            def: class,
            args: vec![SigType::Var(0), SigType::MVar(1)],
        }
    );
    let SigType::Array(array) = type_spec(&[0x14, 0x08, 3, 2, 5, 6, 1, 0x7B]).unwrap() else {
        panic!("not an array");
    };
    assert_eq!(array.sizes, [5, 6]);
    assert_eq!(array.lower_bounds, [-3]);
    let SigType::FnPtr(method) = type_spec(&[0x1B, 0x09, 1, 0x20, 5, 0x01, 0x0F, 0x12, 5]).unwrap()
    else {
        panic!("not a function pointer");
    };
    assert_eq!(method.kind, CallKind::Unmanaged);
    assert_eq!(method.ret.modifiers().collect::<Vec<_>>(), [(false, class)]);
    assert_eq!(
        method.params,
        [SigType::Ptr(Box::new(SigType::Class(class)))]
    );

    let refused: [&[u8]; 7] = [
        &[],
        &[0x1D],
        &[0x12, 9],
        &[0x15, 0x12, 5, 0],
        &[0x15, 0x12, 5, 0xDF, 0xFF, 0xFF, 0xFF],
        &[0x14, 0x08, 40, 0, 0],
        &[0x3F],
    ];
    for blob in refused {
        assert_eq!(
            type_spec(blob).unwrap_err().kind(),
            ErrorKind::BadSignature,
            "{blob:x?}"
        );
    }
    let deep = [vec![0x1D; 100], vec![0x08]].concat();
    assert!(type_spec(&deep).is_ok());
    let too_deep = [vec![0x1D; 5000], vec![0x08]].concat();
    let error = type_spec(&too_deep).unwrap_err();
    assert!(error.to_string().contains("too deeply"), "{error}");
}

#[test]
fn assemblies_are_shared_between_threads() {
    fn shareable<T: Send + Sync>() {}
    shareable::<Assembly>();
    shareable::<Pdb>();
    shareable::<Arc<MetadataError>>();
}
