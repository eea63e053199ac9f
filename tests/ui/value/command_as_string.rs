registry::runtimes! {
    python {
        versions: ["3.11", "3.12"],
        image_tpl: "python:{version}",
        file_ext: "py",
        interpreter: "python {path}",
    }
    node {
        versions: ["3.11", "3.12"],
        image_tpl: "python:{version}",
        file_ext: "py",
        interpreter: "node --title='a b'",
    }
    rust {
        versions: ["3.11", "3.12"],
        image_tpl: "python:{version}",
        file_ext: "py",
        interpreter: "rustc -o /tmp/a {file} && /tmp/a",
    }
    ruby {
        versions: ["3.11", "3.12"],
        image_tpl: "python:{version}",
        file_ext: "py",
        interpreter: "ruby | sort",
    }
    go {
        versions: ["3.11", "3.12"],
        image_tpl: "python:{version}",
        file_ext: "py",
        interpreter: "",
    }
}

fn main() {}
