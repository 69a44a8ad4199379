//! Rows by owner: binary search, over a sorted view where the table itself is out of order.

use std::sync::OnceLock;

use crate::assembly::Assembly;
use crate::block::BlockRef;
use crate::coded::*;
use crate::token::*;

/// A column that rows are looked up by.
#[derive(Debug, Clone, Copy)]
#[repr(usize)]
pub(crate) enum Key {
    NestedInner,
    NestedOuter,
    ClassLayout,
    FieldLayout,
    FieldRva,
    Constant,
    ImplMap,
    InterfaceImpl,
    MethodImpl,
    GenericParam,
    Constraint,
    SemanticsOwner,
    SemanticsMethod,
    CustomAttribute,
    FieldMarshal,
    DeclSecurity,
    EventMap,
    PropertyMap,
    LocalScope,
    StateMachine,
    CustomDebug,
}

const COLUMNS: [(Table, usize); 21] = [
    (Table::NestedClass, 0),
    (Table::NestedClass, 1),
    (Table::ClassLayout, 2),
    (Table::FieldLayout, 1),
    (Table::FieldRva, 1),
    (Table::Constant, 1),
    (Table::ImplMap, 1),
    (Table::InterfaceImpl, 0),
    (Table::MethodImpl, 0),
    (Table::GenericParam, 2),
    (Table::GenericParamConstraint, 0),
    (Table::MethodSemantics, 2),
    (Table::MethodSemantics, 1),
    (Table::CustomAttribute, 0),
    (Table::FieldMarshal, 0),
    (Table::DeclSecurity, 1),
    (Table::EventMap, 0),
    (Table::PropertyMap, 0),
    (Table::LocalScope, 0),
    (Table::StateMachineMethod, 0),
    (Table::CustomDebugInformation, 0),
];

/// How to walk a table in the order of one of its columns.
#[derive(Debug)]
enum View {
    /// The table is in order.
    Sorted,
    /// Row numbers in order; equal keys keep their order.
    Permuted(Box<[u32]>),
}

/// The views made so far. The file's own claim to be sorted is checked, not believed.
#[derive(Debug, Default)]
pub(crate) struct Views([OnceLock<View>; COLUMNS.len()]);

impl<'a> BlockRef<'a> {
    /// The rows whose key column has the stored value `key`.
    pub(crate) fn rows_by<R: Row>(self, by: Key, key: u32) -> RowList<'a, R> {
        let (table, column) = COLUMNS[by as usize];
        debug_assert_eq!(table, R::TABLE);
        let layout = self.table(table);
        if layout.rows == 0 {
            return RowList::EMPTY;
        }
        let cell = |rid: u32| layout.cell(self.bytes, rid, column).unwrap_or(u32::MAX);
        let view = self.block.views.0[by as usize].get_or_init(|| {
            let in_order = (1..layout.rows).all(|rid| cell(rid) <= cell(rid + 1));
            if in_order {
                return View::Sorted;
            }
            let mut rids: Box<[u32]> = (1..=layout.rows).collect();
            rids.sort_by_key(|rid| cell(*rid));
            View::Permuted(rids)
        });
        let via = match view {
            View::Sorted => Via::Direct,
            View::Permuted(rids) => Via::View(rids),
        };
        let at = |position: u32| match via {
            Via::View(rids) => cell(rids[position as usize - 1]),
            _ => cell(position),
        };
        // Positions count from 1.
        let start = partition(1, layout.rows + 1, |p| at(p) < key);
        let mut end = start;
        while end <= layout.rows && at(end) == key {
            end += 1;
        }
        RowList::new(start, end, via)
    }
}

/// The first position in `low..high` for which `before` is false.
fn partition(mut low: u32, mut high: u32, before: impl Fn(u32) -> bool) -> u32 {
    while low < high {
        let middle = low + (high - low) / 2;
        if before(middle) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    low
}

impl Assembly {
    /// The type that `inner` is nested in.
    pub fn enclosing_type(&self, inner: TypeDefRow) -> Option<TypeDefRow> {
        let rows = self
            .block()
            .rows_by::<NestedClassRow>(Key::NestedInner, inner.rid());
        let outer = self.nested_class(rows.first()?).ok()?.enclosing;
        (outer != inner).then_some(outer)
    }

    /// The nestings of types inside `outer`.
    pub fn nested_types(&self, outer: TypeDefRow) -> impl Iterator<Item = TypeDefRow> + '_ {
        self.block()
            .rows_by::<NestedClassRow>(Key::NestedOuter, outer.rid())
            .iter()
            .filter_map(|row| Some(self.nested_class(row).ok()?.nested))
    }

    /// Packing and size of a type.
    pub fn class_layout_of(&self, owner: TypeDefRow) -> Option<ClassLayoutRow> {
        self.block().rows_by(Key::ClassLayout, owner.rid()).first()
    }

    /// The offset of a field.
    pub fn field_layout_of(&self, field: FieldRow) -> Option<FieldLayoutRow> {
        self.block().rows_by(Key::FieldLayout, field.rid()).first()
    }

    /// The initial data of a field.
    pub fn field_rva_of(&self, field: FieldRow) -> Option<FieldRvaRow> {
        self.block().rows_by(Key::FieldRva, field.rid()).first()
    }

    /// The constant of a field, parameter or property.
    pub fn constant_of(&self, owner: HasConstant) -> Option<ConstantRow> {
        self.block().rows_by(Key::Constant, owner.encode()).first()
    }

    /// The P/Invoke of a method or field.
    pub fn impl_map_of(&self, member: MemberForwarded) -> Option<ImplMapRow> {
        self.block().rows_by(Key::ImplMap, member.encode()).first()
    }

    /// The interfaces of a type.
    pub fn interface_impls_of(&self, class: TypeDefRow) -> RowList<'_, InterfaceImplRow> {
        self.block().rows_by(Key::InterfaceImpl, class.rid())
    }

    /// The explicit overrides of a type.
    pub fn method_impls_of(&self, class: TypeDefRow) -> RowList<'_, MethodImplRow> {
        self.block().rows_by(Key::MethodImpl, class.rid())
    }

    /// The generic parameters of a type or method.
    pub fn generic_params_of(&self, owner: TypeOrMethodDef) -> RowList<'_, GenericParamRow> {
        self.block().rows_by(Key::GenericParam, owner.encode())
    }

    /// The constraints of a generic parameter.
    pub fn constraints_of(&self, owner: GenericParamRow) -> RowList<'_, GenericParamConstraintRow> {
        self.block().rows_by(Key::Constraint, owner.rid())
    }

    /// The accessors of a property or event.
    pub fn accessors_of(&self, owner: HasSemantics) -> RowList<'_, MethodSemanticsRow> {
        self.block().rows_by(Key::SemanticsOwner, owner.encode())
    }

    /// What a method is an accessor of.
    pub fn semantics_of(&self, method: MethodRow) -> RowList<'_, MethodSemanticsRow> {
        self.block().rows_by(Key::SemanticsMethod, method.rid())
    }

    /// The custom attributes of a row.
    pub fn attributes_of(
        &self,
        owner: impl Into<HasCustomAttribute>,
    ) -> RowList<'_, CustomAttributeRow> {
        self.block()
            .rows_by(Key::CustomAttribute, owner.into().encode())
    }

    /// The marshalling descriptor of a field or parameter.
    pub fn marshal_of(&self, owner: HasFieldMarshal) -> Option<FieldMarshalRow> {
        self.block()
            .rows_by(Key::FieldMarshal, owner.encode())
            .first()
    }

    /// The security declarations of a type, method or assembly.
    pub fn security_of(&self, owner: HasDeclSecurity) -> RowList<'_, DeclSecurityRow> {
        self.block().rows_by(Key::DeclSecurity, owner.encode())
    }

    /// The events of a type.
    pub fn events_of(&self, owner: TypeDefRow) -> RowList<'_, EventRow> {
        self.block()
            .rows_by::<EventMapRow>(Key::EventMap, owner.rid())
            .first()
            .and_then(|row| self.event_map(row).ok())
            .map_or(RowList::EMPTY, |map| map.events)
    }

    /// The properties of a type.
    pub fn properties_of(&self, owner: TypeDefRow) -> RowList<'_, PropertyRow> {
        self.block()
            .rows_by::<PropertyMapRow>(Key::PropertyMap, owner.rid())
            .first()
            .and_then(|row| self.property_map(row).ok())
            .map_or(RowList::EMPTY, |map| map.properties)
    }

    /// The type that declares a method.
    pub fn owner_of_method(&self, method: MethodRow) -> Option<TypeDefRow> {
        self.owner_by_list(Table::MethodDef, 5, method.rid())
    }

    /// The type that declares a field.
    pub fn owner_of_field(&self, field: FieldRow) -> Option<TypeDefRow> {
        self.owner_by_list(Table::Field, 4, field.rid())
    }

    /// The method that declares a parameter.
    pub fn owner_of_param(&self, param: ParamRow) -> Option<MethodRow> {
        let position = self.list_position(Table::Param, param.rid())?;
        self.list_owner(Table::MethodDef, 5, position)
            .map(MethodRow)
    }

    fn owner_by_list(&self, list: Table, column: usize, rid: u32) -> Option<TypeDefRow> {
        let position = self.list_position(list, rid)?;
        self.list_owner(Table::TypeDef, column, position)
            .map(TypeDefRow)
    }

    /// The position of a row in the table that lists point into.
    fn list_position(&self, table: Table, rid: u32) -> Option<u32> {
        let block = self.block();
        let pointers = crate::tables::schema::pointer_table(table)?;
        let layout = block.table(pointers);
        if layout.rows == 0 {
            return (1..=block.table(table).rows).contains(&rid).then_some(rid);
        }
        (1..=layout.rows).find(|position| layout.cell(block.bytes, *position, 0).ok() == Some(rid))
    }

    /// The row of `owners` whose list, starting at `column`, holds `position`.
    fn list_owner(&self, owners: Table, column: usize, position: u32) -> Option<u32> {
        let block = self.block();
        let layout = block.table(owners);
        let start = |rid: u32| layout.cell(block.bytes, rid, column).unwrap_or(u32::MAX);
        let after = partition(1, layout.rows + 1, |rid| start(rid) <= position);
        (after > 1).then(|| after - 1)
    }
}
