//! The program's own image in memory, through its ELF header.

/// Program headers, empty when the image has none in memory.
#[cfg(not(test))]
fn headers() -> &'static [libc::Elf64_Phdr] {
    unsafe extern "C" {
        #[link_name = "__ehdr_start"]
        #[linkage = "extern_weak"]
        static ELF_HEADER: *const u8;
        #[link_name = "__kiln_image_start"]
        #[linkage = "extern_weak"]
        static IMAGE_START: *const u8;
    }
    // SAFETY: weak references read as the symbol's address or null; the ELF header, when mapped,
    // is followed by its program headers.
    unsafe {
        let start = if ELF_HEADER.is_null() {
            IMAGE_START
        } else {
            ELF_HEADER
        };
        if start.is_null() {
            return &[];
        }
        let elf = &*start.cast::<libc::Elf64_Ehdr>();
        let table = start.add(elf.e_phoff as usize).cast();
        core::slice::from_raw_parts(table, usize::from(elf.e_phnum))
    }
}

#[cfg(test)]
fn headers() -> &'static [libc::Elf64_Phdr] {
    &[]
}

fn find(kind: u32) -> Option<&'static libc::Elf64_Phdr> {
    headers().iter().find(|h| h.p_type == kind)
}

/// Size and alignment of the image's thread-locals.
pub fn thread_locals() -> Option<(usize, usize)> {
    find(libc::PT_TLS).map(|h| (h.p_memsz as usize, (h.p_align as usize).max(1)))
}

/// Address of `.eh_frame_hdr`.
pub fn eh_frame_header() -> Option<usize> {
    find(libc::PT_GNU_EH_FRAME).map(|h| h.p_vaddr as usize)
}
