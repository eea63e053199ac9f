registry::runtimes! {
    remove python;
    remove python;
    ..registry::builtin
}

fn main() {
    let _ = Runtime::Node22;
}
