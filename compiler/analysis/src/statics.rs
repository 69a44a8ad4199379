//! Static fields as they lie in the image.

use crate::bake::InitialStatics;
use crate::program::StaticField;
use kiln_world::{FieldId, Result, World};

/// Describes one static field that code names.
pub fn describe(
    world: &World,
    field: FieldId,
    initial: &mut InitialStatics,
) -> Result<StaticField> {
    let data = world.field(field);
    let layout = world.layout(data.ty)?;
    let baked = initial.fields.remove(&field);
    let refs = baked.as_ref().map(|baked| baked.refs.clone());
    let content = if let Some(baked) = baked {
        baked.data
    } else if data.has_rva() {
        world
            .rva_data(field)
            .map(<[u8]>::to_vec)
            .unwrap_or_default()
    } else {
        Vec::new()
    };
    Ok(StaticField {
        field,
        name: world.display_field(field),
        size: layout.size.max(content.len() as u32),
        align: layout.align.max(if data.has_rva() { 8 } else { 1 }),
        has_refs: world.is_ref_type(data.ty) || world.contains_refs(data.ty),
        thread_local: data.is_thread_static(),
        data: content,
        refs: refs.unwrap_or_default(),
        constant: initial.constant.contains(&field),
    })
}
