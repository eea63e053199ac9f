//! One run of one script as a `Job`.

use std::time::Duration;

use k8s_openapi::api::batch::v1::{Job, JobSpec};
use k8s_openapi::api::core::v1::{ConfigMap, PodTemplateSpec};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use super::error::ObjectError;
use super::{Execution, rules};

/// A builder for the Kubernetes objects of one run of a script as a [`Job`], created by [`Execution::job`].
///
/// Kubernetes deletes every job that has ended after a [time to live](Self::time_to_live), with its pod and its
/// `ConfigMap`. A job never retries a script that failed, timed out or was evicted, because it may have had effects
/// before.
///
/// A script can still run twice: if its pod is *deleted* before it ends, for example because someone drains the node or
/// the node is lost, Kubernetes 1.20 replaces the pod, and if [Kueue](Self::queue) preempts the job, the script starts
/// again later. To rule this out, use a bare pod.
///
/// To delete a job yourself, set the propagation policy, as kubectl does. The API server's default for jobs is to leave
/// behind the pod and the `ConfigMap`:
///
/// ```
/// # use kube::api::DeleteParams;
/// let parameters = DeleteParams::background(); // for `Api::<Job>::delete`
/// ```
///
/// ```
/// use std::time::Duration;
///
/// use registry::Runtime;
/// use registry::kubernetes::{Execution, owner_reference};
///
/// let job = Execution::new(Runtime::Python3_12, "run-1", "print('hello')").job().time_to_live(Duration::from_secs(60));
/// let objects = job.objects()?;
/// assert_eq!(objects.job.spec.as_ref().unwrap().ttl_seconds_after_finished, Some(60));
///
/// // Create the `ConfigMap`, then the job, and patch `metadata.ownerReferences` of the `ConfigMap`.
/// # let mut returned_by_the_api_server = objects.job.clone();
/// # returned_by_the_api_server.metadata.uid = Some("d9607e19-f88f-11e6-a518-42010a800195".to_owned());
/// let created = returned_by_the_api_server;
/// let owner = owner_reference(&created)?;
/// assert_eq!((owner.kind.as_str(), owner.name.as_str()), ("Job", "run-1"));
/// # Ok::<(), registry::kubernetes::ObjectError>(())
/// ```
#[derive(Clone, Debug)]
#[must_use = "it does nothing until `objects` is called"]
pub struct JobExecution {
    execution: Execution,
    queue: Option<String>,
    time_to_live: Duration,
}

/// The Kubernetes objects of a [`JobExecution`].
///
/// Both are plain data, which you can change before you create them. Together, they serialize as a `v1` `List`. The job
/// must own the `ConfigMap`: see [`JobExecution`].
#[derive(Clone, Debug, PartialEq)]
pub struct JobObjects {
    /// The script and its files.
    pub config_map: ConfigMap,
    /// The job that runs the script once.
    pub job: Job,
}

impl JobExecution {
    pub(super) fn new(execution: Execution) -> Self {
        Self { execution, queue: None, time_to_live: Duration::from_secs(60 * 60) }
    }

    /// Sets the [Kueue] queue that admits the job, as the label `kueue.x-k8s.io/queue-name`.
    ///
    /// Kueue suspends a job with a queue until there is quota for its requests. The job leaves `suspend` unset, so without
    /// Kueue it starts immediately.
    ///
    /// ```
    /// use registry::Runtime;
    /// use registry::kubernetes::Execution;
    ///
    /// let objects = Execution::new(Runtime::Bash5_3, "run-1", "date").job().queue("batch").objects()?;
    /// assert_eq!(objects.job.metadata.labels.unwrap()["kueue.x-k8s.io/queue-name"], "batch");
    /// # Ok::<(), registry::kubernetes::ObjectError>(())
    /// ```
    ///
    /// [Kueue]: https://kueue.sigs.k8s.io/docs/tasks/run/jobs/
    pub fn queue(mut self, name: impl Into<String>) -> Self {
        self.queue = Some(name.into());
        self
    }

    /// Sets how long after its end Kubernetes deletes the job, together with its pod and its `ConfigMap`, rounded up to
    /// whole seconds. The default is one hour. The output of the script is lost then, so read it earlier.
    ///
    /// See <https://kubernetes.io/docs/concepts/workloads/controllers/ttlafterfinished/>. Kubernetes before 1.21 drops the
    /// setting, and keeps every job, unless its feature gate `TTLAfterFinished` is on.
    pub fn time_to_live(mut self, time: Duration) -> Self {
        self.time_to_live = time;
        self
    }

    /// Returns the objects of this execution, ready to be created.
    ///
    /// # Errors
    ///
    /// Returns an [`ObjectError`] if [`Execution::objects`] does, if the queue is not a valid name, or if the time to live
    /// exceeds 2,147,483,647 seconds.
    pub fn objects(&self) -> Result<JobObjects, ObjectError> {
        const QUEUE: &str = "kueue.x-k8s.io/queue-name";

        let metadata = self.execution.metadata()?;
        let config_map = self.execution.config_map(metadata.clone())?;
        let template = PodTemplateSpec {
            metadata: Some(ObjectMeta { labels: metadata.labels.clone(), ..ObjectMeta::default() }),
            spec: Some(self.execution.pod_spec()?),
        };
        let mut metadata = metadata;
        if let Some(queue) = &self.queue {
            rules::check_label_name(super::ObjectErrorKind::Name, "queue", queue)?;
            rules::add_label(QUEUE, queue, metadata.labels.get_or_insert_default())?;
        }
        let spec = JobSpec {
            backoff_limit: Some(0),
            template,
            ttl_seconds_after_finished: Some(rules::seconds("time to live", self.time_to_live)?),
            ..JobSpec::default()
        };
        Ok(JobObjects { config_map, job: Job { metadata, spec: Some(spec), ..Job::default() } })
    }
}
