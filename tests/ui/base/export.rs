registry::runtimes! {
    export scripts
    lua {
        versions: ["5.4"],
        image_tpl: "lua:{version}",
        file_ext: "lua",
        interpreter: ["lua"],
    }
}

mod without_a_name {
    registry::runtimes! {
        export;
        lua { versions: ["5.4"], image_tpl: "lua:{version}", file_ext: "lua", interpreter: ["lua"] }
    }
}

mod with_a_string {
    registry::runtimes! {
        export "scripts";
        lua { versions: ["5.4"], image_tpl: "lua:{version}", file_ext: "lua", interpreter: ["lua"] }
    }
}

mod with_a_keyword {
    registry::runtimes! {
        export crate;
        lua { versions: ["5.4"], image_tpl: "lua:{version}", file_ext: "lua", interpreter: ["lua"] }
    }
}

mod with_a_name_of_another_kind {
    registry::runtimes! {
        export MoreScripts;
        lua { versions: ["5.4"], image_tpl: "lua:{version}", file_ext: "lua", interpreter: ["lua"] }
    }
}

mod at_the_end {
    registry::runtimes! {
        lua { versions: ["5.4"], image_tpl: "lua:{version}", file_ext: "lua", interpreter: ["lua"] }
        export more_scripts;
    }
}

fn main() {}
