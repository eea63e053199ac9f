//! The hardening of every pod and container, which satisfies the Pod Security Standard "restricted":
//! <https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted>.

use k8s_openapi::api::core::v1::{
    Capabilities, EmptyDirVolumeSource, PodSecurityContext, PodSpec, SeccompProfile, SecurityContext, Volume,
    VolumeMount,
};
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;

/// The user and group ID of every process. In common images, it owns no files.
const ID: i64 = 65532;

/// Returns the hardening of a pod. [`container`] repeats every setting that a container has too, so that each still
/// applies if one of the two is removed.
pub(super) fn pod() -> PodSpec {
    PodSpec {
        automount_service_account_token: Some(false),
        enable_service_links: Some(false),
        // The images are for Linux: on any other node, the pod would not start.
        node_selector: Some([("kubernetes.io/os".to_owned(), "linux".to_owned())].into()),
        security_context: Some(PodSecurityContext {
            fs_group: Some(ID),
            run_as_group: Some(ID),
            run_as_non_root: Some(true),
            run_as_user: Some(ID),
            seccomp_profile: Some(seccomp_profile()),
            ..PodSecurityContext::default()
        }),
        ..PodSpec::default()
    }
}

/// Returns the hardening of a container.
pub(super) fn container() -> SecurityContext {
    SecurityContext {
        allow_privilege_escalation: Some(false),
        capabilities: Some(Capabilities { drop: Some(vec!["ALL".to_owned()]), ..Capabilities::default() }),
        read_only_root_filesystem: Some(true),
        run_as_group: Some(ID),
        run_as_non_root: Some(true),
        run_as_user: Some(ID),
        seccomp_profile: Some(seccomp_profile()),
        ..SecurityContext::default()
    }
}

fn seccomp_profile() -> SeccompProfile {
    SeccompProfile { type_: "RuntimeDefault".to_owned(), ..SeccompProfile::default() }
}

/// The file that Kubernetes mounts into every container for its termination message. By default, everyone can write to
/// it, it is on the node's disk, and nothing limits its size. Images give `/root` the mode 0700, so only root reaches
/// this one. If an image has no such directory, the container runtime creates one that everyone can enter.
pub(super) const TERMINATION_MESSAGE_PATH: &str = "/root/termination-log";

/// Where a volume stores its files.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Medium {
    Disk,
    Memory,
}

/// Returns a writable volume of limited size.
pub(super) fn empty_dir(name: &str, size: Quantity, medium: Medium) -> Volume {
    // Kubernetes 1.36 and earlier have no further fields.
    #[allow(clippy::needless_update, reason = "depends on the Kubernetes version of the build")]
    let source = EmptyDirVolumeSource {
        medium: (medium == Medium::Memory).then(|| "Memory".to_owned()),
        size_limit: Some(size),
        ..EmptyDirVolumeSource::default()
    };
    Volume { name: name.to_owned(), empty_dir: Some(source), ..Volume::default() }
}

pub(super) fn mount(name: &str, path: &str, read_only: bool) -> VolumeMount {
    VolumeMount {
        name: name.to_owned(),
        mount_path: path.to_owned(),
        read_only: read_only.then_some(true),
        ..VolumeMount::default()
    }
}
