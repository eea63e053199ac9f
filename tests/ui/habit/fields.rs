registry::runtimes! {
    python {
        self.versions: ["3.11", "3.12"],
        python.image_tpl: "python:{version}",
        self.file_ext = "py",
        .interpreter = ["python"],
    }
}

fn main() {
    let _ = (Runtime::Python3_11, Runtime::Python3_12);
}
