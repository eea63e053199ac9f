//! Generates the declarations that `lookup.rs` measures, and the alternatives it compares them with. Also generates the
//! one that `examples/pages.rs` serves.

use std::path::Path;
use std::{env, fs, io};

#[path = "src/lib.rs"]
#[allow(dead_code, unreachable_pub, reason = "the library of this package, of which only parts are needed here")]
mod synthetic;

use synthetic::Synthetic;

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=src/lib.rs");
    let out = env::var_os("OUT_DIR").ok_or(io::ErrorKind::NotFound)?;
    let sizes =
        [("builtin", Synthetic::builtin()), ("thousand", Synthetic::of(1000)), ("thousands", Synthetic::of(6000))];
    for (name, synthetic) in sizes {
        let modules = [synthetic.declaration(), synthetic.nested_match(), synthetic.nested_phf()];
        let runtimes: Vec<(&str, &str)> = synthetic.runtimes().collect();
        let source = format!(
            "pub mod declared {{\n{}}}\npub mod matched {{\n{}}}\npub mod hashed {{\n{}}}\npub static KEYS: &[(&str, &str)] = &{runtimes:?};\n",
            modules[0], modules[1], modules[2]
        );
        fs::write(Path::new(&out).join(name).with_extension("rs"), source)?;
    }
    fs::write(Path::new(&out).join("languages.rs"), Synthetic::uniform(1000, 6).full_declaration())
}
