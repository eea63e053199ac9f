registry::runtimes! {
    #[doc = ]
    python {
        versions: ["3.11", "3.12"],
        image_tpl: "python:{version}-slim",
        file_ext: "py",
        interpreter: ["python"],
    }
    #[doc = 3]
    node {
        versions: ["22"],
        image_tpl: "node:{version}",
        file_ext: "js",
        interpreter: ["node"],
    }
    //! Inner.
    ruby {
        versions: ["3.3"],
        image_tpl: "ruby:{version}",
        file_ext: "rb",
        interpreter: ["ruby"],
    }
}

fn main() {}
