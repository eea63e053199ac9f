//! Images on every node before anybody waits for them.

use std::collections::BTreeSet;

use k8s_openapi::api::apps::v1::{DaemonSet, DaemonSetSpec};
use k8s_openapi::api::core::v1::{Container, PodSpec, PodTemplateSpec, Toleration};
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{LabelSelector, ObjectMeta};

use super::error::{ObjectError, ObjectErrorKind};
use super::image::Mirror;
use super::{hardened, image, metadata, rules};
use crate::Entry;

/// More images than this make an object that does not fit into the API server's store, where one has 1.5 MiB at most.
const MAX_IMAGES: usize = 1_000;

/// Pulls images on every node, so that the first run of a language does not wait for a download.
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
/// # How it is done, and why it works
///
/// What pulls an image is a container of it, and a container has to start something. Not every image has a shell, or a `true`:
/// some have one program and nothing else. So the pod brings its own. Its first init container runs `busybox` from an image in
/// which that is one file, linked statically, and copies the file into a volume. Each init container after it is of one of
/// the images, mounts the volume and runs `true` of the copy, which needs nothing of the image but the kernel below it. When
/// all have run, one small container sleeps on, so that the pod counts as running and nothing is started again.
///
/// The init containers run one after another: `kubectl get pods` shows how far they are (`Init:7/19`), and `kubectl rollout
/// status` returns when every node has every image. An image that cannot be pulled shows as `Init:ImagePullBackOff`, and those
/// behind it wait for it. A node that joins later is served when it joins.
///
/// The pod runs on every node that has Linux, whatever its taints. It holds no image in use: a node that is short of space can
/// collect images again, as it can any other.
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
    /// Every image of these [`Runtime`](crate::Runtime)s, or of these [`Entry`]s of a [`Registry`](crate::Registry), once.
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

    /// The name of the daemon set, without which it is `runtimes-prepull`.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    /// The namespace of the daemon set.
    pub fn namespace(mut self, name: impl Into<String>) -> Self {
        self.namespace = Some(name.into());
        self
    }

    /// One more label of the daemon set and of its pods.
    pub fn label(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.labels.push((key.into(), value.into()));
        self
    }

    /// Another image that has a statically linked `busybox` as `/bin/busybox`. Without this it is `busybox:1.37-musl`.
    pub fn helper_image(mut self, image: impl Into<String>) -> Self {
        self.helper_image = image.into();
        self
    }

    /// A mirror of Docker Hub, as [`Execution::mirror`](super::Execution::mirror) takes it: it has to be the same there, since
    /// a node knows an image by its whole name. The helper's image comes from it, too.
    pub fn mirror(mut self, host: impl Into<String>) -> Self {
        self.mirror = Some(host.into());
        self
    }

    /// One more secret with which the images are pulled.
    pub fn pull_secret(mut self, name: impl Into<String>) -> Self {
        self.pull_secrets.push(name.into());
        self
    }

    /// The daemon set.
    ///
    /// # Errors
    ///
    /// An [`ObjectError`] for names, labels, a mirror and a helper's image that are none, and for no images or more than 1,000.
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
            // Up to Kubernetes 1.36 it is an option.
            #[allow(clippy::useless_conversion, reason = "it depends on the version that the build chooses")]
            spec: spec.into(),
            ..DaemonSet::default()
        })
    }

    fn images(&self, mirror: Option<&Mirror>) -> Result<Vec<String>, ObjectError> {
        let error = |message: String| ObjectError::new(ObjectErrorKind::Images, message);
        let mut seen = BTreeSet::new();
        let entries = self.entries.iter().filter(|entry| seen.insert(entry.config.image));
        let images: Vec<String> =
            entries.map(|entry| image::by_mirror(entry.config.image, mirror)).collect::<Result<_, _>>()?;
        match images.len() {
            0 => Err(error("there is no image to pull: name a language at least".to_owned())),
            count if count > MAX_IMAGES => Err(error(format!(
                "{count} images are too many for one daemon set, which takes {MAX_IMAGES}: make one for some of the languages"
            ))),
            _ => Ok(images),
        }
    }

    fn pod_spec(&self) -> Result<PodSpec, ObjectError> {
        const HELPER: &str = "helper";
        const HELPER_DIR: &str = "/prepull";
        const BUSYBOX: &str = "/prepull/busybox";

        let quantity = |text: &str| Quantity(text.to_owned());
        let container = |name: String, image: &str, command: &[&str], read_only: bool| Container {
            name,
            image: Some(image.to_owned()),
            command: Some(command.iter().map(|argument| (*argument).to_owned()).collect()),
            // Little, but enough to start a process.
            resources: Some(hardened::resources(
                [quantity("10m"), quantity("16Mi")],
                [quantity("100m"), quantity("64Mi")],
            )),
            security_context: Some(hardened::container()),
            volume_mounts: Some(vec![hardened::mount(HELPER, HELPER_DIR, read_only)]),
            working_dir: Some("/".to_owned()),
            ..Container::default()
        };
        image::check("helper image", &self.helper_image)?;
        let mirror = self.mirror.as_deref().map(Mirror::read).transpose()?;
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
            // Whoever sleeps has nothing to tidy up.
            termination_grace_period_seconds: Some(1),
            tolerations: Some(vec![Toleration { operator: Some("Exists".to_owned()), ..Toleration::default() }]),
            volumes: Some(vec![hardened::empty_dir(HELPER, quantity("16Mi"))]),
            ..hardened::pod()
        })
    }
}
