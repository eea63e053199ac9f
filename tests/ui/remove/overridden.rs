registry::runtimes! {
    remove python;
    override python { versions: ["3.13"] }
    ..registry::builtin
}

fn main() {
    let _ = Runtime::Python3_13;
}
