//! The runner for whole programs: finds them, compiles them with csc or ilasm and with kiln, runs them and
//! compares with what .NET printed.

pub mod cache;
pub mod config;
pub mod diff;
pub mod executable;
pub mod join;
pub mod process;
pub mod program;
pub mod runner;
pub mod stress;
pub mod suite;
pub mod tools;

/// What went wrong, as text for the one who reads a test log.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("{path}: {source}")]
    File {
        path: String,
        source: std::io::Error,
    },
    #[error("{0}")]
    Text(String),
}

pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    pub fn file(path: &std::path::Path, source: std::io::Error) -> Self {
        Error::File {
            path: path.display().to_string(),
            source,
        }
    }
}
