registry::runtimes! {
    python {
        version: "3.12",
        image: "python:{version}",
        ext: ".py",
        cmd: "python {path}",
        environment: { "HOME": "/scripts" },
        latest: "3.12",
    }
    node {
        version: ["22"],
        image: "node:{version}",
        extension: "js",
        command: ["node"],
        args: ["--check"],
    }
    go {
        versions: ["1.22"],
        image_tpl: "golang:{version}",
        file_ext: "go",
        entrypoint: ["go", "run"],
    }
    ruby {
        versions: ["3.3"],
        image_tpl: "ruby:{version}",
        file_ext: "rb",
        args: ["ruby", "-w"],
    }
}

fn main() {}
