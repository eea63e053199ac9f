registry::runtimes! {
    python {
        versions: [
            #[deprecated(note = "end of life")]
            #[deprecated]
            "3.7",
            #[deprecated(reason = "end of life")]
            "3.8",
            #[deprecated(note = 3)]
            "3.9",
            #[cfg(test)]
            "3.10",
            #![deprecated]
            "3.11",
            #[doc]
            #[doc("text")]
            "3.12",
            /// Nothing follows.
        ],
        image_tpl: "python:{version}-slim",
        file_ext: "py",
        interpreter: ["python"],
    }
}

fn main() {}
