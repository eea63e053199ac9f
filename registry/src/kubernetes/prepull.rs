//! Pulling images on every node before the first run needs them.

use std::collections::BTreeSet;

use k8s_openapi::api::apps::v1::{DaemonSet, DaemonSetSpec};
use k8s_openapi::api::core::v1::{Container, PodSpec, PodTemplateSpec, Toleration};
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{LabelSelector, ObjectMeta};

use super::error::{ObjectError, ObjectErrorKind};
use super::hardened::Medium;
use super::image::Mirror;
use super::resources::Resources;
use super::{hardened, image, metadata, resources, rules};
use crate::Entry;

/// The most images in one `DaemonSet`. With more, the object could exceed 1.5 MiB, etcd's default limit for a request:
/// <https://etcd.io/docs/v3.6/dev-guide/limit/>.
const MAX_IMAGES: usize = 1_000;

/// A builder for a `DaemonSet` that pulls images on every node, so that no run has to wait for a download.
///
/// ```
/// use registry::kubernetes::Prepull;
/// use registry::{Language, REGISTRY};
///
/// let everything = Prepull::new(REGISTRY.entries()).namespace("scripts").daemon_set()?;
/// assert_eq!(everything.metadata.namespace.as_deref(), Some("scripts"));
///
/// let python = Prepull::new(Language::Python.runtimes().iter().copied()).daemon_set()?;
/// assert_eq!(python.metadata.name.as_deref(), Some("runtimes-prepull"));
/// # Ok::<(), registry::kubernetes::ObjectError>(())
/// ```
///
/// # How it works
///
/// A node pulls an image to start a container from it, and the container must run something. Some images contain a
/// single program and no shell, so the pod brings its own: the first init container copies a statically linked
/// `busybox` into a volume. Each of the following init containers uses one of the images, mounts the volume and runs
/// `true` from the copy, which needs nothing from the image. Finally, a small container sleeps, which keeps the pod
/// running and the init containers from starting again.
///
/// Init containers run one after another. `kubectl get pods` shows the progress (`Init:7/19`), and `kubectl rollout
/// status` returns once every node has every image. An image that cannot be pulled shows as `Init:ImagePullBackOff` and
/// blocks the images after it. Nodes that join the cluster later pull the images at that time.
///
/// The pod runs on every Linux node, regardless of taints. It does not keep the images in use, so a node that runs out
/// of disk space can [remove them], like any unused image.
///
/// [remove them]: https://kubernetes.io/docs/concepts/architecture/garbage-collection/#containers-images
#[derive(Clone, Debug)]
#[must_use = "it does nothing until `daemon_set` is called"]
pub struct Prepull {
    entries: Vec<&'static Entry>,
    name: String,
    namespace: Option<String>,
    labels: Vec<(String, String)>,
    helper_image: String,
    mirror: Option<String>,
    pull_secrets: Vec<String>,
}

impl Prepull {
    /// Creates a `Prepull` for the images of these [`Runtime`](crate::Runtime)s, or of any [`Entry`]s of a
    /// [`Registry`](crate::Registry). An image that several runtimes share is pulled once.
    ///
    /// ```
    /// use registry::Runtime;
    /// use registry::kubernetes::Prepull;
    ///
    /// let daemon_set = Prepull::new([Runtime::Go1_22, Runtime::Bash5_3]).daemon_set()?;
    /// assert_eq!(daemon_set.metadata.name.as_deref(), Some("runtimes-prepull"));
    /// # Ok::<(), registry::kubernetes::ObjectError>(())
    /// ```
    pub fn new(runtimes: impl IntoIterator<Item = impl Into<&'static Entry>>) -> Self {
        Self {
            entries: runtimes.into_iter().map(Into::into).collect(),
            name: "runtimes-prepull".to_owned(),
            namespace: None,
            labels: Vec::new(),
            helper_image: "busybox:1.37-musl".to_owned(),
            mirror: None,
            pull_secrets: Vec::new(),
        }
    }

    /// Sets the name of the `DaemonSet`. The default is `runtimes-prepull`.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    /// Sets the namespace of the `DaemonSet`. By default, the client decides.
    pub fn namespace(mut self, name: impl Into<String>) -> Self {
        self.namespace = Some(name.into());
        self
    }

    /// Adds a label to the `DaemonSet` and its pods.
    pub fn label(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.labels.push((key.into(), value.into()));
        self
    }

    /// Sets the image that provides `/bin/busybox`, which must be statically linked. The default is
    /// `busybox:1.37-musl`.
    ///
    /// ```
    /// use registry::REGISTRY;
    /// use registry::kubernetes::Prepull;
    ///
    /// let prepull = Prepull::new(REGISTRY.entries()).helper_image("registry.example/busybox:1.37-musl");
    /// assert!(prepull.daemon_set().is_ok());
    /// ```
    pub fn helper_image(mut self, image: impl Into<String>) -> Self {
        self.helper_image = image.into();
        self
    }

    /// Sets a registry mirror for Docker Hub images, including the helper image.
    ///
    /// Pass the same mirror to [`Execution::mirror`](super::Execution::mirror): a node identifies an image by its full
    /// name, so it would pull the image again under any other.
    pub fn mirror(mut self, host: impl Into<String>) -> Self {
        self.mirror = Some(host.into());
        self
    }

    /// Adds a secret with credentials for pulling the images.
    pub fn pull_secret(mut self, name: impl Into<String>) -> Self {
        self.pull_secrets.push(name.into());
        self
    }

    /// Returns the `DaemonSet`, ready to be created.
    ///
    /// ```
    /// use registry::REGISTRY;
    /// use registry::kubernetes::Prepull;
    ///
    /// let daemon_set = Prepull::new(REGISTRY.entries()).name("images").daemon_set()?;
    /// assert_eq!(daemon_set.metadata.name.as_deref(), Some("images"));
    /// # Ok::<(), registry::kubernetes::ObjectError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Returns an [`ObjectError`] if a name, label, mirror or helper image is invalid, or if there are no images or
    /// more than 1,000.
    pub fn daemon_set(&self) -> Result<DaemonSet, ObjectError> {
        rules::check_label_name(ObjectErrorKind::Name, "daemon set", &self.name)?;
        let selector = metadata::labels("prepull", None, &self.name);
        let metadata = metadata::metadata(&self.name, self.namespace.as_deref(), selector.clone(), &self.labels)?;
        let of_pods = ObjectMeta { labels: metadata.labels.clone(), ..ObjectMeta::default() };
        let spec = DaemonSetSpec {
            selector: LabelSelector { match_labels: Some(selector), ..LabelSelector::default() },
            template: PodTemplateSpec { metadata: Some(of_pods), spec: Some(self.pod_spec()?) },
            ..DaemonSetSpec::default()
        };
        Ok(DaemonSet {
            metadata,
            // An `Option` in the types for Kubernetes 1.36 and earlier.
            #[allow(clippy::useless_conversion, reason = "depends on the Kubernetes version of the build")]
            spec: spec.into(),
            ..DaemonSet::default()
        })
    }

    fn images(&self, mirror: Option<&Mirror>) -> Result<Vec<String>, ObjectError> {
        let error = |message: String| ObjectError::new(ObjectErrorKind::Images, message);
        let mut seen = BTreeSet::new();
        let entries = self.entries.iter().filter(|entry| seen.insert(entry.image()));
        let images: Vec<String> =
            entries.map(|entry| image::by_mirror(entry.image(), mirror)).collect::<Result<_, _>>()?;
        match images.len() {
            0 => Err(error("there are no images to pull: name at least one runtime".to_owned())),
            count if count > MAX_IMAGES => Err(error(format!(
                "{count} images are too many for one DaemonSet: use at most {MAX_IMAGES} and create several DaemonSets"
            ))),
            _ => Ok(images),
        }
    }

    fn pod_spec(&self) -> Result<PodSpec, ObjectError> {
        const HELPER: &str = "helper";
        const HELPER_DIR: &str = "/prepull";
        const BUSYBOX: &str = "/prepull/busybox";

        let quantity = |text: &str| Quantity(text.to_owned());
        let resources = |cpu, memory, ephemeral_storage| Resources {
            cpu: quantity(cpu),
            memory: quantity(memory),
            ephemeral_storage: quantity(ephemeral_storage),
        };
        let container = |name: String, image: &str, command: &[&str], read_only: bool| Container {
            name,
            image: Some(image.to_owned()),
            command: Some(command.iter().map(|argument| (*argument).to_owned()).collect()),
            // Just enough to start a process.
            resources: Some(resources::requirements(
                resources("10m", "16Mi", "16Mi"),
                resources("100m", "64Mi", "64Mi"),
            )),
            security_context: Some(hardened::container()),
            termination_message_path: Some(hardened::TERMINATION_MESSAGE_PATH.to_owned()),
            volume_mounts: Some(vec![hardened::mount(HELPER, HELPER_DIR, read_only)]),
            working_dir: Some("/".to_owned()),
            ..Container::default()
        };
        image::check("helper image", &self.helper_image)?;
        let mirror = self.mirror.as_deref().map(Mirror::parse).transpose()?;
        let helper = image::by_mirror(&self.helper_image, mirror.as_ref())?;
        let copy = container(HELPER.to_owned(), &helper, &["/bin/busybox", "cp", "/bin/busybox", BUSYBOX], false);
        let images = self.images(mirror.as_ref())?;
        let pulls = images
            .iter()
            .enumerate()
            .map(|(n, image)| container(format!("image-{}", n + 1), image, &[BUSYBOX, "true"], true));
        Ok(PodSpec {
            containers: vec![container("rest".to_owned(), &helper, &[BUSYBOX, "sleep", "infinity"], true)],
            image_pull_secrets: image::pull_secrets(&self.pull_secrets)?,
            init_containers: Some(std::iter::once(copy).chain(pulls).collect()),
            // A sleeping container has nothing to clean up.
            termination_grace_period_seconds: Some(1),
            tolerations: Some(vec![Toleration { operator: Some("Exists".to_owned()), ..Toleration::default() }]),
            volumes: Some(vec![hardened::empty_dir(HELPER, quantity("16Mi"), Medium::Disk)]),
            ..hardened::pod()
        })
    }
}
