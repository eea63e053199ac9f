registry::runtimes! {
    remove pyhton;
    remove cobol;
    ..registry::builtin
}

fn main() {
    let _ = Runtime::Python3_12;
}
