//! The metadata tables: their columns as data, their place in the file, and their rows decoded.

pub(crate) mod column;
pub(crate) mod layout;
pub(crate) mod rows;
pub(crate) mod schema;
