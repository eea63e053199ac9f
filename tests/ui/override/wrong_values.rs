registry::runtimes! {
    python {
        versions: [
            "3.10" { image_tpl: "Python:{version}", file_ext: ".py", interpreter: ["python -u"] },
            "3.11" { image_tpl: "python", interpreter: [] },
            "3.12" { image_tpl: "python:{versio}", file_ext: "py", file_ext: "pyw" },
            "3.13" { image_tpl "python:{version}" },
        ],
        image_tpl: "python:{version}-slim",
        file_ext: "py",
        interpreter: ["python"],
    }
}

fn main() {
    let _ = (Runtime::Python3_10, Runtime::Python3_11, Runtime::Python3_12, Runtime::Python3_13);
}
