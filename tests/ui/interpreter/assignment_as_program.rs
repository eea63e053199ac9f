registry::runtimes! {
    go {
        versions: ["1.22"],
        image_tpl: "golang:{version}-alpine",
        file_ext: "go",
        interpreter: ["CGO_ENABLED=0", "GOFLAGS=-mod=mod", "go", "run"],
    }
    one_string {
        versions: ["1.22"],
        image_tpl: "golang:{version}-alpine",
        file_ext: "go",
        interpreter: ["CGO_ENABLED=0 go run"],
    }
    no_program {
        versions: ["1.22"],
        image_tpl: "golang:{version}-alpine",
        file_ext: "go",
        interpreter: ["A=b"],
    }
    in_a_step {
        versions: ["1.22"],
        image_tpl: "golang:{version}-alpine",
        file_ext: "go",
        interpreter: ["go", "build", "-o", "/tmp/a", "{file}", "&&", "A=$B", "/tmp/a"],
    }
}

fn main() {}
