//! The command line program for the built-in registry.

fn main() -> std::process::ExitCode {
    registry::cli::run(&registry::REGISTRY)
}
