//! The abstract memory: blocks of bytes in which pointers are kept apart, with a journal to undo writes.

use crate::trap::TrapReason;
use crate::value::{Base, Pointer, Val};
use kiln_ir::ty::Cell;
use kiln_world::{FieldId, TypeId};
use std::collections::BTreeMap;

/// What a block is.
#[derive(Clone, PartialEq, Debug)]
pub enum BlockKind {
    /// A managed object of exactly this type.
    Object(TypeId),
    /// A string literal; equal texts are one block.
    Literal,
    /// The RuntimeType object of a type: opaque.
    TypeObject(TypeId),
    Static(FieldId),
    /// Initial data of a field in the image.
    Rva(FieldId),
    /// A slot of a frame, or stack memory.
    Local,
}

/// A piece of memory with its own addresses.
#[derive(Clone, Debug)]
pub struct Block {
    pub kind: BlockKind,
    pub bytes: Vec<u8>,
    /// Pointers by offset; the bytes under them are zero.
    pub pointers: BTreeMap<u32, Pointer>,
    pub writable: bool,
    /// Who made it, as [`Memory::owner`] said then.
    pub owner: u32,
}

type Access<T> = Result<T, TrapReason>;

enum Undo {
    Write {
        block: u32,
        offset: u32,
        bytes: Vec<u8>,
        pointers: Vec<(u32, Pointer)>,
    },
}

/// All memory of one machine.
pub struct Memory {
    pub pointer_bytes: u32,
    pub little_endian: bool,
    /// Bytes of an object that nobody may look at.
    pub header: u32,
    blocks: Vec<Block>,
    stack: Vec<(Block, u32)>,
    serial: u32,
    /// Bytes that may still be allocated.
    pub room: u64,
    /// Whose blocks are made now.
    pub owner: u32,
    journal: Vec<Undo>,
    /// Open transactions: journal length and number of blocks at their start.
    marks: Vec<(usize, usize, u64)>,
}

impl Memory {
    pub fn new(pointer_bytes: u32, little_endian: bool, header: u32, room: u64) -> Memory {
        Memory {
            pointer_bytes,
            little_endian,
            header,
            blocks: Vec::new(),
            stack: Vec::new(),
            serial: 0,
            room,
            owner: 0,
            journal: Vec::new(),
            marks: Vec::new(),
        }
    }

    // Blocks.

    fn take_room(&mut self, bytes: u64) -> Access<()> {
        // A block costs something even when it is empty.
        match self.room.checked_sub(bytes + 64) {
            Some(room) => {
                self.room = room;
                Ok(())
            }
            None => Err(TrapReason::OutOfMemory),
        }
    }

    /// A new block of zeros.
    pub fn allocate(&mut self, kind: BlockKind, bytes: u64) -> Access<Base> {
        self.take_room(bytes)?;
        self.blocks.push(Block {
            kind,
            bytes: vec![0; bytes as usize],
            pointers: BTreeMap::new(),
            writable: true,
            owner: self.owner,
        });
        Ok(Base::Heap(self.blocks.len() as u32 - 1))
    }

    /// A new block with this content that is never written.
    pub fn constant(&mut self, kind: BlockKind, bytes: Vec<u8>) -> Access<Base> {
        self.take_room(bytes.len() as u64)?;
        self.blocks.push(Block {
            kind,
            bytes,
            pointers: BTreeMap::new(),
            writable: false,
            owner: self.owner,
        });
        Ok(Base::Heap(self.blocks.len() as u32 - 1))
    }

    /// Depth of the stack, for [`Memory::pop`].
    pub fn stack_depth(&self) -> usize {
        self.stack.len()
    }

    /// A new block of zeros that lives until the stack is popped.
    pub fn push(&mut self, bytes: u64) -> Access<Base> {
        if bytes > self.room {
            return Err(TrapReason::OutOfMemory);
        }
        self.serial = self.serial.wrapping_add(1);
        let block = Block {
            kind: BlockKind::Local,
            bytes: vec![0; bytes as usize],
            pointers: BTreeMap::new(),
            writable: true,
            owner: self.owner,
        };
        self.stack.push((block, self.serial));
        Ok(Base::Stack(self.stack.len() as u32 - 1, self.serial))
    }

    pub fn pop(&mut self, depth: usize) {
        self.stack.truncate(depth);
    }

    /// A block of the heap.
    pub fn heap_block(&self, index: u32) -> Option<&Block> {
        self.blocks.get(index as usize)
    }

    pub fn heap_len(&self) -> u32 {
        self.blocks.len() as u32
    }

    pub fn set_owner(&mut self, base: Base, owner: u32) {
        if let Base::Heap(index) = base
            && let Some(block) = self.blocks.get_mut(index as usize)
        {
            block.owner = owner;
        }
    }

    /// Says whether a block may be written.
    pub fn set_writable(&mut self, base: Base, writable: bool) {
        if let Base::Heap(index) = base
            && let Some(block) = self.blocks.get_mut(index as usize)
        {
            block.writable = writable;
        }
    }

    pub fn block(&self, base: Base) -> Access<&Block> {
        match base {
            Base::Heap(index) => self.blocks.get(index as usize).ok_or(TrapReason::BadAccess),
            Base::Stack(index, serial) => match self.stack.get(index as usize) {
                Some((block, own)) if *own == serial => Ok(block),
                _ => Err(TrapReason::BadAccess),
            },
            Base::Address | Base::Code(_) => Err(TrapReason::BadAccess),
            Base::MethodTable(_) => Err(TrapReason::Opaque("a method table")),
        }
    }

    /// The exact type of the object that a reference points to.
    pub fn object_type(&self, pointer: Pointer) -> Option<TypeId> {
        match self.block(pointer.base).ok()?.kind {
            BlockKind::Object(ty) if pointer.offset == 0 => Some(ty),
            _ => None,
        }
    }

    fn range(&self, block: &Block, offset: i64, size: u32) -> Access<usize> {
        if matches!(block.kind, BlockKind::TypeObject(_)) {
            return Err(TrapReason::Opaque("a type object"));
        }
        let end = offset.checked_add(i64::from(size));
        match (usize::try_from(offset), end) {
            (Ok(start), Some(end)) if end <= block.bytes.len() as i64 => {
                if offset < i64::from(self.header)
                    && matches!(block.kind, BlockKind::Object(_) | BlockKind::Literal)
                {
                    return Err(TrapReason::Opaque("an object's header"));
                }
                Ok(start)
            }
            _ => Err(TrapReason::BadAccess),
        }
    }

    /// Checks a write and notes what it overwrites.
    fn for_writing(&mut self, pointer: Pointer, size: u32) -> Access<(&mut Block, usize)> {
        let block = self.block(pointer.base)?;
        if !block.writable {
            return Err(TrapReason::ReadOnly);
        }
        let start = self.range(block, pointer.offset, size)?;
        let word = self.pointer_bytes;
        let (low, high) = (start as u32, start as u32 + size);
        // A pointer that is overwritten must be so as a whole.
        let before = low.saturating_sub(word - 1);
        for at in block.pointers.range(before..high).map(|(at, _)| *at) {
            if at < low || at + word > high {
                return Err(TrapReason::TornPointer);
            }
        }
        if let (Base::Heap(index), Some(&(_, blocks, _))) = (pointer.base, self.marks.last())
            && (index as usize) < blocks
        {
            let undo = Undo::Write {
                block: index,
                offset: low,
                bytes: block.bytes[start..start + size as usize].to_vec(),
                pointers: block
                    .pointers
                    .range(low..high)
                    .map(|(at, to)| (*at, *to))
                    .collect(),
            };
            self.journal.push(undo);
        }
        let block = match pointer.base {
            Base::Heap(index) => &mut self.blocks[index as usize],
            Base::Stack(index, _) => &mut self.stack[index as usize].0,
            _ => return Err(TrapReason::BadAccess),
        };
        if !block.pointers.is_empty() {
            clear_pointers(block, low, high);
        }
        Ok((block, start))
    }

    // Cells.

    pub fn load(&self, pointer: Pointer, cell: Cell) -> Access<Val> {
        let size = cell.bytes(self.pointer_bytes);
        let block = self.block(pointer.base)?;
        let start = self.range(block, pointer.offset, size)?;
        let low = start as u32;
        if !block.pointers.is_empty() {
            let word = self.pointer_bytes;
            let near = low.saturating_sub(word - 1)..low + size;
            if let Some((at, to)) = block.pointers.range(near).next() {
                let is_word = size == word && !matches!(cell, Cell::F32 | Cell::F64);
                return if *at == low && is_word {
                    Ok(Val::Ptr(*to))
                } else {
                    Err(TrapReason::TornPointer)
                };
            }
        }
        let bits = self.bits(&block.bytes[start..start + size as usize]);
        Ok(match cell {
            Cell::I8 => Val::I32(i32::from(bits as i8)),
            Cell::U8 => Val::I32(i32::from(bits as u8)),
            Cell::I16 => Val::I32(i32::from(bits as i16)),
            Cell::U16 => Val::I32(i32::from(bits as u16)),
            Cell::I32 => Val::I32(bits as i32),
            Cell::I64 => Val::I64(bits as i64),
            Cell::F32 => Val::F32(f32::from_bits(bits as u32)),
            Cell::F64 => Val::F64(f64::from_bits(bits)),
            Cell::Ref | Cell::ByRef | Cell::Ptr => Val::Ptr(Pointer {
                base: Base::Address,
                offset: bits as i64,
            }),
        })
    }

    pub fn store(&mut self, pointer: Pointer, cell: Cell, value: Val) -> Access<()> {
        let size = cell.bytes(self.pointer_bytes);
        let bits = match value {
            Val::I32(x) => x as u32 as u64,
            Val::I64(x) => x as u64,
            Val::F32(x) => u64::from(x.to_bits()),
            Val::F64(x) => x.to_bits(),
            Val::Ptr(Pointer {
                base: Base::Address,
                offset,
            }) => offset as u64,
            Val::Ptr(to) => {
                if size != self.pointer_bytes {
                    return Err(TrapReason::TornPointer);
                }
                let (block, start) = self.for_writing(pointer, size)?;
                block.bytes[start..start + size as usize].fill(0);
                block.pointers.insert(start as u32, to);
                return Ok(());
            }
        };
        let little = self.little_endian;
        let (block, start) = self.for_writing(pointer, size)?;
        let target = &mut block.bytes[start..start + size as usize];
        if little {
            target.copy_from_slice(&bits.to_le_bytes()[..size as usize]);
        } else {
            target.copy_from_slice(&bits.to_be_bytes()[8 - size as usize..]);
        }
        Ok(())
    }

    fn bits(&self, bytes: &[u8]) -> u64 {
        let fold = |bits: u64, byte: &u8| bits << 8 | u64::from(*byte);
        if self.little_endian {
            bytes.iter().rev().fold(0, fold)
        } else {
            bytes.iter().fold(0, fold)
        }
    }

    // Bytes.

    /// Copies bytes and the pointers among them; ranges may overlap.
    pub fn copy(&mut self, to: Pointer, from: Pointer, count: u32) -> Access<()> {
        if count == 0 {
            return Ok(());
        }
        let source = self.block(from.base)?;
        let start = self.range(source, from.offset, count)?;
        let (low, high) = (start as u32, start as u32 + count);
        let before = low.saturating_sub(self.pointer_bytes - 1);
        let pointers: Vec<(u32, Pointer)> = source
            .pointers
            .range(before..high)
            .map(|(at, to)| (*at, *to))
            .collect();
        if pointers
            .iter()
            .any(|(at, _)| *at < low || at + self.pointer_bytes > high)
        {
            return Err(TrapReason::TornPointer);
        }
        let bytes = source.bytes[start..start + count as usize].to_vec();
        let (block, start) = self.for_writing(to, count)?;
        block.bytes[start..start + count as usize].copy_from_slice(&bytes);
        block.pointers.extend(
            pointers
                .into_iter()
                .map(|(at, to)| (at - low + start as u32, to)),
        );
        Ok(())
    }

    pub fn fill(&mut self, to: Pointer, byte: u8, count: u32) -> Access<()> {
        if count == 0 {
            return Ok(());
        }
        let (block, start) = self.for_writing(to, count)?;
        block.bytes[start..start + count as usize].fill(byte);
        Ok(())
    }

    /// Bytes without pointers among them.
    pub fn read(&self, from: Pointer, count: u32) -> Access<&[u8]> {
        if count == 0 {
            return Ok(&[]);
        }
        let block = self.block(from.base)?;
        let start = self.range(block, from.offset, count)?;
        let (low, high) = (start as u32, start as u32 + count);
        let before = low.saturating_sub(self.pointer_bytes - 1);
        if block.pointers.range(before..high).next().is_some() {
            return Err(TrapReason::TornPointer);
        }
        Ok(&block.bytes[start..start + count as usize])
    }

    // Transactions.

    pub fn begin(&mut self) {
        self.marks
            .push((self.journal.len(), self.blocks.len(), self.room));
    }

    /// Keeps what was done since the last `begin`.
    pub fn commit(&mut self) {
        self.marks.pop();
        if self.marks.is_empty() {
            self.journal.clear();
        }
    }

    /// Undoes everything since the last `begin`.
    pub fn rollback(&mut self) {
        let Some((journal, blocks, room)) = self.marks.pop() else {
            return;
        };
        for undo in self.journal.drain(journal..).rev() {
            let Undo::Write {
                block,
                offset,
                bytes,
                pointers,
            } = undo;
            let Some(block) = self.blocks.get_mut(block as usize) else {
                continue;
            };
            let end = offset as usize + bytes.len();
            clear_pointers(block, offset, end as u32);
            block.bytes[offset as usize..end].copy_from_slice(&bytes);
            block.pointers.extend(pointers);
        }
        self.blocks.truncate(blocks);
        self.room = room;
    }
}

fn clear_pointers(block: &mut Block, low: u32, high: u32) {
    let inside: Vec<u32> = block.pointers.range(low..high).map(|(at, _)| *at).collect();
    for at in inside {
        block.pointers.remove(&at);
    }
}
