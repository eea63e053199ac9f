registry::runtimes! {
    python {
        versions: ["3.10"; "3.11", "3.12".to_owned(), "3.13" => "x"],
        image_tpl: "python:{version}-slim",
        file_ext: "py",
        interpreter: ["python"],
    }
}

fn main() {}
