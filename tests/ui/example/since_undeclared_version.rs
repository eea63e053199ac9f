registry::runtimes! {
    python {
        versions: ["3.9", "3.11"],
        image_tpl: "python:{version}-slim",
        file_ext: "py",
        interpreter: ["python"],
        example: "match 1:\n    case 1: pass",
        example_since: "3.10",
    }
    node {
        versions: ["20", "22"],
        image_tpl: "node:{version}-slim",
        file_ext: "js",
        interpreter: ["node"],
        example: "structuredClone({})",
        example_since: 18,
    }
}

fn main() {
    let _ = Runtime::Python3_9.example_runs();
}
