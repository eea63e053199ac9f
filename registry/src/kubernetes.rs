//! From a runtime and a script to the Kubernetes objects that run it.

mod error;
mod execution;
mod hardened;
mod image;
mod prepull;
mod quantity;
mod rules;

pub use k8s_openapi;

pub use error::{ObjectError, ObjectErrorKind};
pub use execution::{Execution, Objects, PullPolicy, owner_reference};
pub use prepull::Prepull;
