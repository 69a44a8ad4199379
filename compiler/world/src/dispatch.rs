//! Virtual tables and what virtual, interface and constrained calls run.

use crate::ids::MethodId;

/// A virtual slot of a class.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub struct Slot {
    /// The exact method that introduced the slot.
    pub decl: MethodId,
    /// The most derived implementation; open in its own type parameters for generic methods.
    pub body: MethodId,
}

/// The virtual slots of an exact class, base classes' first.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct VTable {
    pub slots: Box<[Slot]>,
}

/// What an interface call on an exact receiver runs.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub enum InterfaceTarget {
    /// A method of the receiver's class, a base class, or `SZArrayHelper`.
    Method(MethodId),
    /// A default implementation that lives on an interface.
    Default(MethodId),
    /// Several default implementations, none most specific.
    Ambiguous,
    /// Not implemented: the type lacks the interface, or the method is re-abstracted.
    Missing,
}

/// What a `constrained.` call does.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub enum Constrained {
    /// Call this method, `this` as it is (a reference is first loaded for reference types).
    Direct(MethodId),
    /// Reference type: load the reference, then call virtually.
    Virtual(MethodId),
    /// Value type that does not implement the method itself: box, then call this method.
    Box(MethodId),
    /// Static virtual member: call this.
    Static(MethodId),
}
