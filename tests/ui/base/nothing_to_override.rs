mod alone {
    registry::runtimes! {
        override python {
            versions: ["3.13"],
            image_tpl: "pypy:{version}",
            file_ext: "py",
            interpreter: ["pypy"],
        }
    }
}

mod with_a_base {
    registry::runtimes! {
        override pyton {
            versions: ["3.13"],
            image_tpl: "pypy:{version}",
            file_ext: "py",
            interpreter: ["pypy"],
        }
        ..registry::builtin
    }
}

fn main() {}
