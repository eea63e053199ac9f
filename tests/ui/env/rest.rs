registry::runtimes! {
    override go { env: { .., "GOFLAGS": "-mod=mod" } }
    override ruby { env: { "RUBYOPT": "-W0", ..builtin, "A": "b" } }
    ..registry::builtin
}

fn main() {}
