registry::runtimes! {
    override {
        bash {
            versions: ["5.2"],
        }
        node {
            versions: ["22"],
        }
    }
    ..registry::builtin
}

fn main() {}
