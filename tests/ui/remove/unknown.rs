registry::runtimes! {
    remove pyhton;
    remove cobol;
    remove nodejs;
    override node_js { versions: [..] }
    ..registry::builtin
}

fn main() {
    let _ = Runtime::Python3_12;
}
