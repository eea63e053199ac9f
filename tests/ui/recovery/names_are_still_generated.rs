mod scripts {
    registry::runtimes! {
        python {
            versions: ["3.11", 3.12],
            image_tpl: "Python:{version}-slim",
            file_ext: ".py",
            interpreter: ["python -u"],
        }
        node { versions: ["22"] }
        Ruby { versions: ["3.3"], image_tpl: "ruby:{version}", file_ext: "rb", interpreter: ["ruby"] }
    }
}

use scripts::{Language, NODE_22, PYTHON_3_11, REGISTRY, Runtime};

fn main() {
    let _ = (Language::Python.spec(), Language::Node, NODE_22, PYTHON_3_11, &REGISTRY);
    match Runtime::ALL[0] {
        Runtime::Python3_11 | Runtime::Node22 | Runtime::Ruby3_3 => {}
    }
}
