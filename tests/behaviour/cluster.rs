//! Tests that a real API server accepts the objects and rejects what the library rejects. They run if `KUBECONFIG` is
//! set and are ignored otherwise. Nothing is created: every request is a dry run.

#![expect(deprecated, reason = "the built-in registry includes deprecated versions")]

use std::process::ExitCode;

use kube::api::PostParams;
use kube::{Api, Client};
use libtest_mimic::{Arguments, Failed, Trial};
use registry::kubernetes::k8s_openapi::api::apps::v1::DaemonSet;
use registry::kubernetes::k8s_openapi::api::batch::v1::Job;
use registry::kubernetes::k8s_openapi::api::core::v1::{ConfigMap, EnvVar, Pod};
use registry::kubernetes::k8s_openapi::apimachinery::pkg::api::resource::Quantity;
use registry::kubernetes::{Execution, Objects, Prepull, PullPolicy, owner_reference};
use registry::{REGISTRY, Runtime};

fn main() -> ExitCode {
    let enabled = std::env::var_os("KUBECONFIG").is_some();
    if !enabled {
        eprintln!("\nKUBECONFIG is not set: ignoring the tests that need an API server");
    }
    let tests: [(&str, Test); 10] = [
        ("every_runtime", every_runtime),
        ("every_setting", every_setting),
        ("the_largest_scripts", the_largest_scripts),
        ("an_owner", an_owner),
        ("jobs", jobs),
        ("names_of_files_and_variables", names_of_files_and_variables),
        ("the_largest_settings", the_largest_settings),
        ("labels", labels),
        ("quantities", quantities),
        ("every_image", every_image),
    ];
    let trials = tests.map(|(name, test)| {
        let run = move || -> Result<(), Failed> {
            test(&Cluster::connect()?);
            Ok(())
        };
        Trial::test(name, run).with_ignored_flag(!enabled)
    });
    libtest_mimic::run(&Arguments::from_args(), trials.into()).exit_code()
}

type Test = fn(&Cluster);

/// A client whose requests are all dry runs.
struct Cluster {
    runtime: tokio::runtime::Runtime,
    client: Client,
}

impl Cluster {
    fn connect() -> Result<Self, Failed> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let client = runtime.block_on(Client::try_default())?;
        Ok(Self { runtime, client })
    }

    fn config_map(&self, config_map: &ConfigMap) -> kube::Result<ConfigMap> {
        let api = Api::default_namespaced(self.client.clone());
        self.runtime.block_on(api.create(&dry_run(), config_map))
    }

    fn pod(&self, pod: &Pod) -> kube::Result<Pod> {
        let api = Api::default_namespaced(self.client.clone());
        self.runtime.block_on(api.create(&dry_run(), pod))
    }

    fn daemon_set(&self, daemon_set: &DaemonSet) -> kube::Result<DaemonSet> {
        let api = Api::default_namespaced(self.client.clone());
        self.runtime.block_on(api.create(&dry_run(), daemon_set))
    }

    fn job(&self, job: &Job) -> kube::Result<Job> {
        let api = Api::default_namespaced(self.client.clone());
        self.runtime.block_on(api.create(&dry_run(), job))
    }

    /// Creates both objects and returns what the API server would store.
    fn objects(&self, execution: &Execution) -> Objects {
        let Objects { config_map, pod } = execution.objects().unwrap();
        Objects { config_map: self.config_map(&config_map).unwrap(), pod: self.pod(&pod).unwrap() }
    }
}

fn dry_run() -> PostParams {
    PostParams { dry_run: true, ..PostParams::default() }
}

fn every_runtime(cluster: &Cluster) {
    for runtime in Runtime::ALL {
        let script = runtime.language().spec().example.unwrap();
        let stored = cluster.objects(&Execution::new(*runtime, "run-1", script));
        assert_eq!(stored.config_map.data.unwrap()[runtime.config().file_name], script);
        let container = &stored.pod.spec.unwrap().containers[0];
        assert_eq!(container.command.as_deref().unwrap(), runtime.config().command);
        assert_eq!(container.image.as_deref(), Some(runtime.config().image));
    }
}

fn every_setting(cluster: &Cluster) {
    let execution = Execution::new(Runtime::Python3_12, "a".repeat(63), "x")
        .label("example.com/tenant", "")
        .cpu_request("0.5")
        .cpu_limit("2")
        .memory_request("1e9")
        .memory_limit("2Gi")
        .ephemeral_storage_request("1e6")
        .ephemeral_storage_limit("2.5Gi")
        .writable_space("1G")
        .tmp_in_memory(true)
        .timeout(std::time::Duration::from_secs(2_147_483_647))
        .pull_policy(PullPolicy::Always)
        .pull_secret(format!("{}.{}", "a".repeat(126), "b".repeat(126)))
        .mirror("mirror.example/hub/");
    let spec = cluster.objects(&execution).pod.spec.unwrap();
    assert_eq!(spec.active_deadline_seconds, Some(2_147_483_647));
    assert_eq!(spec.containers[0].image_pull_policy.as_deref(), Some("Always"));
}

fn the_largest_scripts(cluster: &Cluster) {
    const MIB: usize = 1024 * 1024;
    for script in
        ["a".repeat(MIB).into_bytes(), "\"\n".repeat(MIB / 2).into_bytes(), "<".repeat(MIB).into(), vec![0xff; MIB]]
    {
        cluster.objects(&Execution::new(Runtime::Bash5_3, "run-1", script));
    }
    // The server's limit is the library's: it rejects one byte more.
    let mut objects = Execution::new(Runtime::Bash5_3, "run-1", "a".repeat(MIB)).objects().unwrap();
    objects.config_map.data.as_mut().unwrap().get_mut("main.sh").unwrap().push('a');
    assert!(cluster.config_map(&objects.config_map).is_err());
}

fn an_owner(cluster: &Cluster) {
    let mut objects = Execution::new(Runtime::Ruby3_3, "run-1", "puts 1").objects().unwrap();
    let reference = owner_reference(&cluster.pod(&objects.pod).unwrap()).unwrap();
    objects.config_map.metadata.owner_references = Some(vec![reference.clone()]);
    let stored = cluster.config_map(&objects.config_map).unwrap();
    assert_eq!(stored.metadata.owner_references, Some(vec![reference]));
}

fn jobs(cluster: &Cluster) {
    let execution = Execution::new(Runtime::Ruby3_3, "a".repeat(63), "puts 1").args(["$(A)", ""]).stdin("x");
    let time = std::time::Duration::from_secs(2_147_483_647);
    let mut objects = execution.job().queue("q".repeat(63)).time_to_live(time).objects().unwrap();
    let stored = cluster.job(&objects.job).unwrap();
    let reference = owner_reference(&stored).unwrap();
    assert_eq!((reference.api_version.as_str(), reference.kind.as_str()), ("batch/v1", "Job"));
    objects.config_map.metadata.owner_references = Some(vec![reference.clone()]);
    let config_map = cluster.config_map(&objects.config_map).unwrap();
    assert_eq!(config_map.metadata.owner_references, Some(vec![reference]));
    let spec = stored.spec.unwrap();
    assert_eq!((spec.backoff_limit, spec.parallelism, spec.completions), (Some(0), Some(1), Some(1)));
    let sent = objects.job.spec.unwrap().template.spec.unwrap();
    let container = &spec.template.spec.unwrap().containers[0];
    assert_eq!((&container.command, &container.args), (&sent.containers[0].command, &sent.containers[0].args));
}

// The server accepts every name that the library accepts, and for files no other.
fn names_of_files_and_variables(cluster: &Cluster) {
    let (fits, long) = ("a".repeat(253), "a".repeat(254));
    for name in
        ["a", "A.b_c-1", ".a", "-", "a..b", "_", "", ".", "..", "..a", "a/b", "a b", "é", "a:b", "9", &fits, &long]
    {
        let execution = Execution::new(Runtime::Bash5_3, "run-1", "date");
        let mut objects = execution.objects().unwrap();
        objects.config_map.data.as_mut().unwrap().insert(name.to_owned(), String::new());
        let is_allowed = execution.clone().file(name, "").objects().is_ok();
        assert_eq!(cluster.config_map(&objects.config_map).is_ok(), is_allowed, "file {name:?}");

        let mut objects = execution.objects().unwrap();
        let env = objects.pod.spec.as_mut().unwrap().containers[0].env.as_mut().unwrap();
        env.push(EnvVar { name: name.to_owned(), ..EnvVar::default() });
        // Kubernetes 1.32 and later accept more names.
        if execution.clone().env(name, "").objects().is_ok() {
            assert!(cluster.pod(&objects.pod).is_ok(), "variable {name:?}");
        }
    }
}

fn the_largest_settings(cluster: &Cluster) {
    let most = "$".repeat(65_000);
    let execution = Execution::new(Runtime::Bash5_3, "run-1", "date").args([&most; 4]);
    let execution = (0..4).fold(execution, |execution, n| execution.env(format!("V{n}"), &most));
    let third = "<".repeat((1 << 20) / 3 - 10);
    let execution = execution.file("a", third.as_str()).file("b", third.as_str()).stdin(third.as_str());
    cluster.objects(&execution);
}

// The library accepts exactly the labels that the server accepts.
fn labels(cluster: &Cluster) {
    let (max, prefix) = ("a".repeat(63), "a".repeat(253));
    let keys = [
        "a",
        "A",
        "a.b_c-1",
        "example.com/a",
        &max,
        &format!("{prefix}/{max}"),
        "",
        "/a",
        "a/",
        "a/b/c",
        "-a",
        "a-",
        "ä",
        "a b",
        "A.example/a",
        "a..b/c",
        &format!("{max}a"),
        &format!("{prefix}a/a"),
    ];
    let values = ["", "A", "1-2_3.4", &max, "-", "a-", ".a", "a b", "ä", "a/b", &format!("{max}a")];
    let pairs = keys.map(|key| (key, "x")).into_iter().chain(values.map(|value| ("a", value)));
    for (key, value) in pairs {
        let mut pod = Execution::new(Runtime::Go1_22, "run-1", "x").objects().unwrap().pod;
        pod.metadata.labels = Some([(key.to_owned(), value.to_owned())].into());
        let ours = Execution::new(Runtime::Go1_22, "run-1", "x").label(key, value).objects().is_ok();
        assert_eq!(cluster.pod(&pod).is_ok(), ours, "{key} {value}");
    }
}

// The library accepts the quantities that the server accepts, except for those outside the documented grammar.
fn quantities(cluster: &Cluster) {
    #[rustfmt::skip]
    let texts = [
        "10000000", "+10000000", "1.5Gi", "0.1Gi", ".5Gi", "10000000.", "10000k", "10M", "1G", "1T", "1P", "1E", "1Ki", "1Mi", "1Gi", "1Ti", "1Pi", "1Ei", "1e3", "1E3", "1e+3", "1000m",
        "1000000u", "1000000000n", "007", "128974848000m", "-1", "", " ", "+", "-", ".", "m", "Mi", "e3", "1 ", " 1", "1 Mi", "1K", "1KI", "1ki", "1mi",
        "1g", "1Gb", "1GB", "1MiB", "1.2.3", "1..2", "1e", "1e+", "1e3.5", "1e3Mi", "1Mie3", "0x10", "1_000", "1,5", "--1", "+-1", "١", "∞", "NaN", "1%",
    ];
    for text in texts {
        let ours = Execution::new(Runtime::Go1_22, "run-1", "x").writable_space(text).objects().is_ok();
        let mut pod = Execution::new(Runtime::Go1_22, "run-1", "x").objects().unwrap().pod;
        let volume = &mut pod.spec.as_mut().unwrap().volumes.as_mut().unwrap()[1];
        volume.empty_dir.as_mut().unwrap().size_limit = Some(Quantity(text.to_owned()));
        let accepted = cluster.pod(&pod).is_ok();
        // The server reads a missing number as zero and ignores white space at the ends, contrary to its own grammar.
        let lenient = ["+", "-", ".", "m", "Mi", "e3", "1 ", " 1"].contains(&text);
        assert_eq!((accepted, ours), (ours || lenient, ours), "{text}");
    }
}

fn every_image(cluster: &Cluster) {
    let daemon_set = Prepull::new(REGISTRY.entries()).label("tenant", "a").daemon_set().unwrap();
    assert_eq!(cluster.daemon_set(&daemon_set).unwrap().metadata.name.as_deref(), Some("runtimes-prepull"));
}
