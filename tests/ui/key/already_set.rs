registry::runtimes! {
    python {
        versions: ["3.11", "3.12"],
        image_tpl: "python:{version}",
        file_ext: "py",
        interpreter: ["python"],
        aliases: ["py"],
        alias: "python3",
        version: ["3.13", "3.14"],
        tags: ["3.12"],
        args: "-u",
        command: ["python3"],
        image: "python:latest",
        env: { "HOME": "/scripts" },
        environment: { "PYTHONUTF8": "1" },
    }
}

fn main() {}
