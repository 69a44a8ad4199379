//! Decodes everything in the given assemblies and folders of assemblies, and prints counts, errors
//! and the time. Files without managed code are passed over.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use kiln_metadata::{Assembly, EnumIndex, ErrorKind, Survey};
use rayon::prelude::*;

fn collect(path: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(path) else {
        files.push(path.to_owned());
        return;
    };
    for entry in entries.flatten() {
        let path = entry.path();
        let managed = path
            .extension()
            .is_some_and(|ext| ext == "dll" || ext == "exe");
        if managed && path.is_file() {
            files.push(path);
        }
    }
}

fn main() -> ExitCode {
    let mut files = Vec::new();
    for argument in std::env::args().skip(1) {
        collect(Path::new(&argument), &mut files);
    }
    let start = Instant::now();
    // Large files first, so that the last to finish is a small one.
    files.sort_by_cached_key(|path| {
        std::cmp::Reverse(std::fs::metadata(path).map_or(0, |about| about.len()))
    });
    let opened: Vec<_> = files.par_iter().map(Assembly::open).collect();
    let opening = start.elapsed();
    let mut errors: Vec<String> = Vec::new();
    let mut assemblies = Vec::new();
    for result in opened {
        match result {
            Ok(assembly) => assemblies.push(assembly),
            Err(error) if error.kind() == ErrorKind::NativePe => {}
            Err(error) => errors.push(error.to_string()),
        }
    }
    let mut enums = EnumIndex::default();
    for assembly in &assemblies {
        enums.add(assembly);
    }
    let indexed = start.elapsed();
    let results: Vec<(Survey, Vec<String>)> = assemblies
        .par_iter()
        .with_max_len(1)
        .map(|assembly| {
            let mut errors = Vec::new();
            let mut failed = |error: kiln_metadata::MetadataError| errors.push(error.to_string());
            let mut survey = assembly.survey(&enums, &mut failed);
            match assembly.pdb() {
                Ok(Some(pdb)) => survey += pdb.survey(&mut failed),
                Ok(None) => {}
                Err(error) => failed(error),
            }
            (survey, errors)
        })
        .collect();
    let elapsed = start.elapsed();
    let mut total = Survey::default();
    for (survey, found) in results {
        total += survey;
        errors.extend(found);
    }
    for error in errors.iter().take(20) {
        println!("error: {error}");
    }
    println!("{total:#?}");
    println!(
        "{} assemblies, {} errors, opened after {:.1?}, enums indexed after {:.1?}, done after {:.1?}",
        assemblies.len(),
        errors.len(),
        opening,
        indexed,
        elapsed
    );
    match errors.is_empty() {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    }
}
