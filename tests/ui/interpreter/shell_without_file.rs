registry::runtimes! {
    sh {
        versions: ["1"],
        image_tpl: "a:{version}",
        file_ext: "x",
        interpreter: ["sh", "-c", "make && /tmp/main"],
    }
    options {
        versions: ["1"],
        image_tpl: "a:{version}",
        file_ext: "x",
        interpreter: ["/bin/bash", "-e", "-o", "pipefail", "-uc", "cd $HOME; ./run"],
    }
    env {
        versions: ["1"],
        image_tpl: "a:{version}",
        file_ext: "x",
        interpreter: ["/usr/bin/env", "bash", "-ec", "make"],
    }
}

fn main() {}
