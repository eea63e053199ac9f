registry::runtimes! {
    angle {
        versions: ["1"],
        image_tpl: "python:<version>-slim",
        file_ext: "x",
        interpreter: ["x"],
    }
    printf {
        versions: ["1"],
        image_tpl: "python:%s",
        file_ext: "x",
        interpreter: ["x"],
    }
    python {
        versions: ["1"],
        image_tpl: "python:%(version)s-slim",
        file_ext: "x",
        interpreter: ["x"],
    }
    helm {
        versions: ["1"],
        image_tpl: "python:{{ .Version }}-slim",
        file_ext: "x",
        interpreter: ["x"],
    }
    jinja {
        versions: ["1"],
        image_tpl: "python:{{ version }}",
        file_ext: "x",
        interpreter: ["x"],
    }
    shell {
        versions: ["1"],
        image_tpl: "python:$VERSION-slim",
        file_ext: "x",
        interpreter: ["x"],
    }
}

fn main() {}
