//! An API server of pods and `ConfigMap`s that does as each test says, right or wrong.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{Method, Request, Response, StatusCode};
use futures_util::{Stream, stream};
use kube::{Client, Config};
use registry::kubernetes::run::Runner;
use serde_json::{Value, json};
use tokio::sync::{Notify, watch};

/// What the server does with a request, instead of what an API server should.
#[derive(Clone)]
pub(super) enum Reply {
    /// Refuses it: with a status code, a reason and a message.
    Refuse(u16, &'static str, &'static str),
    /// Does it, and answers as if it had not.
    Misreport(u16, &'static str, &'static str),
    /// Does it, but not before this notification.
    Wait(Arc<Notify>),
    /// Does it, and closes the connection instead of answering.
    Lose,
}

/// How the server ends a watch.
#[derive(Clone, Default)]
pub(super) enum Cut {
    /// It breaks the connection.
    #[default]
    Break,
    /// It ends the response.
    End,
    /// It reports an error, and ends the response.
    Error(Value),
}

/// The log of a pod.
#[derive(Default)]
struct Log {
    /// Timestamps, and what follows them.
    lines: Vec<(String, Vec<u8>)>,
    has_ended: bool,
    /// After how many bytes each response breaks off.
    cuts: VecDeque<usize>,
}

#[derive(Default)]
struct State {
    version: u64,
    /// By kind and name.
    objects: BTreeMap<(String, String), Value>,
    /// The events of pods. The position of an event, counted from 1, is its version.
    events: Vec<Value>,
    /// How often watches have been ended, and how the last time.
    cuts: usize,
    cut: Cut,
    requests: Vec<String>,
    replies: HashMap<String, VecDeque<Reply>>,
    /// What happens to each new pod at once.
    reports: Vec<Value>,
    output: Vec<(String, Vec<u8>)>,
    logs: HashMap<String, Log>,
    /// Pods with a grace period stay until the test deletes them.
    is_lingering: bool,
    /// Watches report nothing.
    is_muted: bool,
    /// How many objects a page of a list has at most.
    page: Option<usize>,
}

/// A handle of the server. It runs until the runtime of the test ends.
#[derive(Clone)]
pub(super) struct Cluster {
    url: String,
    state: Arc<Mutex<State>>,
    news: watch::Sender<()>,
}

impl Cluster {
    pub(super) async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let cluster = Self { url, state: Arc::default(), news: watch::Sender::new(()) };
        let server = cluster.clone();
        let app = axum::Router::new().fallback(move |request: Request<Body>| {
            let server = server.clone();
            // A server completes a request also when the client has gone.
            async move { tokio::spawn(server.answer(request)).await.unwrap() }
        });
        tokio::spawn(async { axum::serve(listener, app).await.unwrap() });
        cluster
    }

    pub(super) fn config(&self) -> Config {
        Config::new(self.url.parse().unwrap())
    }

    pub(super) fn runner(&self) -> Runner {
        Runner::new(Client::try_from(self.config()).unwrap()).namespace("scripts")
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    /// Makes the server reply so to the next requests like `create pods`.
    pub(super) fn reply(&self, request: &str, times: usize, reply: &Reply) {
        let mut state = self.state();
        let replies = state.replies.entry(request.to_owned()).or_default();
        replies.extend(std::iter::repeat_n(reply.clone(), times));
    }

    /// Makes the next request wait until the returned value is notified.
    pub(super) fn hold(&self, request: &str) -> Arc<Notify> {
        let notify = Arc::new(Notify::new());
        self.reply(request, 1, &Reply::Wait(Arc::clone(&notify)));
        notify
    }

    /// Makes every new pod have these states and this output at once. Each line is a timestamp and a text.
    pub(super) fn script(&self, reports: &[Value], output: &[(&str, &[u8])]) {
        let mut state = self.state();
        state.reports = reports.to_vec();
        state.output = output.iter().map(|(time, text)| ((*time).to_owned(), text.to_vec())).collect();
    }

    /// Makes deleted pods stay until [`vanish`](Self::vanish).
    pub(super) fn linger(&self) {
        self.state().is_lingering = true;
    }

    /// Makes watches report nothing for a while.
    pub(super) fn mute(&self, on: bool) {
        self.state().is_muted = on;
        self.news.send_replace(());
    }

    /// Makes lists have pages of this size, whatever the client allows.
    pub(super) fn paginate(&self, page: usize) {
        self.state().page = Some(page);
    }

    /// Reports the status of a pod.
    pub(super) fn report(&self, name: &str, status: &Value) {
        self.state().report(name, status);
        self.news.send_replace(());
    }

    /// Adds a line to the log of a pod.
    pub(super) fn print(&self, name: &str, time: &str, text: &[u8]) {
        let mut state = self.state();
        state.logs.entry(name.to_owned()).or_default().lines.push((time.to_owned(), text.to_vec()));
        drop(state);
        self.news.send_replace(());
    }

    /// Ends the log of a pod, or the responses to come after so many bytes.
    pub(super) fn cut_log(&self, name: &str, cuts: &[usize]) {
        self.state().logs.entry(name.to_owned()).or_default().cuts.extend(cuts);
    }

    /// Deletes old lines from the log of a pod, as a rotation does.
    pub(super) fn rotate_log(&self, name: &str, lines: usize) {
        self.state().logs.get_mut(name).unwrap().lines.drain(..lines);
    }

    /// Deletes a pod. Without an event, watches do not learn of it.
    pub(super) fn vanish(&self, name: &str, has_event: bool) {
        let mut state = self.state();
        let pod = state.objects.remove(&("pods".to_owned(), name.to_owned())).unwrap();
        if has_event {
            state.event("DELETED", pod);
        }
        drop(state);
        self.news.send_replace(());
    }

    pub(super) fn remove_config_map(&self, name: &str) {
        self.state().objects.remove(&("configmaps".to_owned(), name.to_owned())).unwrap();
    }

    /// Ends all watches.
    pub(super) fn cut(&self, cut: Cut) {
        let mut state = self.state();
        (state.cuts, state.cut) = (state.cuts + 1, cut);
        drop(state);
        self.news.send_replace(());
    }

    /// Adds an object that no request has created.
    pub(super) fn add(&self, kind: &str, object: Value) {
        self.state().create(kind, object);
        self.news.send_replace(());
    }

    pub(super) fn object(&self, kind: &str, name: &str) -> Option<Value> {
        self.state().objects.get(&(kind.to_owned(), name.to_owned())).cloned()
    }

    /// Returns what exists, as `pods a`.
    pub(super) fn objects(&self) -> Vec<String> {
        self.state().objects.keys().map(|(kind, name)| format!("{kind} {name}")).collect()
    }

    /// Returns the requests so far, as `create pods a`.
    pub(super) fn requests(&self) -> Vec<String> {
        self.state().requests.clone()
    }

    /// Returns how many requests began so.
    pub(super) fn count(&self, request: &str) -> usize {
        self.state().requests.iter().filter(|other| other.starts_with(request)).count()
    }

    /// Waits until there have been so many such requests.
    pub(super) async fn until(&self, request: &str, count: usize) {
        let mut news = self.news.subscribe();
        while self.count(request) < count {
            news.changed().await.unwrap();
        }
    }

    async fn answer(self, request: Request<Body>) -> Response<Body> {
        let (parts, body) = request.into_parts();
        let path = parts.uri.path().strip_prefix("/api/v1/namespaces/scripts/").expect("a path in the namespace");
        let mut path = path.split('/');
        let (kind, name, log) = (path.next().unwrap(), path.next().unwrap_or_default(), path.next().is_some());
        assert!(matches!(kind, "pods" | "configmaps"));
        let query = query(parts.uri.query().unwrap_or_default());
        let verb = match (&parts.method, name) {
            (&Method::POST, "") => "create",
            (&Method::GET, "") if query.contains_key("watch") => "watch",
            (&Method::GET, "") => "list",
            (&Method::GET, _) if log => "log",
            (&Method::GET, _) => "get",
            (&Method::PATCH, _) => "patch",
            (&Method::DELETE, _) => "delete",
            (method, name) => panic!("{method} {kind} {name}"),
        };
        let body: Value =
            serde_json::from_slice(&axum::body::to_bytes(body, 4 << 20).await.unwrap()).unwrap_or_default();
        let key = format!("{verb} {kind}");
        let reply = {
            let mut state = self.state();
            let name = if verb == "create" { body["metadata"]["name"].as_str().unwrap() } else { name };
            state.requests.push(format!("{key} {name}").trim_end().to_owned());
            state.replies.get_mut(&key).and_then(VecDeque::pop_front)
        };
        self.news.send_replace(());
        let (mut is_lost, mut misreport) = (false, None);
        match reply {
            Some(Reply::Refuse(code, reason, message)) => return json_response(&status(code, reason, message)),
            Some(Reply::Misreport(code, reason, message)) => misreport = Some(status(code, reason, message)),
            Some(Reply::Wait(notify)) => notify.notified().await,
            Some(Reply::Lose) => is_lost = true,
            None => {}
        }
        let response = match verb {
            "watch" => {
                let since: usize = query["resourceVersion"].parse().unwrap();
                Response::new(Body::from_stream(self.clone().watch(since, query["labelSelector"].clone())))
            }
            "log" => self.log(name, &query),
            _ => {
                let is_partial = parts
                    .headers
                    .get("accept")
                    .is_some_and(|accept| accept.to_str().unwrap().contains("PartialObjectMetadata"));
                let answer = self.state().answer(verb, kind, name, body, &query, is_partial);
                json_response(&answer)
            }
        };
        self.news.send_replace(());
        if verb == "delete" && kind == "pods" {
            self.kill(name);
        }
        if let Some(status) = misreport {
            return json_response(&status);
        }
        if is_lost {
            return Response::new(Body::from_stream(stream::once(broken())));
        }
        response
    }

    /// Ends the script of a pod that is being deleted, as the kubelet does, and then the pod.
    fn kill(&self, name: &str) {
        let is_ending = self.object("pods", name).is_some_and(|pod| pod["metadata"]["deletionTimestamp"].is_string());
        if is_ending && !self.state().is_lingering {
            let (cluster, name) = (self.clone(), name.to_owned());
            tokio::spawn(async move {
                tokio::task::yield_now().await;
                if cluster.object("pods", &name).is_some() {
                    cluster.vanish(&name, true);
                }
            });
        }
    }

    /// Returns the events after a version.
    fn watch(self, since: usize, selector: String) -> impl Stream<Item = Result<Bytes, std::io::Error>> {
        let (news, cuts) = (self.news.subscribe(), self.state().cuts);
        let position = Some((self, news, since));
        stream::unfold(position, move |position| {
            let selector = selector.clone();
            async move {
                let (cluster, mut news, mut position) = position?;
                loop {
                    news.borrow_and_update();
                    let (event, cut) = {
                        let state = cluster.state();
                        let cut = (state.cuts != cuts).then(|| state.cut.clone());
                        (state.events.get(position).filter(|_| !state.is_muted).cloned(), cut)
                    };
                    if let Some(event) = event {
                        position += 1;
                        if is_selected(&event["object"], &selector) {
                            return Some((Ok(line(&event)), Some((cluster, news, position))));
                        }
                    } else if let Some(cut) = cut {
                        return match cut {
                            Cut::Break => Some((broken().await, None)),
                            Cut::End => None,
                            Cut::Error(status) => {
                                let event = json!({ "type": "ERROR", "object": status });
                                Some((Ok(line(&event)), None))
                            }
                        };
                    } else {
                        news.changed().await.unwrap();
                    }
                }
            }
        })
    }

    fn log(&self, name: &str, query: &HashMap<String, String>) -> Response<Body> {
        assert_eq!(query["timestamps"], "true");
        let mut state = self.state();
        let Some(pod) = state.objects.get(&("pods".to_owned(), name.to_owned())) else {
            return json_response(&status(404, "NotFound", "pods \"a\" not found"));
        };
        let container = &pod["status"]["containerStatuses"][0]["state"];
        if !container["running"].is_object() && !container["terminated"].is_object() {
            let message = "container \"script\" in pod \"a\" is waiting to start: ContainerCreating";
            return json_response(&status(400, "BadRequest", message));
        }
        let log = state.logs.entry(name.to_owned()).or_default();
        let (cut, since) = (log.cuts.pop_front(), query.get("sinceTime").cloned().unwrap_or_default());
        drop(state);
        let is_following = query.get("follow").is_some_and(|follow| follow == "true");
        let position = Some((self.clone(), self.news.subscribe(), 0_usize, 0_usize));
        let name = name.to_owned();
        Response::new(Body::from_stream(stream::unfold(position, move |position| {
            let (name, since) = (name.clone(), since.clone());
            async move {
                let (cluster, mut news, mut next, sent) = position?;
                loop {
                    news.borrow_and_update();
                    let (line, has_ended) = {
                        let state = cluster.state();
                        let log = &state.logs[&name];
                        (log.lines.get(next).cloned(), log.has_ended)
                    };
                    match line {
                        // `:38Z` is earlier than `:38.1Z`.
                        Some((time, _)) if time.trim_end_matches('Z') < since.trim_end_matches('Z') => next += 1,
                        Some((time, text)) => {
                            let mut bytes = format!("{time} ").into_bytes();
                            bytes.extend(text);
                            if let Some(cut) = cut.filter(|cut| *cut < sent + bytes.len()) {
                                if cut == sent {
                                    return Some((broken().await, None));
                                }
                                bytes.truncate(cut - sent);
                                return Some((Ok(bytes.into()), Some((cluster, news, next, cut))));
                            }
                            let sent = sent + bytes.len();
                            return Some((Ok(bytes.into()), Some((cluster, news, next + 1, sent))));
                        }
                        None if has_ended || !is_following => return None,
                        None => news.changed().await.unwrap(),
                    }
                }
            }
        })))
    }
}

impl State {
    fn event(&mut self, kind: &str, mut object: Value) {
        self.version += 1;
        object["metadata"]["resourceVersion"] = json!(self.version.to_string());
        // Versions of `ConfigMap`s come between.
        self.events.resize(usize::try_from(self.version).unwrap() - 1, Value::Null);
        self.events.push(json!({ "type": kind, "object": object }));
    }

    fn create(&mut self, kind: &str, mut object: Value) -> Value {
        self.version += 1;
        let name = object["metadata"]["name"].as_str().unwrap().to_owned();
        object["metadata"]["uid"] = json!(format!("uid-{}", self.version));
        object["metadata"]["namespace"] = json!("scripts");
        if object["metadata"]["creationTimestamp"].is_null() {
            object["metadata"]["creationTimestamp"] = json!("2026-11-27T03:00:00Z");
        }
        object["metadata"]["resourceVersion"] = json!(self.version.to_string());
        self.objects.insert((kind.to_owned(), name.clone()), object.clone());
        if kind == "pods" {
            self.event("ADDED", object.clone());
            self.logs.insert(name.clone(), Log { lines: self.output.clone(), ..Log::default() });
            for status in self.reports.clone() {
                self.report(&name, &status);
            }
        }
        object
    }

    fn report(&mut self, name: &str, status: &Value) {
        let pod = self.objects.get_mut(&("pods".to_owned(), name.to_owned())).expect("the pod exists");
        pod["status"] = status.clone();
        let pod = pod.clone();
        if status["containerStatuses"][0]["state"]["terminated"].is_object() {
            self.logs.get_mut(name).unwrap().has_ended = true;
        }
        self.event("MODIFIED", pod);
    }

    fn answer(
        &mut self,
        verb: &str,
        kind: &str,
        name: &str,
        body: Value,
        query: &HashMap<String, String>,
        is_partial: bool,
    ) -> Value {
        let partial = |object: &Value| {
            let metadata = &object["metadata"];
            if is_partial {
                json!({ "apiVersion": "meta.k8s.io/v1", "kind": "PartialObjectMetadata", "metadata": metadata })
            } else {
                object.clone()
            }
        };
        let key = (kind.to_owned(), name.to_owned());
        if !matches!(verb, "create" | "list") && !self.objects.contains_key(&key) {
            return status(404, "NotFound", "the object does not exist");
        }
        match verb {
            "create" => {
                let name = body["metadata"]["name"].as_str().unwrap().to_owned();
                if self.objects.contains_key(&(kind.to_owned(), name)) {
                    return status(409, "AlreadyExists", "the object already exists");
                }
                self.create(kind, body)
            }
            "get" => partial(&self.objects[&key]),
            "patch" => {
                let object = self.objects.get_mut(&key).unwrap();
                for (field, value) in body["metadata"].as_object().unwrap() {
                    object["metadata"][field] = value.clone();
                }
                partial(object)
            }
            "list" => {
                let selected: Vec<Value> = self
                    .objects
                    .iter()
                    .filter(|((other, _), object)| other == kind && is_selected(object, &query["labelSelector"]))
                    .map(|(_, object)| partial(object))
                    .collect();
                let page = self.page.unwrap_or(usize::MAX);
                let first: usize = query.get("continue").map_or(0, |token| token.parse().unwrap());
                let rest = selected.len().saturating_sub(first.saturating_add(page));
                let token = if rest > 0 { (first + page).to_string() } else { String::new() };
                let items: Vec<Value> = selected.into_iter().skip(first).take(page).collect();
                let metadata = json!({ "resourceVersion": self.version.to_string(), "continue": token });
                let (version, kind) = match (is_partial, kind) {
                    (true, _) => ("meta.k8s.io/v1", "PartialObjectMetadataList"),
                    (false, "pods") => ("v1", "PodList"),
                    (false, _) => ("v1", "ConfigMapList"),
                };
                json!({ "apiVersion": version, "kind": kind, "metadata": metadata, "items": items })
            }
            "delete" => {
                let object = self.objects.get_mut(&key).unwrap();
                if let Some(uid) = body["preconditions"]["uid"].as_str()
                    && object["metadata"]["uid"] != uid
                {
                    return status(409, "Conflict", "the UID in the precondition does not match");
                }
                let has_ended = matches!(object["status"]["phase"].as_str(), None | Some("Succeeded" | "Failed"));
                if kind == "configmaps" || has_ended || body["gracePeriodSeconds"] == 0 {
                    let mut object = self.objects.remove(&key).unwrap();
                    if kind == "pods" {
                        object["metadata"]["deletionTimestamp"] = json!("2026-11-27T03:01:00Z");
                        object["metadata"]["deletionGracePeriodSeconds"] = json!(0);
                        self.event("DELETED", object.clone());
                    }
                    return object;
                }
                object["metadata"]["deletionTimestamp"] = json!("2026-11-27T03:01:30Z");
                object["metadata"]["deletionGracePeriodSeconds"] = json!(30);
                let object = object.clone();
                self.event("MODIFIED", object.clone());
                object
            }
            _ => unreachable!(),
        }
    }
}

/// Returns whether an object has the labels of a selector, as `a=b,c`.
fn is_selected(object: &Value, selector: &str) -> bool {
    object.is_object()
        && selector.split(',').all(|part| match part.split_once('=') {
            Some((key, value)) => object["metadata"]["labels"][key] == value,
            None => !object["metadata"]["labels"][part].is_null(),
        })
}

fn query(text: &str) -> HashMap<String, String> {
    let decode = |text: &str| {
        let mut decoded = text.replace('+', " ");
        for (code, character) in [("%2F", "/"), ("%3D", "="), ("%2C", ","), ("%3A", ":")] {
            decoded = decoded.replace(code, character);
        }
        assert!(!decoded.contains('%'), "{decoded}");
        decoded
    };
    let pairs = text.split('&').filter_map(|pair| pair.split_once('='));
    pairs.map(|(key, value)| (decode(key), decode(value))).collect()
}

pub(super) fn status(code: u16, reason: &str, message: &str) -> Value {
    json!({
        "apiVersion": "v1", "kind": "Status", "status": "Failure", "metadata": {},
        "code": code, "reason": reason, "message": message,
    })
}

fn json_response(answer: &Value) -> Response<Body> {
    let code = if answer["kind"] == "Status" { answer["code"].as_u64().unwrap() } else { 200 };
    let code = StatusCode::from_u16(u16::try_from(code).unwrap()).unwrap();
    let response = Response::builder().status(code).header("content-type", "application/json");
    response.body(Body::from(answer.to_string())).unwrap()
}

fn line(event: &Value) -> Bytes {
    format!("{event}\n").into()
}

async fn broken() -> Result<Bytes, std::io::Error> {
    // What the server has sent before must arrive.
    tokio::time::sleep(Duration::from_millis(10)).await;
    Err(std::io::Error::other("the test breaks the connection"))
}
