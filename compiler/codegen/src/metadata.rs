//! Facts for LLVM's optimiser: alias classes, value ranges, invariance, branch weights.

use crate::facts::{ElementClass, Facts};
use crate::types::Types;
use inkwell::values::{BasicMetadataValueEnum, InstructionValue, MetadataValue};
use kiln_ir::function::Alias;
use rustc_hash::FxHashMap;
use std::cell::RefCell;

/// Longest array or string in .NET, and so the largest length that is ever read.
const MAX_LENGTH: u64 = 0x7FFF_FFC7;

/// A class of memory for LLVM's type-based alias analysis.
#[derive(Copy, Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) enum AliasClass {
    Header,
    Field(u32),
    Element(ElementClass),
    Static(u32),
}

impl AliasClass {
    /// Structs are seen under other types by `Unsafe.As`, so only fields of classes, elements by their size
    /// and statics are told apart.
    pub fn of(alias: Alias, facts: &dyn Facts) -> Option<AliasClass> {
        match alias {
            Alias::Any | Alias::Slot(_) => None,
            Alias::Header => Some(AliasClass::Header),
            Alias::Field(field) => facts
                .is_plain_class_field(field)
                .then_some(AliasClass::Field(field.0)),
            Alias::Element(ty) => match facts.element_class(ty) {
                ElementClass::Other => None,
                class => Some(AliasClass::Element(class)),
            },
            Alias::Static(field) => Some(AliasClass::Static(field.0)),
        }
    }

    fn name(self) -> String {
        match self {
            AliasClass::Header => "header".into(),
            AliasClass::Field(field) => format!("field {field}"),
            AliasClass::Element(ElementClass::Ref) => "elements ref".into(),
            AliasClass::Element(ElementClass::Prim { bytes, float }) => {
                format!("elements {}{}", if float { "f" } else { "i" }, bytes * 8)
            }
            AliasClass::Element(ElementClass::Other) => "elements".into(),
            AliasClass::Static(field) => format!("static {field}"),
        }
    }
}

/// Builds and remembers metadata nodes.
pub(crate) struct Metadata<'ctx> {
    types: Types<'ctx>,
    tbaa_kind: u32,
    range_kind: u32,
    invariant_kind: u32,
    prof_kind: u32,
    empty: MetadataValue<'ctx>,
    length_range: MetadataValue<'ctx>,
    unlikely: MetadataValue<'ctx>,
    root: MetadataValue<'ctx>,
    tags: RefCell<FxHashMap<AliasClass, MetadataValue<'ctx>>>,
}

impl<'ctx> Metadata<'ctx> {
    pub fn new(types: Types<'ctx>) -> Self {
        let context = types.context;
        let int = |value: u64| -> BasicMetadataValueEnum<'ctx> {
            types.i32.const_int(value, false).into()
        };
        let weights = context.metadata_string("branch_weights");
        Metadata {
            types,
            tbaa_kind: context.get_kind_id("tbaa"),
            range_kind: context.get_kind_id("range"),
            invariant_kind: context.get_kind_id("invariant.load"),
            prof_kind: context.get_kind_id("prof"),
            empty: context.metadata_node(&[]),
            length_range: context.metadata_node(&[int(0), int(MAX_LENGTH + 1)]),
            unlikely: context.metadata_node(&[weights.into(), int(1), int(2000)]),
            root: context.metadata_node(&[context.metadata_string("kiln").into()]),
            tags: RefCell::default(),
        }
    }

    fn set(&self, instruction: InstructionValue<'ctx>, node: MetadataValue<'ctx>, kind: u32) {
        // Only fails for values that are not metadata nodes.
        let _ = instruction.set_metadata(node, kind);
    }

    pub fn alias(&self, instruction: InstructionValue<'ctx>, class: AliasClass) {
        let tag = *self.tags.borrow_mut().entry(class).or_insert_with(|| {
            let context = self.types.context;
            let zero: BasicMetadataValueEnum<'ctx> = self.types.i64.const_zero().into();
            let name = context.metadata_string(&class.name());
            let class = context.metadata_node(&[name.into(), self.root.into(), zero]);
            context.metadata_node(&[class.into(), class.into(), zero])
        });
        self.set(instruction, tag, self.tbaa_kind);
    }

    /// The cell never changes once it can be read.
    pub fn invariant(&self, instruction: InstructionValue<'ctx>) {
        self.set(instruction, self.empty, self.invariant_kind);
    }

    /// The loaded `i32` is a length.
    pub fn length(&self, instruction: InstructionValue<'ctx>) {
        self.set(instruction, self.length_range, self.range_kind);
    }

    /// The first successor of the branch is hardly ever taken.
    pub fn unlikely(&self, branch: InstructionValue<'ctx>) {
        self.set(branch, self.unlikely, self.prof_kind);
    }
}
