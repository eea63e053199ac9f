//! The built-in registry as a program.

fn main() -> std::process::ExitCode {
    registry::cli::run(&registry::REGISTRY)
}
