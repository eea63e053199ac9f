registry::runtimes! {
    java {
        versions: ["21", "22"],
        image_tpl: "eclipse-temurin:{version}",
        interpreter: ["java", "{file}"],
        file_name: "Main.java",
    }
    kotlin {
        versions: ["2.0"],
        image_tpl: "kotlin:{version}",
        file_ext: "kts",
        interpreter: ["kotlin"],
        filename: "main.kts",
    }
}

fn main() {}
