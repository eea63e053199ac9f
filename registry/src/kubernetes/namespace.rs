//! A namespace for untrusted code.

mod access;
mod cel;
mod commands;
mod network;
mod policy;
mod quota;

use k8s_openapi::api::admissionregistration::v1::{ValidatingAdmissionPolicy, ValidatingAdmissionPolicyBinding};
use k8s_openapi::api::core::v1::{self, LimitRange, ResourceQuota, ServiceAccount};
use k8s_openapi::api::networking::v1::NetworkPolicy;
use k8s_openapi::api::rbac::v1::{Role, RoleBinding};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use serde::ser::{Serialize, SerializeSeq, SerializeStruct, Serializer};

use super::error::{ObjectError, ObjectErrorKind};
use super::{metadata, rules};
use crate::Entry;
use network::Network;
use policy::Admission;
use quota::Quota;

/// The name of every object in the namespace.
const NAME: &str = "runtimes";

/// The most bytes of an admission policy, in JSON. The API server stores at most 1.5 MiB per object:
/// <https://etcd.io/docs/latest/dev-guide/limit/>.
const MAX_POLICY: usize = 1024 * 1024;

/// A builder for a Kubernetes namespace in which to run untrusted scripts.
///
/// A pod cannot restrict everything by itself. The namespace provides the rest: it enforces the Pod Security Standard,
/// denies all network traffic, limits what all pods use together, and lets a service account run scripts and do nothing
/// else. [The module](super#what-each-layer-stops) describes what this stops, and what it does not.
///
/// ```
/// use registry::REGISTRY;
/// use registry::kubernetes::Namespace;
///
/// let objects = Namespace::new("scripts").pods(50).cpu("50").admission_policy(REGISTRY.entries()).objects()?;
/// let labels = objects.namespace.metadata.labels.as_ref().unwrap();
/// assert_eq!(labels["pod-security.kubernetes.io/enforce"], "restricted");
///
/// // Everything, for `kubectl apply -f -`.
/// let list = serde_json::to_value(&objects).unwrap();
/// assert_eq!((&list["kind"], list["items"].as_array().unwrap().len()), (&"List".into(), 9));
/// # Ok::<(), registry::kubernetes::ObjectError>(())
/// ```
///
/// # Defaults
///
/// | | default |
/// |---|---|
/// | [`allow_dns`](Self::allow_dns), [`allow_internet`](Self::allow_internet) | off: the pods reach nothing |
/// | [`except`](Self::except) | none |
/// | [`pods`](Self::pods), [`config_maps`](Self::config_maps) | 20, 100 |
/// | [`cpu`](Self::cpu), [`memory`](Self::memory), [`ephemeral_storage`](Self::ephemeral_storage) | `20`, `10Gi`, `20Gi` |
/// | [`jobs`](Self::jobs) | off: the service account creates bare pods |
/// | [`service_account`](Self::service_account) | none but the one in the namespace |
/// | [`admission_policy`](Self::admission_policy) | none |
/// | [`mirror`](Self::mirror), [`runtime_class`](Self::runtime_class) | none |
/// | [`label`](Self::label) | `app.kubernetes.io/name` (`namespace`), `instance` (the name) and `managed-by` (`registry`) |
///
/// # Names
///
/// The objects in the namespace are called `runtimes`. The policy and its binding, which are not in any namespace, are
/// called `runtimes-` and the name of the namespace. Two registries in one cluster therefore share no name and no
/// selector if each has a namespace of its own. Two registries cannot share a namespace with an admission policy, because
/// each policy denies the pods of the other.
///
/// # Removing it
///
/// `kubectl delete namespace NAME` deletes everything in the namespace, including all pods. With an admission policy, which
/// is outside of it, delete all of them by their labels:
///
/// ```sh
/// kubectl delete namespace,validatingadmissionpolicy,validatingadmissionpolicybinding \
///     -l app.kubernetes.io/name=namespace,app.kubernetes.io/instance=NAME
/// ```
///
/// Since version 1.34, Kubernetes deletes the pods of a namespace [before its network policies]. In earlier versions,
/// delete the pods first, so that none remains without the policy: `kubectl delete pods --all -n NAME`.
///
/// [before its network policies]: https://kep.k8s.io/5080
#[derive(Clone, Debug)]
#[must_use = "it does nothing until `objects` is called"]
pub struct Namespace {
    name: String,
    labels: Vec<(String, String)>,
    network: Network,
    quota: Quota,
    jobs: bool,
    service_accounts: Vec<(String, String)>,
    admitted: Option<Vec<&'static Entry>>,
    mirrors: Vec<String>,
    runtime_class: Option<String>,
}

/// The Kubernetes objects of a [`Namespace`].
///
/// All are plain data. Together, they serialize as a `v1` `List`, which `kubectl apply -f -` reads.
#[derive(Clone, Debug, PartialEq)]
pub struct NamespaceObjects {
    /// The namespace, which enforces the Pod Security Standard "restricted", and also warns and audits by it.
    pub namespace: v1::Namespace,
    /// The traffic of all pods. It denies everything but the options.
    pub network_policy: NetworkPolicy,
    /// What all pods may use together.
    pub resource_quota: ResourceQuota,
    /// The requests and limits of containers that set none.
    pub limit_range: LimitRange,
    /// An account that may run scripts, and whose token no pod receives.
    pub service_account: ServiceAccount,
    /// The permissions that running scripts needs.
    pub role: Role,
    /// Who has these permissions.
    pub role_binding: RoleBinding,
    /// Which pods are admitted.
    pub admission_policy: Option<AdmissionPolicy>,
}

/// A policy on which pods a namespace admits. It requires Kubernetes 1.30. Neither object is in a namespace.
#[derive(Clone, Debug, PartialEq)]
pub struct AdmissionPolicy {
    /// The conditions.
    pub policy: ValidatingAdmissionPolicy,
    /// The namespace that they apply to.
    pub binding: ValidatingAdmissionPolicyBinding,
}

impl Namespace {
    /// Creates a builder for the namespace of this name, which must be an [RFC 1123 label].
    ///
    /// [RFC 1123 label]: https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-label-names
    ///
    /// ```
    /// use registry::kubernetes::Namespace;
    ///
    /// let objects = Namespace::new("scripts").objects()?;
    /// assert_eq!(objects.namespace.metadata.name.as_deref(), Some("scripts"));
    /// assert_eq!(objects.role.metadata.namespace.as_deref(), Some("scripts"));
    /// # Ok::<(), registry::kubernetes::ObjectError>(())
    /// ```
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            labels: Vec::new(),
            network: Network::default(),
            quota: Quota::default(),
            jobs: false,
            service_accounts: Vec::new(),
            admitted: None,
            mirrors: Vec::new(),
            runtime_class: None,
        }
    }

    /// Adds a label to all objects.
    pub fn label(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.labels.push((key.into(), value.into()));
        self
    }

    /// Lets the pods query the cluster's DNS: the pods with the label `k8s-app: kube-dns` in `kube-system`, on port 53.
    ///
    /// A script can then send data to anyone who runs a name server, in the names that it looks up. Before Kubernetes
    /// 1.21, add the label `kubernetes.io/metadata.name: kube-system` to that namespace yourself. If nodes run a DNS
    /// cache on a link-local address, the pods cannot use it.
    ///
    /// ```
    /// use registry::kubernetes::Namespace;
    ///
    /// let objects = Namespace::new("scripts").allow_dns(true).objects()?;
    /// assert_eq!(objects.network_policy.spec.unwrap().egress.unwrap().len(), 1);
    /// # Ok::<(), registry::kubernetes::ObjectError>(())
    /// ```
    pub fn allow_dns(mut self, on: bool) -> Self {
        self.network.allow_dns = on;
        self
    }

    /// Lets the pods connect to the internet: to all globally reachable addresses, IPv4 and IPv6, but not to private,
    /// link-local, shared, reserved and multicast ones, nor to the metadata services of clouds.
    ///
    /// Names are resolved only with [`allow_dns`](Self::allow_dns). Public addresses that belong to you are on the
    /// internet, too: exclude them with [`except`](Self::except), above all if the cluster uses any for its nodes, pods or
    /// services. Addresses that NAT64 translates (`64:ff9b::/96`) are excluded, because they include private ones.
    ///
    /// ```
    /// use registry::kubernetes::Namespace;
    ///
    /// let objects = Namespace::new("scripts").allow_internet(true).objects()?;
    /// let rules = objects.network_policy.spec.unwrap().egress.unwrap();
    /// let block = rules[0].to.as_ref().unwrap()[0].ip_block.as_ref().unwrap();
    /// assert_eq!(block.cidr, "0.0.0.0/0");
    /// assert!(block.except.as_ref().unwrap().contains(&"169.254.0.0/16".to_owned()));
    /// # Ok::<(), registry::kubernetes::ObjectError>(())
    /// ```
    pub fn allow_internet(mut self, on: bool) -> Self {
        self.network.allow_internet = on;
        self
    }

    /// Excludes further addresses from [`allow_internet`](Self::allow_internet), in CIDR notation: `"203.0.113.0/24"`.
    ///
    /// ```
    /// use registry::kubernetes::Namespace;
    ///
    /// let error = Namespace::new("scripts").allow_internet(true).except("198.41.0.4/24").objects().unwrap_err();
    /// assert_eq!(
    ///     error.to_string(),
    ///     "address range `198.41.0.4/24` is not valid: it does not begin at its first address, \
    ///      did you mean `198.41.0.0/24`?",
    /// );
    /// ```
    pub fn except(mut self, addresses: impl Into<String>) -> Self {
        self.network.except.push(addresses.into());
        self
    }

    /// Sets how many pods may exist at a time, not counting those that have ended.
    ///
    /// ```
    /// use registry::kubernetes::Namespace;
    ///
    /// let quota = Namespace::new("scripts").pods(5).objects()?.resource_quota.spec.unwrap().hard.unwrap();
    /// assert_eq!(quota["pods"].0, "5");
    /// # Ok::<(), registry::kubernetes::ObjectError>(())
    /// ```
    pub fn pods(mut self, count: u32) -> Self {
        self.quota.pods = count;
        self
    }

    /// Sets how many `ConfigMap`s may exist. Each run has one, also after it has ended, until it is deleted, and
    /// Kubernetes creates one more in every namespace.
    pub fn config_maps(mut self, count: u32) -> Self {
        self.quota.config_maps = count;
        self
    }

    /// Sets the sum of the CPU limits of all pods, as a [quantity].
    ///
    /// [quantity]: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
    pub fn cpu(mut self, quantity: impl Into<String>) -> Self {
        self.quota.cpu = quantity.into();
        self
    }

    /// Sets the sum of the memory limits of all pods, as a quantity of bytes.
    pub fn memory(mut self, quantity: impl Into<String>) -> Self {
        self.quota.memory = quantity.into();
        self
    }

    /// Sets the sum of the limits of all pods on disk space of their nodes, as a quantity of bytes.
    pub fn ephemeral_storage(mut self, quantity: impl Into<String>) -> Self {
        self.quota.ephemeral_storage = quantity.into();
        self
    }

    /// Lets the service account run scripts as [jobs](super::Execution::job), too.
    ///
    /// ```
    /// use registry::kubernetes::Namespace;
    ///
    /// let rules = Namespace::new("scripts").jobs(true).objects()?.role.rules.unwrap();
    /// assert_eq!(rules[3].resources.as_deref().unwrap(), ["jobs"]);
    /// # Ok::<(), registry::kubernetes::ObjectError>(())
    /// ```
    pub fn jobs(mut self, on: bool) -> Self {
        self.jobs = on;
        self
    }

    /// Lets a service account of another namespace run scripts in this one: that of the application, which should not run
    /// next to untrusted code.
    ///
    /// ```
    /// use registry::kubernetes::Namespace;
    ///
    /// let objects = Namespace::new("scripts").service_account("web", "backend").objects()?;
    /// let subject = &objects.role_binding.subjects.unwrap()[1];
    /// assert_eq!((subject.namespace.as_deref(), subject.name.as_str()), (Some("web"), "backend"));
    /// # Ok::<(), registry::kubernetes::ObjectError>(())
    /// ```
    pub fn service_account(mut self, namespace: impl Into<String>, name: impl Into<String>) -> Self {
        self.service_accounts.push((namespace.into(), name.into()));
        self
    }

    /// Admits only pods that an [`Execution`](super::Execution) of these [`Runtime`](crate::Runtime)s, or of any
    /// [`Entry`]s of a [`Registry`](crate::Registry), can create: with their images, as declared or pinned, with a command
    /// that this crate generates, and with its hardening. Requires Kubernetes 1.30.
    ///
    /// It applies to everyone, including cluster administrators and controllers, a few seconds after it was created. Apply
    /// it again when the registry changes. To use a [`Prepull`](super::Prepull), create it in another namespace: a node's
    /// images serve all namespaces. The policy does not restrict `kubectl exec`; no permission in this namespace includes
    /// it.
    ///
    /// ```
    /// use registry::Language;
    /// use registry::kubernetes::Namespace;
    ///
    /// let python = Language::Python.runtimes().iter().copied();
    /// let objects = Namespace::new("scripts").admission_policy(python).objects()?;
    /// let policy = objects.admission_policy.unwrap().policy;
    /// assert_eq!(policy.metadata.name.as_deref(), Some("runtimes-scripts"));
    /// # Ok::<(), registry::kubernetes::ObjectError>(())
    /// ```
    pub fn admission_policy(mut self, runtimes: impl IntoIterator<Item = impl Into<&'static Entry>>) -> Self {
        self.admitted.get_or_insert_default().extend(runtimes.into_iter().map(Into::into));
        self
    }

    /// Admits images from this mirror of Docker Hub, too. Pass the same to [`Execution::mirror`](super::Execution::mirror).
    /// Has no effect without an [admission policy](Self::admission_policy).
    pub fn mirror(mut self, host: impl Into<String>) -> Self {
        self.mirrors.push(host.into());
        self
    }

    /// Admits only pods of this [runtime class], for example of one that runs containers in a sandbox. Pass the same to
    /// [`Execution::runtime_class`](super::Execution::runtime_class). Has no effect without an
    /// [admission policy](Self::admission_policy).
    ///
    /// [runtime class]: https://kubernetes.io/docs/concepts/containers/runtime-class/
    pub fn runtime_class(mut self, name: impl Into<String>) -> Self {
        self.runtime_class = Some(name.into());
        self
    }

    /// Returns the objects, ready to be applied.
    ///
    /// ```
    /// use registry::kubernetes::Namespace;
    ///
    /// let objects = Namespace::new("scripts").objects()?;
    /// assert_eq!(objects.network_policy.spec.unwrap().egress, None);
    /// assert_eq!(objects.admission_policy, None);
    /// # Ok::<(), registry::kubernetes::ObjectError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Returns an [`ObjectError`] for an invalid name, label, mirror, quantity or range of addresses, and for an
    /// admission policy of no runtimes, or of so many that it exceeds 1 MiB.
    pub fn objects(&self) -> Result<NamespaceObjects, ObjectError> {
        rules::check_label_name(ObjectErrorKind::Name, "namespace", &self.name)?;
        let metadata = self.metadata(NAME, Some(&self.name))?;
        Ok(NamespaceObjects {
            namespace: v1::Namespace { metadata: self.namespace_metadata()?, ..v1::Namespace::default() },
            #[allow(clippy::useless_conversion, reason = "depends on the Kubernetes version of the build")]
            network_policy: NetworkPolicy { metadata: metadata.clone(), spec: self.network.policy()?.into() },
            resource_quota: ResourceQuota {
                metadata: metadata.clone(),
                spec: Some(self.quota.spec()?),
                ..ResourceQuota::default()
            },
            limit_range: LimitRange { metadata: metadata.clone(), spec: Some(quota::limit_range()?) },
            service_account: ServiceAccount {
                automount_service_account_token: Some(false),
                metadata: metadata.clone(),
                ..ServiceAccount::default()
            },
            role: Role { metadata: metadata.clone(), rules: Some(access::rules(self.jobs)) },
            role_binding: self.role_binding(metadata)?,
            admission_policy: self.policy()?,
        })
    }

    fn metadata(&self, name: &str, namespace: Option<&str>) -> Result<ObjectMeta, ObjectError> {
        metadata::metadata(name, namespace, metadata::labels("namespace", None, &self.name), &self.labels)
    }

    fn namespace_metadata(&self) -> Result<ObjectMeta, ObjectError> {
        let mut metadata = self.metadata(&self.name, None)?;
        for mode in ["audit", "enforce", "warn"] {
            let key = format!("pod-security.kubernetes.io/{mode}");
            rules::add_label(&key, "restricted", metadata.labels.get_or_insert_default())?;
        }
        Ok(metadata)
    }

    fn role_binding(&self, metadata: ObjectMeta) -> Result<RoleBinding, ObjectError> {
        let mut subjects = vec![access::service_account(&self.name, NAME)];
        for (namespace, name) in &self.service_accounts {
            rules::check_label_name(ObjectErrorKind::Name, "namespace", namespace)?;
            rules::check_subdomain("service account", name)?;
            let subject = access::service_account(namespace, name);
            if !subjects.contains(&subject) {
                subjects.push(subject);
            }
        }
        Ok(RoleBinding { metadata, role_ref: access::role(), subjects: Some(subjects) })
    }

    fn policy(&self) -> Result<Option<AdmissionPolicy>, ObjectError> {
        if let Some(class) = &self.runtime_class {
            rules::check_subdomain("runtime class", class)?;
        }
        let Some(entries) = &self.admitted else {
            return Ok(None);
        };
        let name = format!("{NAME}-{}", self.name);
        let metadata = self.metadata(&name, None)?;
        let admission = Admission { entries, mirrors: &self.mirrors, runtime_class: self.runtime_class.as_deref() };
        #[allow(clippy::useless_conversion, reason = "depends on the Kubernetes version of the build")]
        let policy = ValidatingAdmissionPolicy {
            metadata: metadata.clone(),
            spec: admission.spec()?.into(),
            ..ValidatingAdmissionPolicy::default()
        };
        let size = serde_json::to_string(&policy).map_or(usize::MAX, |json| json.len());
        if size > MAX_POLICY {
            let message = format!(
                "the admission policy for {} runtimes is {size} bytes long, and at most {MAX_POLICY} are allowed: \
                 admit fewer runtimes",
                entries.len(),
            );
            return Err(ObjectError::new(ObjectErrorKind::Images, message));
        }
        #[allow(clippy::useless_conversion, reason = "depends on the Kubernetes version of the build")]
        let binding = ValidatingAdmissionPolicyBinding { metadata, spec: policy::binding(&name, &self.name).into() };
        Ok(Some(AdmissionPolicy { policy, binding }))
    }
}

/// Serializes as a `v1` `List`, which `kubectl apply -f -` reads, with the namespace first.
impl Serialize for NamespaceObjects {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_struct("List", 3)?;
        list.serialize_field("apiVersion", "v1")?;
        list.serialize_field("kind", "List")?;
        list.serialize_field("items", &Items(self))?;
        list.end()
    }
}

struct Items<'a>(&'a NamespaceObjects);

impl Serialize for Items<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let NamespaceObjects {
            namespace,
            network_policy,
            resource_quota,
            limit_range,
            service_account,
            role,
            role_binding,
            admission_policy,
        } = self.0;
        let mut items = serializer.serialize_seq(None)?;
        items.serialize_element(namespace)?;
        items.serialize_element(network_policy)?;
        items.serialize_element(resource_quota)?;
        items.serialize_element(limit_range)?;
        items.serialize_element(service_account)?;
        items.serialize_element(role)?;
        items.serialize_element(role_binding)?;
        if let Some(AdmissionPolicy { policy, binding }) = admission_policy {
            items.serialize_element(policy)?;
            items.serialize_element(binding)?;
        }
        items.end()
    }
}
