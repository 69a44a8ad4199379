//! Synchronisation: locks of the runtime itself, object monitors, waitable objects.

pub mod cctor;
pub mod inflate;
pub mod low_level_monitor;
pub mod monitor;
pub mod mutex;
pub mod sync_table;
pub mod thin;
pub mod waitable;
pub mod waiter;

#[cfg(test)]
mod tests;
