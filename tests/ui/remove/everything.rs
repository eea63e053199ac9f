registry::runtimes! {
    remove python;
    remove node;
    remove ruby;
    remove go;
    remove bash;
    ..registry::builtin
}

fn main() {}
