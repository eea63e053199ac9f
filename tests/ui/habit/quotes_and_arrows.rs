registry::runtimes! {
    python {
        "versions" => ["3.11", "3.12"],
        "image_tpl" => "python:{version}",
        "file_ext" => "py",
        :interpreter => ["python"],
    }
}

fn main() {
    let _ = (Runtime::Python3_11, Runtime::Python3_12);
}
