registry::runtimes! {
    python {
        versions: ["1", "2"],
        image_tpl: "python:{version}",
        file_ext: "x",
        interpreter: ["python"],
        version_command: ["python", "{file}"],
    }
    node {
        versions: ["1", "2"],
        image_tpl: "node:{version}",
        file_ext: "x",
        interpreter: ["node"],
        version_command: ["node", "{verison}", "{x}"],
    }
    ruby {
        versions: ["1", "2"],
        image_tpl: "ruby:{version}",
        file_ext: "x",
        interpreter: ["ruby"],
        version_command: ["ruby", "-e", "puts {"],
    }
}

fn main() {
    // Valid parts are still generated.
    let _ = Runtime::Python1.config();
}
