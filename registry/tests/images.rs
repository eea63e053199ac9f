//! Tests of `registry::images` against a server that misbehaves, and of the commands that use it.
#![cfg(all(feature = "images", feature = "cli"))]

#[path = "images/commands.rs"]
mod commands;
#[path = "images/content.rs"]
mod content;
#[path = "images/credentials.rs"]
mod credentials;
#[path = "images/faults.rs"]
mod faults;
#[path = "images/server.rs"]
mod server;

use std::time::Duration;

use registry::images::{Answer, Client};

/// A client whose waits are short.
fn client() -> Client {
    Client::new()
        .credential_files([""; 0])
        .timeout(Duration::from_secs(10))
        .request_timeout(Duration::from_millis(500))
        .backoff(Duration::from_millis(20))
}

/// Asks for one image. Describes the answer as digest and platforms, or as the problem.
fn ask(client: &Client, image: &str) -> Result<(String, String), String> {
    let answer = ask_all(client, &[image.to_owned()]).remove(0);
    assert_eq!(answer.image, image);
    answer.result.map(|image| (image.digest, image.platforms.join(","))).map_err(|problem| problem.to_string())
}

fn ask_all(client: &Client, images: &[String]) -> Vec<Answer> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let answers = runtime.block_on(client.check(images.iter().cloned())).unwrap();
    runtime.shutdown_background();
    answers
}
