//! Damaged assemblies: every mutation must yield a value or a diagnostic, in bounded time and
//! memory. `KILN_MUTATIONS=200000 cargo test --release -p kiln-metadata --test mutations` runs
//! them all, the default is a part; `KILN_MUTATION=n` repeats one.

mod support;

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::path::Path;
use std::time::{Duration, Instant};

use kiln_metadata::{Assembly, Integral, LocalEnums, Pdb};
use rayon::prelude::*;

/// Counts what the current thread has allocated.
struct Counting;

thread_local! {
    static LIVE: Cell<isize> = const { Cell::new(0) };
    static PEAK: Cell<isize> = const { Cell::new(0) };
}

fn account(bytes: isize) {
    // During the end of a thread the counters may be gone; nothing is measured then.
    let _ = LIVE.try_with(|live| {
        live.set(live.get() + bytes);
        let _ = PEAK.try_with(|peak| peak.set(peak.get().max(live.get())));
    });
}

// SAFETY: every call goes to the system's allocator unchanged; only counters are added.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        account(layout.size() as isize);
        // SAFETY: the caller keeps the contract of `alloc`.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        account(-(layout.size() as isize));
        // SAFETY: the caller keeps the contract of `dealloc`.
        unsafe { System.dealloc(memory, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Twenty assemblies: small and middle-sized, with and without code, resources and forwards.
const SUBJECTS: [&str; 20] = [
    "Microsoft.VisualBasic.dll",
    "Microsoft.Win32.Primitives.dll",
    "System.Collections.dll",
    "System.Collections.Specialized.dll",
    "System.ComponentModel.Primitives.dll",
    "System.Console.dll",
    "System.Diagnostics.StackTrace.dll",
    "System.Formats.Tar.dll",
    "System.IO.Compression.ZipFile.dll",
    "System.IO.Pipes.dll",
    "System.Linq.dll",
    "System.Memory.dll",
    "System.Net.Primitives.dll",
    "System.ObjectModel.dll",
    "System.Resources.Writer.dll",
    "System.Runtime.dll",
    "System.Security.Claims.dll",
    "System.Text.Encodings.Web.dll",
    "System.Threading.Channels.dll",
    "mscorlib.dll",
];

/// Numbers that tend to break things.
const NASTY: [u32; 10] = [
    0,
    1,
    0x7F,
    0xFF,
    0x7FFF,
    0xFFFF,
    0x00FF_FFFF,
    0x7FFF_FFFF,
    0x8000_0000,
    0xFFFF_FFFF,
];

/// The splitmix64 generator.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }
}

/// A file to damage, and the part of it that is worth damaging most.
struct Subject {
    name: String,
    bytes: Vec<u8>,
    metadata: std::ops::Range<usize>,
    is_pdb: bool,
}

impl Subject {
    fn load(path: &Path) -> Subject {
        let bytes = std::fs::read(path).expect("an assembly to damage");
        let is_pdb = bytes.starts_with(b"BSJB");
        let start = bytes
            .windows(4)
            .position(|word| word == b"BSJB")
            .unwrap_or(0);
        let size = match is_pdb {
            true => bytes.len(),
            false => {
                let assembly = Assembly::parse("subject", bytes.clone()).expect("an assembly");
                assembly.cli_header().metadata.size as usize
            }
        };
        let end = (start + size).min(bytes.len());
        Subject {
            name: path.display().to_string(),
            metadata: start..end,
            bytes,
            is_pdb,
        }
    }

    /// A place to damage: anywhere, in the headers, in the metadata, or at its start.
    fn place(&self, random: &mut Random) -> usize {
        let range = match random.below(8) {
            0 => 0..self.bytes.len(),
            1 => 0..self.bytes.len().min(1024),
            2 | 3 => self.metadata.start..(self.metadata.start + 512).min(self.metadata.end),
            _ => self.metadata.clone(),
        };
        range.start + random.below(range.len())
    }
}

fn mutate(subject: &Subject, donor: &Subject, random: &mut Random) -> Vec<u8> {
    let mut bytes = subject.bytes.clone();
    match random.below(10) {
        0..=3 => {
            for _ in 0..=random.below(8) {
                bytes[subject.place(random)] ^= 1 << random.below(8);
            }
        }
        4 => bytes.truncate(random.below(subject.bytes.len())),
        5 | 6 => {
            for _ in 0..=random.below(4) {
                let at = subject.place(random);
                let value = NASTY[random.below(NASTY.len())].to_le_bytes();
                let len = [1, 2, 4][random.below(3)].min(bytes.len() - at);
                bytes[at..at + len].copy_from_slice(&value[..len]);
            }
        }
        7 | 8 => {
            // Tables of another assembly (or of another place) over these.
            let from = donor.place(random);
            let to = subject.place(random);
            let len = 1 << random.below(13);
            let len = len.min(donor.bytes.len() - from).min(bytes.len() - to);
            bytes[to..to + len].copy_from_slice(&donor.bytes[from..from + len]);
        }
        _ => {
            let at = subject.place(random);
            let len = (1 << random.below(13)).min(bytes.len() - at);
            bytes[at..at + len].fill([0, 0xFF][random.below(2)]);
        }
    }
    bytes
}

#[derive(Default, Clone, Copy)]
struct Outcome {
    refused: u64,
    damaged: u64,
    intact: u64,
    peak: isize,
    slowest: Duration,
}

fn run(subjects: &[Subject], index: u64) -> Outcome {
    let mut random = Random(index.wrapping_mul(0xD134_2543_DE82_EF95));
    let subject = &subjects[random.below(subjects.len())];
    let donor = &subjects[random.below(subjects.len())];
    let bytes: std::sync::Arc<[u8]> = mutate(subject, donor, &mut random).into();
    let len = bytes.len();

    let before = LIVE.with(|live| live.get());
    PEAK.with(|peak| peak.set(before));
    let start = Instant::now();
    let errors = std::panic::catch_unwind(|| decode(subject, bytes));
    let elapsed = start.elapsed();
    let peak = PEAK.with(|peak| peak.get()) - before;

    let place = format!("mutation {index} of {}", subject.name);
    let Ok(errors) = errors else {
        panic!("{place} panics");
    };
    let limit = 16 * len as isize + (1 << 20);
    assert!(
        peak <= limit,
        "{place} of {len} bytes allocates {peak} bytes"
    );
    assert!(
        elapsed < Duration::from_secs(10),
        "{place} takes {elapsed:?}"
    );
    let mut outcome = Outcome {
        peak,
        slowest: elapsed,
        ..Outcome::default()
    };
    match errors {
        None => outcome.refused = 1,
        Some(0) => outcome.intact = 1,
        Some(_) => outcome.damaged = 1,
    }
    outcome
}

/// Decodes all; none if the file is refused, else the number of errors.
fn decode(subject: &Subject, bytes: std::sync::Arc<[u8]>) -> Option<u64> {
    let mut errors = 0;
    let mut failed = |error: kiln_metadata::MetadataError| {
        errors += 1;
        if errors < 10 {
            assert!(!error.to_string().is_empty());
        }
    };
    if subject.is_pdb {
        Pdb::parse("damaged.pdb", bytes).ok()?.survey(&mut failed);
        return Some(errors);
    }
    let assembly = Assembly::parse("damaged.dll", bytes).ok()?;
    let enums = LocalEnums {
        foreign: Some(Integral::I4),
    };
    assembly.survey(&enums, &mut failed);
    assembly.survey_lookups(&mut failed);
    match assembly.embedded_pdb() {
        Ok(Some(pdb)) => {
            pdb.survey(&mut failed);
        }
        Ok(None) => {}
        Err(error) => failed(error),
    }
    Some(errors)
}

#[test]
fn damaged_assemblies_are_survived() {
    let Some(framework) = support::framework() else {
        return;
    };
    let mut subjects: Vec<Subject> = SUBJECTS
        .iter()
        .map(|name| Subject::load(&framework.join(name)))
        .collect();
    let folder = support::scratch("mutations");
    let embedded = folder.join("Embedded.dll");
    let options = ["-target:library", "-unsafe", "-debug:embedded"];
    if support::compile("Sample.cs", &embedded, &options).is_some() {
        subjects.push(Subject::load(&embedded));
        let beside = folder.join("Sample.dll");
        let options = ["-target:library", "-unsafe", "-debug:portable"];
        support::compile("Sample.cs", &beside, &options);
        subjects.push(Subject::load(&folder.join("Sample.pdb")));
    }
    if let Ok(index) = std::env::var("KILN_MUTATION") {
        run(&subjects, index.parse().expect("the number of a mutation"));
        return;
    }
    let count = match std::env::var("KILN_MUTATIONS") {
        Ok(count) => count.parse().expect("a number of mutations"),
        Err(_) => 4_000,
    };
    let total = (0..count)
        .into_par_iter()
        .map(|index| run(&subjects, index))
        .reduce(Outcome::default, |a, b| Outcome {
            refused: a.refused + b.refused,
            damaged: a.damaged + b.damaged,
            intact: a.intact + b.intact,
            peak: a.peak.max(b.peak),
            slowest: a.slowest.max(b.slowest),
        });
    println!(
        "{count} mutations: {} refused, {} with errors, {} read without; most memory {} KB, longest {:.1?}",
        total.refused,
        total.damaged,
        total.intact,
        total.peak / 1024,
        total.slowest
    );
    assert_eq!(total.refused + total.damaged + total.intact, count);
}

#[test]
fn every_prefix_is_survived() {
    let Some(framework) = support::framework() else {
        return;
    };
    let subject = Subject::load(&framework.join("Microsoft.Win32.Primitives.dll"));
    // Every prefix of the headers and the metadata's start, then every 61st.
    let dense = (0..2048).chain(subject.metadata.start..subject.metadata.start + 1024);
    let sparse = (0..subject.bytes.len()).step_by(61);
    for len in dense.chain(sparse) {
        let prefix: std::sync::Arc<[u8]> = subject.bytes[..len].into();
        let errors = decode(&subject, prefix);
        let whole = len >= subject.metadata.end;
        assert!(
            whole || errors.is_none(),
            "a prefix of {len} bytes is accepted"
        );
    }
}
