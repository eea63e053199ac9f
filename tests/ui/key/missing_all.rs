registry::runtimes! {
    python {}
    node { name: "Node.js" }
}

fn main() {}
