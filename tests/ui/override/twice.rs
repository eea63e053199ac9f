registry::runtimes! {
    override python { versions: [.., "3.13"] }
    override python { name: "CPython" }
    ..registry::builtin
}

fn main() {}
