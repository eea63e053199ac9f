registry::runtimes! {
    python {
        versions: ["3.11", "3.12"],
        image_tpl: python:{version}-slim,
        file_ext: "py",
        interpreter: ["python"],
    }
    node {
        versions: ["3.11", "3.12"],
        image_tpl: ghcr.io/team/node:3,
        file_ext: "py",
        interpreter: ["python"],
    }
}

fn main() {}
