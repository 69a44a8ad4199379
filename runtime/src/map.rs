//! The hash map of the runtime's own tables.

/// A hash map from nonzero words to words, in memory of the C library.
pub struct Map {
    slots: *mut (u64, u64),
    capacity: usize,
    count: usize,
}

impl Map {
    pub const fn new() -> Map {
        Map {
            slots: core::ptr::null_mut(),
            capacity: 0,
            count: 0,
        }
    }

    fn place(&self, key: u64) -> usize {
        let mut at = (key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 20) as usize & (self.capacity - 1);
        // SAFETY: `at` lies within the table, which always has free slots.
        unsafe {
            while !matches!((*self.slots.add(at)).0, 0) && (*self.slots.add(at)).0 != key {
                at = (at + 1) & (self.capacity - 1);
            }
        }
        at
    }

    pub fn get(&self, key: u64) -> Option<u64> {
        if self.capacity == 0 {
            return None;
        }
        // SAFETY: `place` gives a slot of the table.
        let (found, value) = unsafe { *self.slots.add(self.place(key)) };
        (found == key).then_some(value)
    }

    /// False when there is no memory.
    pub fn put(&mut self, key: u64, value: u64) -> bool {
        if self.count * 2 >= self.capacity && !self.grow() {
            return false;
        }
        // SAFETY: `place` gives a slot of the table.
        unsafe {
            let slot = self.slots.add(self.place(key));
            self.count += usize::from((*slot).0 == 0);
            *slot = (key, value);
        }
        true
    }

    fn grow(&mut self) -> bool {
        let capacity = (self.capacity * 2).max(256);
        // SAFETY: zeroed memory is a table of free slots.
        unsafe {
            let slots = libc::calloc(capacity, size_of::<(u64, u64)>()).cast::<(u64, u64)>();
            if slots.is_null() {
                return false;
            }
            let old = core::mem::replace(
                self,
                Map {
                    slots,
                    capacity,
                    count: 0,
                },
            );
            for index in 0..old.capacity {
                let (key, value) = *old.slots.add(index);
                if key != 0 {
                    let place = self.place(key);
                    *self.slots.add(place) = (key, value);
                    self.count += 1;
                }
            }
            libc::free(old.slots.cast());
        }
        true
    }
}
