//! Serves pages of registries of different sizes, nested in one application, for the tests of the page:
//!
//! - `/few`, the built-in one;
//! - `/many`, with 1,000 languages in 6 versions each;
//! - `/odd`, with long names, and languages that have little or much to show.

use axum::Router;
use registry::Registry;
use registry::http::Api;

mod many {
    include!(concat!(env!("OUT_DIR"), "/languages.rs"));
}

mod odd {
    registry::runtimes! {
        a_language_whose_id_has_as_many_characters_as_a_label_value_can {
            name: "A language with a very long display name, which contains <b>markup</b> & \"quotes\"",
            aliases: ["c++", "c#", "an-alias-with-as-many-characters-as-a-label-value-can-have-abcd"],
            versions: [
                #[deprecated]
                "1",
                "2.0.0-a-version-with-as-many-characters-as-a-label-value-can-ha",
            ],
            image_tpl: "registry.example:5000/a/very/long/path/to/an/image/that/does/not/fit/on/a/phone:{version}",
            file_ext: "long-extension",
            interpreter: ["run", "--with-a-long-option=and a value with spaces", "{file}", "&&", "/tmp/a/path/to/main"],
            env: { "HOME": "/tmp/home", "LINES": "one\ntwo", "LONG": "/a/long/list:/of/directories:/which/nobody/can/read:/on/a/phone" },
        }
        plain { versions: ["1"], image_tpl: "plain:{version}", file_ext: "txt", interpreter: ["cat"] }
        partial {
            versions: ["3.9", "3.14-rc1", "3.13", "3.12", #[deprecated(note = "end of life")] "2.7", "4.0-rc1"],
            image_tpl: "partial:{version}",
            file_ext: "p",
            interpreter: ["partial"],
        }
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let page = |registry: &'static Registry| Api::new(registry).page().router();
    let app = Router::new()
        .nest_service("/few", page(&registry::REGISTRY))
        .nest_service("/many", page(&many::REGISTRY))
        .nest_service("/odd", page(&odd::REGISTRY));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    // In the form in which `runtimes serve` prints it.
    eprintln!("listening on http://{}", listener.local_addr().unwrap());
    axum::serve(listener, app).await.unwrap();
}
