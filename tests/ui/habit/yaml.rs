registry::runtimes! {
    python:
      versions:
        - "3.11"
        - 3.12
      image_tpl: python:{version}-slim
      file_ext: py
      interpreter: [python]
    "node":
      image_tpl: node:{version}
      versions: ["22"]
    go {
        versions: ["1.22"],
        image_tpl: "golang:{version}",
        file_ext: "go",
        interpreter: ["go", "run"],
    }
    languages:
      ruby:
        versions: ["3.3"]
        env: { A: b }
}

fn main() {}
