registry::runtimes! {
    python {
        versions: ["3.11", "3.12"],
        image_tpl: ["python:{version}"],
        file_ext: py,
        interpreter: ["python"],
        name: 3,
    }
    node {
        versions: ["3.11", "3.12"],
        image_tpl: IMAGE,
        file_ext: 'j',
        interpreter: ["python"],
        name: true,
    }
}

fn main() {}
