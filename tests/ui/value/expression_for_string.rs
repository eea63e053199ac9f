registry::runtimes! {
    python {
        versions: ["3.11", "3.12"],
        image_tpl: concat!("python:", "{version}"),
        file_ext: if true { "py" } else { "pyw" },
        interpreter: ["python"],
    }
}

fn main() {}
