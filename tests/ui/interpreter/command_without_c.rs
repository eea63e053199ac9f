registry::runtimes! {
    shell {
        versions: ["1"],
        image_tpl: "a:{version}",
        file_ext: "x",
        interpreter: ["sh", "python {file}"],
    }
    options {
        versions: ["1"],
        image_tpl: "a:{version}",
        file_ext: "x",
        interpreter: ["/usr/bin/env", "bash", "-e", "python {file} && echo done"],
    }
}

fn main() {}
