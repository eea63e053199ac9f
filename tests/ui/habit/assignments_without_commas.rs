registry::runtimes! {
    python {
        versions = ["3.11"]
        image = "python:{version}"
        ext = "py"
        cmd = ["python"]
    }
}

fn main() {}
