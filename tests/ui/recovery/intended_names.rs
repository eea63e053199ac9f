registry::runtimes! {
    "python" { versions: ["3.11"], image_tpl: "python:{version}", file_ext: "py", interpreter: ["python"] }
    Node { versions: ["22"], versions: ["24"], image_tpl: "node:{version}", file_ext: "js", interpreter: ["node"] }
    objective-c { versions: ["2"], image_tpl: "objc:{version}", file_ext: "m", interpreter: ["objc"] }
}

fn main() {
    let _ = (PYTHON_3_11, NODE_22, NODE_24, OBJECTIVE_C_2, Language::ObjectiveC.runtimes());
}
