pub(crate) mod languages {
    registry::runtimes! {
        export languages;
        lua { versions: ["5.4"], image_tpl: "lua:{version}", file_ext: "lua", interpreter: ["lua"] }
    }
}

mod private {
    registry::runtimes! {
        export private;
        lua { versions: ["5.4"], image_tpl: "lua:{version}", file_ext: "lua", interpreter: ["lua"] }
    }
}

mod inner {
    registry::runtimes! {
        export inner_languages;
        lua { versions: ["5.4"], image_tpl: "lua:{version}", file_ext: "lua", interpreter: ["lua"] }
    }
}

use inner::inner_languages;

fn main() {}
