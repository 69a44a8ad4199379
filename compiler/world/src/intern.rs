//! Append-only interning of types, signatures, methods and fields, shared by all threads.

use std::hash::{BuildHasher, Hash};
use std::sync::{Arc, OnceLock};

use hashbrown::HashTable;
use parking_lot::RwLock;
use rustc_hash::FxBuildHasher;

use crate::error::Result;
use crate::ids::{FieldDefId, FieldId, MethodDefId, MethodId, SigId, TypeId};
use crate::layout::{Flat, Layout};
use crate::members::{CctorInfo, Field, Method};
use crate::shape::{Shape, Signature};
use crate::vtable::ClassTable;

const SHARDS: usize = 16;

/// Ids by hash; the items themselves live elsewhere.
pub(crate) struct Index {
    shards: [RwLock<HashTable<u32>>; SHARDS],
}

pub(crate) fn hash_of<T: Hash + ?Sized>(value: &T) -> u64 {
    FxBuildHasher.hash_one(value)
}

impl Index {
    pub fn new() -> Self {
        Index {
            shards: std::array::from_fn(|_| RwLock::new(HashTable::new())),
        }
    }

    fn shard(&self, hash: u64) -> &RwLock<HashTable<u32>> {
        &self.shards[(hash >> 52) as usize % SHARDS]
    }

    pub fn find(&self, hash: u64, same: impl Fn(u32) -> bool) -> Option<u32> {
        self.shard(hash).read().find(hash, |id| same(*id)).copied()
    }

    /// The id of an equal item, or of the item that `add` makes.
    pub fn find_or_add(
        &self,
        hash: u64,
        same: impl Fn(u32) -> bool,
        rehash: impl Fn(u32) -> u64,
        add: impl FnOnce() -> u32,
    ) -> u32 {
        let mut shard = self.shard(hash).write();
        if let Some(id) = shard.find(hash, |id| same(*id)) {
            return *id;
        }
        let id = add();
        shard.insert_unique(hash, id, |id| rehash(*id));
        id
    }
}

/// A type with the facts found of it so far.
pub(crate) struct TypeEntry {
    pub shape: Shape,
    /// Mentions a type or method variable.
    pub open: bool,
    pub base: OnceLock<Option<TypeId>>,
    pub interfaces: OnceLock<Box<[TypeId]>>,
    pub layout: OnceLock<Result<Box<Layout>>>,
    pub flat: OnceLock<Result<Box<Flat>>>,
    pub vtable: OnceLock<Result<Box<ClassTable>>>,
    pub cctor: OnceLock<Option<CctorInfo>>,
    pub contains_refs: OnceLock<bool>,
}

pub(crate) struct SigEntry {
    pub signature: Arc<Signature>,
    pub open: bool,
}

pub(crate) struct MethodEntry {
    pub method: Method,
    pub open: bool,
    pub name_key: OnceLock<Box<str>>,
}

/// Everything interned.
pub(crate) struct Store {
    pub types: boxcar::Vec<TypeEntry>,
    type_index: Index,
    pub sigs: boxcar::Vec<SigEntry>,
    sig_index: Index,
    pub methods: boxcar::Vec<MethodEntry>,
    method_index: Index,
    pub fields: boxcar::Vec<Field>,
    field_index: Index,
}

impl Store {
    pub fn new() -> Self {
        Store {
            types: boxcar::Vec::with_capacity(4096),
            type_index: Index::new(),
            sigs: boxcar::Vec::with_capacity(4096),
            sig_index: Index::new(),
            methods: boxcar::Vec::with_capacity(4096),
            method_index: Index::new(),
            fields: boxcar::Vec::with_capacity(4096),
            field_index: Index::new(),
        }
    }

    #[inline]
    pub fn ty(&self, id: TypeId) -> &TypeEntry {
        &self.types[id.index()]
    }

    #[inline]
    pub fn sig(&self, id: SigId) -> &SigEntry {
        &self.sigs[id.index()]
    }

    #[inline]
    pub fn method(&self, id: MethodId) -> &MethodEntry {
        &self.methods[id.index()]
    }

    #[inline]
    pub fn field(&self, id: FieldId) -> &Field {
        &self.fields[id.index()]
    }

    pub fn intern_type(&self, shape: Shape) -> TypeId {
        let hash = hash_of(&shape);
        let same = |id: u32| self.types[id as usize].shape == shape;
        if let Some(id) = self.type_index.find(hash, same) {
            return TypeId(id);
        }
        let open = self.shape_is_open(&shape);
        let rehash = |id: u32| hash_of(&self.types[id as usize].shape);
        let kept = shape.clone();
        let id = self.type_index.find_or_add(hash, same, rehash, move || {
            self.types.push(TypeEntry {
                shape: kept,
                open,
                base: OnceLock::new(),
                interfaces: OnceLock::new(),
                layout: OnceLock::new(),
                flat: OnceLock::new(),
                vtable: OnceLock::new(),
                cctor: OnceLock::new(),
                contains_refs: OnceLock::new(),
            }) as u32
        });
        TypeId(id)
    }

    fn shape_is_open(&self, shape: &Shape) -> bool {
        match shape {
            Shape::Def { args, .. } => args.iter().any(|arg| self.ty(*arg).open),
            Shape::SzArray(inner)
            | Shape::MdArray { element: inner, .. }
            | Shape::Pointer(inner)
            | Shape::ByRef(inner) => self.ty(*inner).open,
            Shape::FnPtr(sig) => self.sig(*sig).open,
            Shape::TypeVar(_) | Shape::MethodVar(_) => true,
        }
    }

    pub fn intern_sig(&self, signature: Signature) -> SigId {
        let hash = hash_of(&signature);
        let same = |id: u32| *self.sigs[id as usize].signature == signature;
        if let Some(id) = self.sig_index.find(hash, same) {
            return SigId(id);
        }
        let open = self.ty(signature.ret).open
            || signature.params.iter().any(|param| self.ty(*param).open)
            || signature
                .modifiers
                .iter()
                .any(|modifier| self.ty(modifier.ty).open);
        let rehash = |id: u32| hash_of(&*self.sigs[id as usize].signature);
        let kept = Arc::new(signature.clone());
        let id = self.sig_index.find_or_add(hash, same, rehash, move || {
            self.sigs.push(SigEntry {
                signature: kept,
                open,
            }) as u32
        });
        SigId(id)
    }

    fn method_hash(owner: TypeId, def: MethodDefId, args: &[TypeId]) -> u64 {
        hash_of(&(owner, def, args))
    }

    fn is_method(&self, id: u32, owner: TypeId, def: MethodDefId, args: &[TypeId]) -> bool {
        let method = &self.methods[id as usize].method;
        method.def == def && method.owner == owner && *method.args == *args
    }

    pub fn find_method(
        &self,
        owner: TypeId,
        def: MethodDefId,
        args: &[TypeId],
    ) -> Option<MethodId> {
        let hash = Self::method_hash(owner, def, args);
        self.method_index
            .find(hash, |id| self.is_method(id, owner, def, args))
            .map(MethodId)
    }

    pub fn add_method(&self, method: Method) -> MethodId {
        let (owner, def) = (method.owner, method.def);
        let args = method.args.clone();
        let hash = Self::method_hash(owner, def, &args);
        let open = self.ty(owner).open || args.iter().any(|arg| self.ty(*arg).open);
        let id = self.method_index.find_or_add(
            hash,
            |id| self.is_method(id, owner, def, &args),
            |id| {
                let method = &self.methods[id as usize].method;
                Self::method_hash(method.owner, method.def, &method.args)
            },
            move || {
                self.methods.push(MethodEntry {
                    method,
                    open,
                    name_key: OnceLock::new(),
                }) as u32
            },
        );
        MethodId(id)
    }

    pub fn find_field(&self, owner: TypeId, def: FieldDefId) -> Option<FieldId> {
        let hash = hash_of(&(owner, def));
        let same = |id: u32| {
            let field = &self.fields[id as usize];
            field.def == def && field.owner == owner
        };
        self.field_index.find(hash, same).map(FieldId)
    }

    pub fn add_field(&self, field: Field) -> FieldId {
        let (owner, def) = (field.owner, field.def);
        let id = self.field_index.find_or_add(
            hash_of(&(owner, def)),
            |id| {
                let field = &self.fields[id as usize];
                field.def == def && field.owner == owner
            },
            |id| {
                let field = &self.fields[id as usize];
                hash_of(&(field.owner, field.def))
            },
            move || self.fields.push(field) as u32,
        );
        FieldId(id)
    }
}
