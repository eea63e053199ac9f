registry::runtimes! {
    Python {
        versions: [3.11],
        image_tpl: "python",
        file_ext: "",
        interpreter: [""],
    }
}

fn main() {}
