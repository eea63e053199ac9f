mod scripts {
    registry::runtimes! {
        Python { versions: [3.11], image_tpl: "python:{version}", file_ext: "py", interpreter: ["python"] }
    }
}

mod empty {
    registry::runtimes! {}
}

fn main() {
    let _ = (scripts::Language::ALL, scripts::Runtime::ALL, &scripts::REGISTRY);
    let _ = (empty::Language::ALL, empty::Runtime::ALL, &empty::REGISTRY);
}
