registry::runtimes! {
    java {
        versions: ["1"],
        image_tpl: "a:{version}",
        file_ext: "java",
        interpreter: ["java", "Main.java"],
    }
    python {
        versions: ["1"],
        image_tpl: "a:{version}",
        file_ext: "py",
        interpreter: ["python", "-u", "./app/main.py"],
    }
    node {
        versions: ["1"],
        image_tpl: "a:{version}",
        file_ext: "js",
        interpreter: ["node", "/scripts/index.js"],
    }
    gcc {
        versions: ["1" { file_ext: "cc" }, "2"],
        image_tpl: "a:{version}",
        file_ext: "c",
        interpreter: ["run", "main.cc"],
    }
    own {
        versions: ["1" { interpreter: ["cargo", "script", "main.rs"] }, "2"],
        image_tpl: "a:{version}",
        file_ext: "rs",
        interpreter: ["run"],
    }
    perl {
        versions: ["1"],
        image_tpl: "a:{version}",
        file_ext: "pl",
        interpreter: ["perl", "/scripts/main.pl"],
    }
    shell {
        versions: ["1"],
        image_tpl: "a:{version}",
        file_ext: "sh",
        interpreter: ["sh", "-ec", "/scripts/start.sh"],
    }
    arguments {
        versions: ["1"],
        image_tpl: "a:{version}",
        file_ext: "x",
        interpreter: ["sh", "-c", "run $1", "_", "start.x"],
    }
}

fn main() {}
