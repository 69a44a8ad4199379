//! Base classes, interface closures, and assignability with variance.

use smallvec::SmallVec;

use crate::World;
use crate::error::{Place, WorldError, WorldErrorKind};
use crate::ids::TypeId;
use crate::shape::{GenericContext, Shape};
use crate::typedef::{Class, PrimKind, TypeKind, Variance};

/// More interfaces than any program has: generic expansion without end.
const MAX_INTERFACES: usize = 2_000;

impl World {
    /// The exact base class. Arrays derive from `System.Array`; interfaces have none.
    pub fn base(&self, ty: TypeId) -> Option<TypeId> {
        let entry = self.store.ty(ty);
        *entry.base.get_or_init(|| match &entry.shape {
            Shape::SzArray(_) | Shape::MdArray { .. } => Some(self.known().array),
            Shape::Def { def, args } => {
                let extends = self.relations(*def)?.extends?;
                Some(self.subst(extends, GenericContext::of_type(args)))
            }
            _ => None,
        })
    }

    /// Is `base` the type itself or one of its base classes?
    pub fn is_subclass_of(&self, ty: TypeId, base: TypeId) -> bool {
        self.class_chain(ty).any(|class| class == base)
    }

    /// The type and its base classes, most derived first.
    pub(crate) fn class_chain(&self, ty: TypeId) -> impl Iterator<Item = TypeId> + '_ {
        std::iter::successors(Some(ty), |class| self.base(*class))
    }

    /// All interfaces of the type: the base class's first, then declared ones, each followed by
    /// those it inherits.
    pub fn interfaces(&self, ty: TypeId) -> &[TypeId] {
        let entry = self.store.ty(ty);
        entry.interfaces.get_or_init(|| {
            let mut all = Vec::new();
            if let Some(base) = self.base(ty) {
                all.extend_from_slice(self.interfaces(base));
            }
            if let Shape::SzArray(element) = &entry.shape
                && !matches!(self.shape(*element), Shape::Pointer(_) | Shape::FnPtr(_))
            {
                for def in self.known().array_interfaces() {
                    self.push_interface(&mut all, self.instantiate(def, &[*element]));
                }
            }
            self.push_declared_interfaces(&mut all, ty);
            if all.len() >= MAX_INTERFACES {
                self.report(
                    WorldError::new(WorldErrorKind::TypeLoad {
                        ty: self
                            .def(ty)
                            .map_or_else(String::new, |def| def.full_name.to_string()),
                        reason: "its interfaces are endless".to_string(),
                    })
                    .at(Place::default()),
                );
            }
            all.into_boxed_slice()
        })
    }

    /// Interfaces that the definition itself lists, with what those inherit.
    pub(crate) fn declared_interfaces(&self, ty: TypeId) -> Vec<TypeId> {
        let mut all = Vec::new();
        self.push_declared_interfaces(&mut all, ty);
        all
    }

    fn push_declared_interfaces(&self, all: &mut Vec<TypeId>, ty: TypeId) {
        let Shape::Def { def, args } = self.shape(ty) else {
            return;
        };
        let Some(relations) = self.relations(*def) else {
            return;
        };
        for interface in &relations.interfaces {
            self.push_interface(all, self.subst(*interface, GenericContext::of_type(args)));
        }
    }

    fn push_interface(&self, all: &mut Vec<TypeId>, interface: TypeId) {
        if all.len() < MAX_INTERFACES && !all.contains(&interface) {
            all.push(interface);
            self.push_declared_interfaces(all, interface);
        }
    }

    /// `castclass`: can an object of exact type `from` be used as `to`? Both exact.
    pub fn is_assignable(&self, from: TypeId, to: TypeId) -> bool {
        self.is_castable(from, to, 0)
    }

    fn is_castable(&self, from: TypeId, to: TypeId, depth: u32) -> bool {
        if from == to || to == self.known().object && self.has_objects(from) {
            return true;
        }
        // Generic arguments nest finitely; a file that does not is refused.
        if depth > 200 {
            return false;
        }
        if let Some(inner) = self.is_nullable(to) {
            return from == inner;
        }
        if let Some(inner) = self.is_nullable(from) {
            return self.is_castable(inner, to, depth + 1);
        }
        match (self.shape(from), self.shape(to)) {
            (Shape::SzArray(a), Shape::SzArray(b)) => self.is_element_compatible(*a, *b, depth),
            (
                Shape::MdArray {
                    element: a,
                    rank: from_rank,
                },
                Shape::MdArray {
                    element: b,
                    rank: to_rank,
                },
            ) => from_rank == to_rank && self.is_element_compatible(*a, *b, depth),
            // A vector is also an array of rank one whose bounds are not known.
            (
                Shape::SzArray(a),
                Shape::MdArray {
                    element: b,
                    rank: 1,
                },
            ) => self.is_element_compatible(*a, *b, depth),
            (Shape::SzArray(element), Shape::Def { def, args })
                if args.len() == 1 && self.known().array_interfaces().contains(def) =>
            {
                self.is_element_compatible(*element, args[0], depth)
            }
            (_, Shape::Def { .. }) => {
                let Some(kind) = self.def(to).map(|def| def.kind) else {
                    return false;
                };
                if kind == TypeKind::Interface {
                    self.is_interface(from) && self.is_variant(from, to, depth)
                        || self.interfaces(from).contains(&to)
                        || self.has_variance(to)
                            && self
                                .interfaces(from)
                                .iter()
                                .any(|interface| self.is_variant(*interface, to, depth))
                } else {
                    self.is_subclass_of(from, to)
                        || kind == TypeKind::Delegate && self.is_variant(from, to, depth)
                }
            }
            _ => false,
        }
    }

    /// Can a value be an object, boxed or not? Pointers and byrefs cannot.
    fn has_objects(&self, ty: TypeId) -> bool {
        !matches!(
            self.shape(ty),
            Shape::Pointer(_) | Shape::FnPtr(_) | Shape::ByRef(_)
        )
    }

    pub(crate) fn has_variance(&self, ty: TypeId) -> bool {
        self.def(ty).is_some_and(|def| !def.variance.is_empty())
    }

    /// Same generic definition, arguments convertible as its parameters' variance says?
    pub(crate) fn is_variant_of(&self, from: TypeId, to: TypeId) -> bool {
        self.is_variant(from, to, 0)
    }

    fn is_variant(&self, from: TypeId, to: TypeId, depth: u32) -> bool {
        let (Shape::Def { def: a, args: from }, Shape::Def { def: b, args: to }) =
            (self.shape(from), self.shape(to))
        else {
            return false;
        };
        if a != b {
            return false;
        }
        let Ok(def) = self.type_def(*a) else {
            return false;
        };
        from.iter().zip(to).enumerate().all(|(i, (x, y))| {
            let variance = def.variance.get(i).copied().unwrap_or(Variance::None);
            x == y
                || match variance {
                    Variance::None => false,
                    Variance::Covariant => self.is_reference_convertible(*x, *y, depth),
                    Variance::Contravariant => self.is_reference_convertible(*y, *x, depth),
                }
        })
    }

    /// Variance and array covariance hold between reference types only.
    fn is_reference_convertible(&self, from: TypeId, to: TypeId, depth: u32) -> bool {
        self.is_ref_type(from) && self.is_ref_type(to) && self.is_castable(from, to, depth + 1)
    }

    fn is_element_compatible(&self, from: TypeId, to: TypeId, depth: u32) -> bool {
        from == to
            || self.is_reference_convertible(from, to, depth)
            || match (self.reduced(from), self.reduced(to)) {
                (Some(a), Some(b)) => a == b,
                _ => false,
            }
    }

    /// The reduced type of an integer or enum (ECMA-335 I.8.7.1): signedness is ignored.
    fn reduced(&self, ty: TypeId) -> Option<PrimKind> {
        use PrimKind::*;
        if !matches!(self.shape(ty), Shape::Def { .. }) {
            return None;
        }
        let Class::Prim(prim) = self.class(ty) else {
            return None;
        };
        Some(match prim {
            I8 | U8 => I8,
            I16 | U16 => I16,
            I32 | U32 => I32,
            I64 | U64 => I64,
            INative | UNative => INative,
            // An enum may rest on these; they convert to themselves only.
            Boolean | Char | F32 | F64 => prim,
        })
    }

    /// Interfaces of `ty` that are `interface` or convert to it by variance, exact match first.
    pub(crate) fn matching_interfaces(
        &self,
        ty: TypeId,
        interface: TypeId,
    ) -> SmallVec<[TypeId; 2]> {
        let all = self.interfaces(ty);
        let mut found = SmallVec::new();
        if all.contains(&interface) || ty == interface {
            found.push(interface);
        }
        if self.has_variance(interface) {
            found.extend(
                all.iter()
                    .copied()
                    .filter(|other| *other != interface && self.is_variant_of(*other, interface)),
            );
        }
        found
    }
}
