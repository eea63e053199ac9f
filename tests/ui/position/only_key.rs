registry::runtimes! {
    python { file_ext: ".py" }
    node { interpreter: [] }
    go { versions: "1.22" }
    lua { image_tpl = "lua" }
}

fn main() {}
