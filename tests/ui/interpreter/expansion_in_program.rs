registry::runtimes! {
    home {
        versions: ["1"],
        image_tpl: "a:{version}",
        file_ext: "x",
        interpreter: ["~/bin/run"],
    }
    variable {
        versions: ["1"],
        image_tpl: "a:{version}",
        file_ext: "x",
        interpreter: ["$JAVA_HOME/bin/java", "{file}"],
    }
    whole {
        versions: ["1"],
        image_tpl: "a:{version}",
        file_ext: "x",
        interpreter: ["$SHELL"],
    }
    middle {
        versions: ["1"],
        image_tpl: "a:{version}",
        file_ext: "x",
        interpreter: ["/opt/$PYTHON_VERSION/bin/python"],
    }
    pattern {
        versions: ["1"],
        image_tpl: "a:{version}",
        file_ext: "x",
        interpreter: ["/usr/bin/python3*"],
    }
}

fn main() {}
