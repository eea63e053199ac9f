registry::runtimes! {
    split {
        versions: ["1"],
        image_tpl: "a:{version}",
        file_ext: "x",
        interpreter: ["#!/usr/bin/env", "python"],
    }
    whole {
        versions: ["1"],
        image_tpl: "a:{version}",
        file_ext: "x",
        interpreter: ["#!/usr/bin/env python3"],
    }
}

fn main() {}
