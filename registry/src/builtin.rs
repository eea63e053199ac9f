//! The built-in registry: five languages in eighteen versions.
//!
//! ```
//! use registry::builtin::{GO_1_22, Language, Runtime};
//!
//! assert_eq!(GO_1_22.image, "golang:1.22-alpine");
//! assert_eq!(Language::ALL.len(), 5);
//! assert_eq!(Runtime::ALL.len(), 18);
//! assert_eq!("node@22".parse(), Ok(Runtime::Node22));
//! ```

crate::runtimes! {
    export builtin;

    /// The reference implementation of Python.
    python {
        name: "Python",
        aliases: ["py", "python3"],
        // https://devguide.python.org/versions/
        versions: [
            #[deprecated(note = "end of life 2023-06-27")]
            "3.7",
            #[deprecated(note = "end of life 2024-10-07")]
            "3.8",
            #[deprecated(note = "end of life 2025-10-31")]
            "3.9",
            #[deprecated(note = "end of life 2026-10-31")]
            "3.10",
            "3.11",
            "3.12",
        ],
        image_tpl: "python:{version}-slim",
        file_ext: "py",
        interpreter: ["python"],
        version_command: ["python", "--version"],
        example: include_str!("scripts/python.py"),
        example_since: "3.10",
    }

    /// Scripts are modules that use `require`, not `import`, as Node.js treats `.js` files.
    node {
        name: "Node.js",
        aliases: ["javascript", "js", "nodejs"],
        // https://github.com/nodejs/release#end-of-life-releases
        versions: [
            #[deprecated(note = "end of life 2025-04-30")]
            "18",
            #[deprecated(note = "end of life 2026-04-30")]
            "20",
            "22",
        ],
        image_tpl: "node:{version}-alpine",
        file_ext: "js",
        interpreter: ["node"],
        version_command: ["node", "--version"],
        example: include_str!("scripts/node.js"),
    }

    /// The reference implementation of Ruby.
    ruby {
        name: "Ruby",
        aliases: ["rb"],
        // https://www.ruby-lang.org/en/downloads/branches/
        versions: [
            #[deprecated(note = "end of life 2025-03-26")]
            "3.1",
            #[deprecated(note = "end of life 2026-03-31")]
            "3.2",
            "3.3",
        ],
        image_tpl: "ruby:{version}-alpine",
        file_ext: "rb",
        interpreter: ["ruby"],
        version_command: ["ruby", "--version"],
        example: include_str!("scripts/ruby.rb"),
    }

    /// A script is one file of package `main`. It is compiled each time it runs. `go run` exits with 1 whatever the exit
    /// code of the script; `registry::recipes` shows how to keep it.
    go {
        name: "Go",
        aliases: ["golang"],
        // A release is supported until the second release after it: https://go.dev/doc/devel/release
        versions: [
            #[deprecated(note = "end of life 2024-02-06")]
            "1.20",
            #[deprecated(note = "end of life 2024-08-13")]
            "1.21",
            #[deprecated(note = "end of life 2025-02-11")]
            "1.22",
        ],
        image_tpl: "golang:{version}-alpine",
        file_ext: "go",
        interpreter: ["go", "run"],
        version_command: ["go", "version"],
        // `go run` caches what it compiles.
        env: { "GOCACHE": "/tmp/go-build" },
        example: include_str!("scripts/go.go"),
        example_since: "1.21",
    }

    /// GNU Bash.
    bash {
        name: "Bash",
        aliases: ["sh"],
        versions: ["5.1", "5.2", "5.3"],
        image_tpl: "bash:{version}",
        file_ext: "sh",
        interpreter: ["bash"],
        version_command: ["bash", "--version"],
        example: include_str!("scripts/bash.sh"),
    }
}
