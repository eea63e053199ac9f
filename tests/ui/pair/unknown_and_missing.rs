registry::runtimes! {
    python {
        versions: ["3.11", "3.12"],
        file_ext: "py",
        interpreter: ["python"],
        picture: "python:{version}",
    }
}

fn main() {}
