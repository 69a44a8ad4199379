//! The whole command line from outside: what each command and each bad input prints, with its exit
//! code. Snapshots lie beside this file; `INSTA_UPDATE=always cargo test -p kiln --test cli` writes
//! them anew.

mod bad_input;
mod information;
mod programs;
mod sandbox;
