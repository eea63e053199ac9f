//! Asks registries whether images exist, and what they contain.
//!
//! A [`Client`] asks each distinct image's registry once, concurrently, and returns an [`Answer`] per image: its digest
//! and platforms, or the reason that there is none. Except for tokens, it sends only requests of the
//! [OCI distribution specification](https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md), and it
//! downloads manifests and configurations, but no layers.
//!
//! ```no_run
//! use registry::images::Client;
//!
//! # async fn run() -> Result<(), registry::images::SettingError> {
//! let images = registry::REGISTRY.entries().iter().map(|entry| entry.config.image);
//! for answer in Client::new().platform("linux/arm64").check(images).await? {
//!     match answer.result {
//!         Ok(image) => println!("{} {} {}", answer.image, image.digest, image.platforms.join(",")),
//!         Err(problem) => println!("{}: {problem}", answer.image),
//!     }
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # What it trusts
//!
//! - **Content.** Bodies are hashed, and compared with the digest that the registry or the index states. Documents are at
//!   most 4 MiB, which every registry must accept.
//! - **Connections.** TLS uses rustls with ring and the certificates of the operating system, so that registries with a
//!   private certificate authority work. Plain HTTP is used only for loopback addresses and for hosts that
//!   [`Client::plain_http`] names. Proxies are taken from the environment.
//! - **Credentials.** They are read where Docker and Podman store them, only if a registry asks for them. They are sent
//!   to the registry that they belong to, and to the token service that it names: over TLS, or else only if that service
//!   is on the registry's own host, or both are loopback addresses. They are never sent to the target of a redirect on
//!   another host, and never printed.
//!
//! # What fails, and when
//!
//! Requests that fail for a reason that may pass (no connection, no answer, status 408, 429, 500, 502, 503 or 504) are
//! repeated with increasing delays, or after the time that the registry states in `Retry-After`. Everything ends within
//! [`Client::timeout`], and images without an answer by then are [`ProblemKind::Unreachable`].

mod answer;
mod authorization;
mod client;
mod credentials;
mod digest;
mod manifest;
mod platform;
mod retry;
mod session;
mod target;
mod transport;

pub use answer::{Answer, Image, Problem, ProblemKind};
pub use client::{Client, SettingError};
