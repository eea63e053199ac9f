registry::runtimes! {
    python {
        versions: ["3.11"],
        image_tpl: "python@sha256:abc",
        file_ext: "py",
        interpreter: ["python"],
    }
    node {
        versions: ["22"],
        image_tpl: "node@md5:00000000000000000000000000000000",
        file_ext: "py",
        interpreter: ["python"],
    }
    go {
        versions: ["1.22"],
        image_tpl: "golang@sha256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        file_ext: "py",
        interpreter: ["python"],
    }
    lua {
        versions: ["5.4"],
        image_tpl: "lua@{version}",
        file_ext: "py",
        interpreter: ["python"],
    }
}

fn main() {}
