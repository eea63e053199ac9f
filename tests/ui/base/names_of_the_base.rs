registry::runtimes! {
    // Version 7 would become `Runtime::Python3_7`, which the base already defines.
    python3 {
        aliases: ["ruby", "py"],
        versions: ["7", "14"],
        image_tpl: "python:3.{version}",
        file_ext: "py",
        interpreter: ["python"],
    }
    ..registry::builtin
}

fn main() {
    let _ = Runtime::Python3_14;
}
