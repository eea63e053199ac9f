registry::runtimes! {
    // In the base, `luajit` is an alias of `lua`.
    luajit {
        versions: ["2.1"],
        image_tpl: "luajit:{version}",
        file_ext: "lua",
        interpreter: ["luajit"],
    }
    ..downstream_base::scripts
}

mod of_another {
    registry::runtimes! {
        moon {
            aliases: ["luajit"],
            versions: ["2.1"],
            image_tpl: "moon:{version}",
            file_ext: "moon",
            interpreter: ["moon"],
        }
        ..downstream_base::scripts
    }
}

mod replaced {
    registry::runtimes! {
        override lua {
            aliases: ["luajit"],
            versions: ["5.4"],
            image_tpl: "lua:{version}",
            file_ext: "lua",
            interpreter: ["lua"],
        }
        ..downstream_base::scripts
    }
}

fn main() {}
