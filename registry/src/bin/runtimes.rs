//! The command line program for the built-in registry.

use std::process::ExitCode;

use mimalloc::MiMalloc;

/// glibc's allocator keeps more memory after each peak of connections, and this one does not.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    registry::cli::run(&registry::REGISTRY)
}
