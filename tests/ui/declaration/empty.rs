registry::runtimes! {
}

fn main() {}
