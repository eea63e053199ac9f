//! The arguments of `docker create` and `podman create` for a pod.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt::Display;
use std::path::Path;
use std::time::Duration;

use k8s_openapi::api::core::v1::{ConfigMap, Container, Pod, PodSpec, Volume, VolumeMount};
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
use registry_shared::excerpt::Quoted;
use registry_shared::image::Reference;
use registry_shared::mirror::Mirror;

use super::{Engine, EngineError};
use crate::kubernetes::{Objects, nano, unescaped};

/// The label with the path of a container's directory.
pub(super) const DIRECTORY: &str = "runtimes.directory";

/// The label of every pod, and so of every container.
pub(super) const MANAGED: &str = "app.kubernetes.io/managed-by=registry";

/// The most processes and threads of a script. A pod has no such setting. It is Podman's default, and enough for
/// compilers that start several threads per CPU.
const PROCESSES: u32 = 2048;

/// How to run a pod's container.
#[derive(Debug)]
pub(super) struct Plan<'a> {
    engine: Engine,
    pod: &'a Pod,
    spec: &'a PodSpec,
    container: &'a Container,
    /// The files of the script.
    pub(super) config_map: &'a ConfigMap,
    /// The mode of these files.
    pub(super) mode: u32,
    /// The image, as the engine must be asked for it.
    pub(super) image: String,
}

impl<'a> Plan<'a> {
    /// Reads the objects of an execution.
    pub(super) fn new(engine: Engine, objects: &'a Objects) -> Result<Self, EngineError> {
        let Objects { pod, config_map } = objects;
        let spec = pod.spec.as_ref().ok_or_else(|| unsupported("the pod has no specification"))?;
        let [container] = spec.containers.as_slice() else {
            return Err(unsupported("the pod must have exactly one container"));
        };
        refuse_unsupported(engine, spec)?;
        let image = container.image.as_deref().ok_or_else(|| unsupported("the container has no image"))?;
        let files = spec.volumes.iter().flatten().find_map(|volume| volume.config_map.as_ref());
        let mode = files.and_then(|files| files.default_mode).and_then(|mode| u32::try_from(mode).ok());
        Ok(Self {
            engine,
            pod,
            spec,
            container,
            config_map,
            mode: mode.unwrap_or(0o644),
            image: qualified(engine, image)?,
        })
    }

    /// Returns the name of the pod.
    pub(super) fn pod_name(&self) -> &'a str {
        self.pod.metadata.name.as_deref().unwrap_or("script")
    }

    /// Returns the image as the pod names it.
    pub(super) fn declared_image(&self) -> &'a str {
        self.container.image.as_deref().unwrap_or_default()
    }

    /// Returns how long the script may run.
    pub(super) fn timeout(&self) -> Option<Duration> {
        seconds(self.spec.active_deadline_seconds)
    }

    /// Returns how long the script may continue after SIGTERM. Kubernetes' default is 30 seconds.
    pub(super) fn grace_period(&self) -> Duration {
        seconds(self.spec.termination_grace_period_seconds).unwrap_or(Duration::from_secs(30))
    }

    /// Returns whether a missing image is not pulled.
    pub(super) fn never_pulls(&self) -> bool {
        self.pull_policy() == "never"
    }

    /// Returns the arguments that create a container of this name. `directory` belongs to the run, and `files` is the
    /// directory in it that holds the script.
    pub(super) fn create(&self, name: &str, directory: &Path, files: &Path) -> Result<Vec<OsString>, EngineError> {
        let mut arguments = Arguments(vec!["create".into()]);
        arguments.option("name", name);
        for (key, value) in self.pod.metadata.labels.iter().flatten() {
            arguments.option("label", format_args!("{key}={value}"));
        }
        let mut label = OsString::from(format!("--label={DIRECTORY}="));
        label.push(directory);
        arguments.push(label);
        arguments.option("pull", self.pull_policy());
        self.isolate(&mut arguments)?;
        self.limit(&mut arguments)?;
        arguments.option("hostname", self.spec.hostname.as_deref().unwrap_or_else(|| self.pod_name()));
        if let Some(directory) = &self.container.working_dir {
            arguments.option("workdir", directory);
        }
        for variable in self.container.env.iter().flatten() {
            let (name, value) = (&variable.name, variable.value.as_deref().unwrap_or_default());
            if variable.value_from.is_some() {
                return Err(unsupported(format!("variable {} has no value of its own: set one", Quoted(name))));
            }
            arguments.option("env", format_args!("{name}={}", unescaped(value)));
        }
        for mount in self.container.volume_mounts.iter().flatten() {
            arguments.push(self.mount(mount, files)?);
        }
        let mut command = self.container.command.iter().flatten().map(|argument| unescaped(argument));
        if let Some(program) = command.next() {
            arguments.option("entrypoint", program);
        }
        arguments.push(&self.image);
        command.for_each(|argument| arguments.push(argument));
        self.container.args.iter().flatten().for_each(|argument| arguments.push(unescaped(argument)));
        Ok(arguments.0)
    }

    fn isolate(&self, arguments: &mut Arguments) -> Result<(), EngineError> {
        let context = self.container.security_context.as_ref();
        let pod_context = self.spec.security_context.as_ref();
        // A container's own setting takes precedence over the pod's.
        let user = context.and_then(|context| context.run_as_user).or(pod_context.and_then(|pod| pod.run_as_user));
        let group = context.and_then(|context| context.run_as_group).or(pod_context.and_then(|pod| pod.run_as_group));
        arguments.option("network", "none");
        if context.and_then(|context| context.read_only_root_filesystem) == Some(true) {
            arguments.flag("read-only");
        }
        let capabilities = context.and_then(|context| context.capabilities.as_ref());
        for capability in capabilities.and_then(|capabilities| capabilities.drop.as_ref()).into_iter().flatten() {
            arguments.option("cap-drop", capability);
        }
        if context.and_then(|context| context.allow_privilege_escalation) == Some(false) {
            arguments.option("security-opt", "no-new-privileges");
        }
        match (user, group) {
            (Some(user), Some(group)) => arguments.option("user", format_args!("{user}:{group}")),
            (Some(user), None) => arguments.option("user", user),
            (None, _) => return Err(unsupported("the pod names no user: set `runAsUser`")),
        }
        // Kubernetes ignores the image's health check.
        arguments.flag("no-healthcheck");
        // The output is streamed, so the engine need not also store it, without limit, on disk.
        arguments.option("log-driver", "none");
        // A forced removal must not wait. `stop` states its own grace period.
        arguments.option("stop-timeout", 0);
        if self.engine == Engine::Podman {
            if self.spec.host_users == Some(false) {
                arguments.option("userns", "auto");
            }
            // By default, Podman mounts writable directories into read-only containers, keeps volumes of the image
            // writable, passes on the proxies of the host, and treats programs called `init` specially.
            arguments.option("read-only-tmpfs", false);
            arguments.option("image-volume", "ignore");
            arguments.option("http-proxy", false);
            arguments.option("systemd", false);
        }
        Ok(())
    }

    fn limit(&self, arguments: &mut Arguments) -> Result<(), EngineError> {
        let limits = self.container.resources.as_ref().and_then(|resources| resources.limits.as_ref());
        let limit = |name: &str| limits.and_then(|limits: &BTreeMap<String, Quantity>| limits.get(name));
        if let Some(memory) = limit("memory") {
            let bytes = bytes("memory limit", memory)?;
            arguments.option("memory", bytes);
            // Of memory and swap together: there is no swap.
            arguments.option("memory-swap", bytes);
        }
        if let Some(cpu) = limit("cpu") {
            // Kubernetes rounds up to a thousandth, and Docker accepts at least a hundredth.
            let thousandths = divided("CPU limit", cpu, 1_000_000)?.max(10);
            arguments.option("cpus", format_args!("{}.{:03}", thousandths / 1_000, thousandths % 1_000));
        }
        arguments.option("pids-limit", PROCESSES);
        Ok(())
    }

    fn mount(&self, mount: &VolumeMount, files: &Path) -> Result<OsString, EngineError> {
        let target = &mount.mount_path;
        let volume = self.spec.volumes.iter().flatten().find(|volume| volume.name == mount.name);
        match volume {
            Some(Volume { config_map: Some(_), .. }) => {
                let mut source = OsString::from("--mount=type=bind,");
                match files.to_str() {
                    // Values with these characters are quoted as in CSV. Podman reads quotes only since 4.4.
                    Some(files) if files.contains([',', '"']) => {
                        source.push(format!("\"source={}\"", files.replace('"', "\"\"")));
                    }
                    _ => {
                        source.push("source=");
                        source.push(files);
                    }
                }
                // On hosts with SELinux, Podman denies access to files without a label for containers. Docker has no
                // such key, and does not use SELinux by default.
                let relabel = if self.engine == Engine::Podman { ",relabel=private" } else { "" };
                source.push(format!(",target={target},readonly{relabel}"));
                Ok(source)
            }
            Some(Volume { empty_dir: Some(directory), .. }) => {
                let size = directory.size_limit.as_ref().map(|size| bytes("writable space", size)).transpose()?;
                let size = size.map(|size| format!(",size={size}")).unwrap_or_default();
                // Podman would start with a copy of what the image has there.
                let empty = if self.engine == Engine::Podman { ",notmpcopyup" } else { "" };
                Ok(format!("--tmpfs={target}:rw,exec,nosuid,nodev{size},mode=1777{empty}").into())
            }
            _ => Err(unsupported(format!(
                "volume {} is neither a ConfigMap nor an emptyDir: remove it",
                Quoted(&mount.name)
            ))),
        }
    }

    // Without a policy, Kubernetes decides by the tag:
    // <https://kubernetes.io/docs/concepts/containers/images/#imagepullpolicy-defaulting>.
    fn pull_policy(&self) -> &'static str {
        match self.container.image_pull_policy.as_deref() {
            Some("Always") => "always",
            Some("Never") => "never",
            Some(_) => "missing",
            None => {
                let Reference { tag, digest, .. } = Reference::parse(&self.image);
                if digest.is_none() && tag.is_none_or(|tag| tag == "latest") { "always" } else { "missing" }
            }
        }
    }
}

/// The arguments so far.
struct Arguments(Vec<OsString>);

impl Arguments {
    fn push(&mut self, argument: impl Into<OsString>) {
        self.0.push(argument.into());
    }

    fn flag(&mut self, name: &str) {
        self.push(format!("--{name}"));
    }

    // One argument, so that a value may begin with `-`.
    fn option(&mut self, name: &str, value: impl Display) {
        self.push(format!("--{name}={value}"));
    }
}

fn refuse_unsupported(engine: Engine, spec: &PodSpec) -> Result<(), EngineError> {
    let program = engine.program();
    if let Some(class) = &spec.runtime_class_name {
        let class = Quoted(class);
        return Err(unsupported(format!("`{program}` has no runtime classes: remove {class}, or run in a cluster")));
    }
    if spec.image_pull_secrets.as_ref().is_some_and(|secrets| !secrets.is_empty()) {
        return Err(unsupported(format!("`{program}` has no pull secrets: run `{program} login` instead")));
    }
    if engine == Engine::Docker && spec.host_users == Some(false) {
        return Err(unsupported(
            "`docker` has no user namespaces for single containers: use `podman`, or run in a cluster",
        ));
    }
    Ok(())
}

// Podman asks the user, or tries several registries, for a name without a host. All names here mean Docker Hub.
fn qualified(engine: Engine, image: &str) -> Result<String, EngineError> {
    match engine {
        Engine::Docker => Ok(image.to_owned()),
        Engine::Podman => Mirror::parse("docker.io").and_then(|hub| hub.image(image)).map_err(EngineError::Unsupported),
    }
}

fn seconds(seconds: Option<i64>) -> Option<Duration> {
    seconds.and_then(|seconds| u64::try_from(seconds).ok()).map(Duration::from_secs)
}

fn bytes(what: &str, quantity: &Quantity) -> Result<i128, EngineError> {
    divided(what, quantity, 1_000_000_000)
}

// Divides an amount in nano units, and rounds up.
fn divided(what: &str, quantity: &Quantity, divisor: i128) -> Result<i128, EngineError> {
    let nano = nano(quantity).filter(|nano| *nano > 0);
    let nano = nano.ok_or_else(|| unsupported(format!("{what} {} is not a valid quantity", Quoted(&quantity.0))))?;
    Ok(nano / divisor + i128::from(nano % divisor != 0))
}

fn unsupported(message: impl Into<String>) -> EngineError {
    EngineError::Unsupported(message.into())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use std::path::Path;
    use std::time::Duration;

    use k8s_openapi::apimachinery::pkg::api::resource::Quantity;

    use super::super::Engine;
    use super::Plan;
    use crate::kubernetes::{Execution, Objects, PullPolicy};
    use crate::{REGISTRY, Runtime};

    fn create(engine: Engine, objects: &Objects) -> Vec<String> {
        let plan = Plan::new(engine, objects).unwrap();
        let arguments = plan.create("runtimes-run-1-x", Path::new("/t/r"), Path::new("/t/r/files")).unwrap();
        arguments.into_iter().map(|argument| argument.into_string().unwrap()).collect()
    }

    fn error(engine: Engine, objects: &Objects) -> String {
        let plan = Plan::new(engine, objects);
        plan.and_then(|plan| plan.create("x", Path::new("/t"), Path::new("/t/files"))).unwrap_err().to_string()
    }

    fn execution() -> Execution {
        Execution::new(Runtime::Python3_12, "run-1", "print(1)")
    }

    // Everything that untrusted code meets, written out: a setting that is missing here is not there.
    #[test]
    fn all_arguments() {
        let objects = execution().args(["a b", "$HOME", "--x"]).env("GREETING", "$$ and\n$(HOME)").objects().unwrap();
        let docker = [
            "create",
            "--name=runtimes-run-1-x",
            "--label=app.kubernetes.io/instance=run-1",
            "--label=app.kubernetes.io/managed-by=registry",
            "--label=app.kubernetes.io/name=python",
            "--label=app.kubernetes.io/version=3.12",
            "--label=runtimes.directory=/t/r",
            "--pull=missing",
            "--network=none",
            "--read-only",
            "--cap-drop=ALL",
            "--security-opt=no-new-privileges",
            "--user=65532:65532",
            "--no-healthcheck",
            "--log-driver=none",
            "--stop-timeout=0",
            "--memory=536870912",
            "--memory-swap=536870912",
            "--cpus=1.000",
            "--pids-limit=2048",
            "--hostname=run-1",
            "--workdir=/tmp",
            "--env=HOME=/tmp",
            "--env=GREETING=$$ and\n$(HOME)",
            "--mount=type=bind,source=/t/r/files,target=/scripts,readonly",
            "--tmpfs=/tmp:rw,exec,nosuid,nodev,size=268435456,mode=1777",
            "--entrypoint=python",
            "python:3.12-slim",
            "/scripts/main.py",
            "a b",
            "$HOME",
            "--x",
        ];
        assert_eq!(create(Engine::Docker, &objects), docker);

        let mut podman = docker.to_vec();
        let log = podman.iter().position(|argument| *argument == "--memory=536870912").unwrap();
        podman.splice(
            log..log,
            ["--read-only-tmpfs=false", "--image-volume=ignore", "--http-proxy=false", "--systemd=false"],
        );
        for (docker, in_podman) in [
            ("python:3.12-slim", "docker.io/library/python:3.12-slim"),
            (
                "--mount=type=bind,source=/t/r/files,target=/scripts,readonly",
                "--mount=type=bind,source=/t/r/files,target=/scripts,readonly,relabel=private",
            ),
            (
                "--tmpfs=/tmp:rw,exec,nosuid,nodev,size=268435456,mode=1777",
                "--tmpfs=/tmp:rw,exec,nosuid,nodev,size=268435456,mode=1777,notmpcopyup",
            ),
        ] {
            *podman.iter_mut().find(|argument| **argument == docker).unwrap() = in_podman;
        }
        assert_eq!(create(Engine::Podman, &objects), podman);
    }

    #[test]
    fn single_arguments() {
        let hub = format!("python@sha256:{}", "a".repeat(64));
        let image = |image: &str| {
            let mut objects = execution().objects().unwrap();
            objects.pod.spec.as_mut().unwrap().containers[0].image = Some(image.to_owned());
            objects
        };
        #[rustfmt::skip]
        let rows = vec![
            (Engine::Docker, execution().cpu_limit("250m").objects().unwrap(), "--cpus=0.250".to_owned()),
            (Engine::Docker, execution().cpu_limit("1m").objects().unwrap(), "--cpus=0.010".to_owned()),
            (Engine::Docker, execution().cpu_limit("2500m").objects().unwrap(), "--cpus=2.500".to_owned()),
            (Engine::Docker, execution().memory_limit("64Mi").objects().unwrap(), "--memory=67108864".to_owned()),
            (Engine::Docker, execution().memory_limit("0.1G").objects().unwrap(), "--memory-swap=100000000".to_owned()),
            (Engine::Docker, execution().memory_limit("100000000500m").objects().unwrap(), "--memory=100000001".to_owned()),
            (Engine::Docker, execution().writable_space("1Mi").objects().unwrap(), "--tmpfs=/tmp:rw,exec,nosuid,nodev,size=1048576,mode=1777".to_owned()),
            (Engine::Docker, execution().pull_policy(PullPolicy::Always).objects().unwrap(), "--pull=always".to_owned()),
            (Engine::Docker, execution().pull_policy(PullPolicy::Never).objects().unwrap(), "--pull=never".to_owned()),
            (Engine::Docker, execution().pull_policy(PullPolicy::IfNotPresent).objects().unwrap(), "--pull=missing".to_owned()),
            (Engine::Docker, image("a"), "--pull=always".to_owned()),
            (Engine::Docker, image("a:latest"), "--pull=always".to_owned()),
            (Engine::Docker, image("a:1"), "--pull=missing".to_owned()),
            (Engine::Docker, image(&hub), "--pull=missing".to_owned()),
            (Engine::Docker, image(&hub), hub.clone()),
            (Engine::Podman, image(&hub), format!("docker.io/library/{hub}")),
            (Engine::Podman, image("a/b:1"), "docker.io/a/b:1".to_owned()),
            (Engine::Podman, execution().mirror("localhost:5000").objects().unwrap(), "localhost:5000/library/python:3.12-slim".to_owned()),
            (Engine::Docker, execution().mirror("localhost:5000").objects().unwrap(), "localhost:5000/library/python:3.12-slim".to_owned()),
            (Engine::Podman, execution().user_namespace(true).objects().unwrap(), "--userns=auto".to_owned()),
            (Engine::Docker, execution().stdin("x").objects().unwrap(), "--entrypoint=sh".to_owned()),
            (Engine::Docker, execution().stdin("x").objects().unwrap(), "exec \"$@\" </scripts/.stdin".to_owned()),
            (Engine::Docker, execution().label("tenant", "a").objects().unwrap(), "--label=tenant=a".to_owned()),
        ];
        for (engine, objects, expected) in rows {
            let arguments = create(engine, &objects);
            assert!(arguments.contains(&expected), "{expected}: {arguments:#?}");
        }
    }

    #[test]
    fn durations_and_mode() {
        let objects = execution().timeout(Duration::from_secs(7)).objects().unwrap();
        let plan = Plan::new(Engine::Docker, &objects).unwrap();
        assert_eq!(plan.timeout(), Some(Duration::from_secs(7)));
        assert_eq!(plan.grace_period(), Duration::from_secs(5));
        assert_eq!(plan.mode, 0o555);
    }

    #[test]
    fn paths_with_special_characters_are_quoted() {
        let objects = execution().objects().unwrap();
        let plan = Plan::new(Engine::Docker, &objects).unwrap();
        let arguments = plan.create("x", Path::new("/a,b"), Path::new("/a,b/\"c")).unwrap();
        let expected = r#"--mount=type=bind,"source=/a,b/""c",target=/scripts,readonly"#;
        assert!(arguments.iter().any(|argument| argument == expected), "{arguments:?}");
    }

    #[test]
    fn unsupported_settings() {
        let cpu = |quantity: &str| {
            let mut objects = execution().objects().unwrap();
            let resources = objects.pod.spec.as_mut().unwrap().containers[0].resources.as_mut().unwrap();
            resources.limits.as_mut().unwrap().insert("cpu".to_owned(), Quantity(quantity.to_owned()));
            objects
        };
        #[rustfmt::skip]
        let rows = [
            (Engine::Docker, execution().runtime_class("gvisor").objects().unwrap(), "`docker` has no runtime classes: remove `gvisor`, or run in a cluster"),
            (Engine::Podman, execution().pull_secret("hub").objects().unwrap(), "`podman` has no pull secrets: run `podman login` instead"),
            (Engine::Docker, execution().user_namespace(true).objects().unwrap(), "`docker` has no user namespaces for single containers: use `podman`, or run in a cluster"),
            (Engine::Docker, cpu("lots"), "CPU limit `lots` is not a valid quantity"),
            (Engine::Docker, cpu("0"), "CPU limit `0` is not a valid quantity"),
        ];
        for (engine, objects, expected) in rows {
            assert_eq!(error(engine, &objects), expected);
        }
    }

    #[test]
    fn every_runtime_with_an_image_can_be_mapped() {
        for entry in REGISTRY.entries() {
            let objects = Execution::new(entry, "run-1", "x").args(["$1"]).objects().unwrap();
            for engine in Engine::ALL {
                let arguments = create(engine, &objects);
                let entrypoint = format!("--entrypoint={}", entry.config.command[0]);
                assert!(arguments.contains(&entrypoint), "{arguments:?}");
            }
        }
    }
}
