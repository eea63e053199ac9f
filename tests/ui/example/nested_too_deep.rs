//! Groups that are nested deeper than any declaration needs.
#![allow(unused_braces)]

registry::runtimes! {
    lua {
        versions: ["5.4"],
        image_tpl: "lua:{version}",
        file_ext: "lua",
        interpreter: ["lua"],
        example: {{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{"print(1)"}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}},
    }
}

fn main() {}
