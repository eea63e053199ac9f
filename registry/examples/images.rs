//! Asks registries about the images in standard input, one per line, and prints each with its digest and platforms.
//!
//! ```sh
//! echo python:3.12-slim | cargo run --example images --features images
//! ```

use std::io::{self, BufRead};
use std::process::ExitCode;

use registry::images::Client;

#[tokio::main]
async fn main() -> Result<ExitCode, Box<dyn std::error::Error>> {
    let images = io::stdin().lock().lines().collect::<Result<Vec<String>, _>>()?;
    let mut code = ExitCode::SUCCESS;
    for answer in Client::new().check(images).await? {
        match answer.result {
            Ok(image) => println!("{} {} {}", answer.image, image.digest, image.platforms.join(",")),
            Err(problem) => {
                eprintln!("{}: {problem}", answer.image);
                code = ExitCode::FAILURE;
            }
        }
    }
    Ok(code)
}
