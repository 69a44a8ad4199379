//! Damages an assembly: `OFFSET BYTES` writes bytes at an offset from the instruction `ldc.i4 0x5EED0001`, of which
//! there must be one; `clause FIELD BYTE` changes the first clause of the method that starts with it.

use kiln_tests::{Error, Result};

/// `ldc.i4 0x5EED0001`.
const MARK: &[u8] = &[0x20, 0x01, 0x00, 0xed, 0x5e];
const FAT_HEADER: usize = 12;
const FAT_SECTION: u8 = 0x40;

/// Fields of a clause: name, offset in a small one, offset in a fat one.
const FIELDS: &[(&str, usize, usize)] = &[
    ("flags", 0, 0),
    ("try-offset", 2, 4),
    ("try-length", 4, 8),
    ("handler-offset", 5, 12),
    ("handler-length", 7, 16),
];

/// Applies one patch.
pub(super) fn apply(image: &mut [u8], patch: &str) -> Result<()> {
    let wrong = |why: &str| Error::Text(format!("patch '{patch}': {why}"));
    let marks: Vec<usize> = (0..image.len().saturating_sub(MARK.len()))
        .filter(|&at| image[at..].starts_with(MARK))
        .collect();
    // Another patch may have overwritten it, so the caller gives patches of the mark last.
    let &[mark] = marks.as_slice() else {
        return Err(wrong("there must be one ldc.i4 0x5EED0001"));
    };
    let mut words = patch.split_whitespace();
    let first = words.next().unwrap_or("");
    let field = if first == "clause" {
        words.next()
    } else {
        None
    };
    let bytes = words
        .map(|word| u8::from_str_radix(word, 16).map_err(|_| wrong("bytes are two digits each")))
        .collect::<Result<Vec<u8>>>()?;
    let at = match field {
        Some(name) => clause_field(image, mark, name).ok_or_else(|| wrong("no such clause"))?,
        None => {
            let offset: isize = first.parse().map_err(|_| wrong("no offset"))?;
            mark.checked_add_signed(offset)
                .ok_or_else(|| wrong("outside of the file"))?
        }
    };
    image
        .get_mut(at..at + bytes.len())
        .ok_or_else(|| wrong("outside of the file"))?
        .copy_from_slice(&bytes);
    Ok(())
}

/// Where a field of the first clause is.
fn clause_field(image: &[u8], code: usize, name: &str) -> Option<usize> {
    let header = code.checked_sub(FAT_HEADER)?;
    let size = image.get(header + 4..header + 8)?;
    let size = u32::from_le_bytes(size.try_into().ok()?) as usize;
    let section = (code + size).next_multiple_of(4);
    let fat = image.get(section)? & FAT_SECTION != 0;
    let (_, small_offset, fat_offset) = FIELDS.iter().find(|(field, ..)| *field == name)?;
    Some(section + 4 + if fat { fat_offset } else { small_offset })
}

#[cfg(test)]
mod tests {
    use super::{MARK, apply};

    #[test]
    fn bytes_around_the_mark() {
        let mut image = [&[9, 9], MARK, &[7, 7]].concat();
        apply(&mut image, "-1 0E").unwrap();
        assert_eq!(image[1], 0x0e);
        apply(&mut image, "0 2B 7F").unwrap();
        assert_eq!(image[2..4], [0x2b, 0x7f]);
        assert!(apply(&mut image, "0 00").is_err());
    }
}
