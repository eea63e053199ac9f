registry::runtimes! {
    ..registry::builtin
    lua {
        versions: ["5.4"],
        image_tpl: "lua:{version}",
        file_ext: "lua",
        interpreter: ["lua"],
    }
}

mod several {
    registry::runtimes! {
        lua {
            versions: ["5.4"],
            image_tpl: "lua:{version}",
            file_ext: "lua",
            interpreter: ["lua"],
        }
        ..other::base,
        ..registry::builtin,
    }
}

mod without_a_path {
    registry::runtimes! {
        lua {
            versions: ["5.4"],
            image_tpl: "lua:{version}",
            file_ext: "lua",
            interpreter: ["lua"],
        }
        ..
    }
}

mod with_a_call {
    registry::runtimes! {
        ..registry::builtin!()
    }
}

fn main() {}
