//! What every pod and every container here has, so that they pass the Pod Security Standard "restricted":
//! <https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted>.

use k8s_openapi::api::core::v1::{
    Capabilities, EmptyDirVolumeSource, PodSecurityContext, PodSpec, ResourceRequirements, SeccompProfile,
    SecurityContext, Volume, VolumeMount,
};
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;

/// The user and the group of every process: one that no image gives anything to.
const ID: i64 = 65532;

/// A pod's part, which its containers repeat: what one of them would lose, the other keeps.
pub(super) fn pod() -> PodSpec {
    PodSpec {
        automount_service_account_token: Some(false),
        enable_service_links: Some(false),
        // Every image is one for Linux, and a pod on another node would not start.
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

/// A place that can be written to, of a bounded size.
pub(super) fn empty_dir(name: &str, size: Quantity) -> Volume {
    Volume {
        name: name.to_owned(),
        empty_dir: Some(EmptyDirVolumeSource { size_limit: Some(size), ..EmptyDirVolumeSource::default() }),
        ..Volume::default()
    }
}

pub(super) fn mount(name: &str, path: &str, read_only: bool) -> VolumeMount {
    VolumeMount {
        name: name.to_owned(),
        mount_path: path.to_owned(),
        read_only: read_only.then_some(true),
        ..VolumeMount::default()
    }
}

/// What a container is sure of and what it gets at most, CPU before memory.
pub(super) fn resources(requests: [Quantity; 2], limits: [Quantity; 2]) -> ResourceRequirements {
    let amounts = |[cpu, memory]: [Quantity; 2]| Some([("cpu".to_owned(), cpu), ("memory".to_owned(), memory)].into());
    ResourceRequirements { requests: amounts(requests), limits: amounts(limits), ..ResourceRequirements::default() }
}
