registry::runtimes! {
    output {
        versions: ["1"],
        image_tpl: "a:{version}",
        file_ext: "x",
        interpreter: ["python", "{file}>/tmp/out"],
    }
    semicolon {
        versions: ["1"],
        image_tpl: "a:{version}",
        file_ext: "x",
        interpreter: ["python", "{file};", "echo", "done"],
    }
    pipe {
        versions: ["1"],
        image_tpl: "a:{version}",
        file_ext: "x",
        interpreter: ["python", "{file} | sort"],
    }
    input {
        versions: ["1"],
        image_tpl: "a:{version}",
        file_ext: "x",
        interpreter: ["python", "<{file}"],
    }
    single_quotes {
        versions: ["1"],
        image_tpl: "a:{version}",
        file_ext: "x",
        interpreter: ["python", "'{file}'"],
    }
    double_quotes {
        versions: ["1"],
        image_tpl: "a:{version}",
        file_ext: "x",
        interpreter: ["python", "\"{file}\""],
    }
    step {
        versions: ["1"],
        image_tpl: "a:{version}",
        file_ext: "x",
        interpreter: ["make", "&&", "python", "{file};"],
    }
}

fn main() {}
