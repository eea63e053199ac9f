//! Logs that break, and logs of all shapes.

use registry::kubernetes::run::End;

use crate::cluster::{Cluster, Reply};
use crate::{A, B, C, assert_clean, execution, exited, hurry, running, soon};

const WAITING: &str = "container \"script\" in pod \"a\" is waiting to start: ContainerCreating";

/// However much of the log each connection returns, nothing is lost or repeated.
#[tokio::test]
async fn broken_logs_are_resumed_byte_for_byte() {
    hurry();
    // The timestamp and a space are 31 bytes, and for the last line 23.
    for cuts in [&[0][..], &[20], &[31], &[33], &[36], &[37], &[36, 50], &[70, 36, 72], &[73, 96, 100]] {
        let cluster = Cluster::start().await;
        cluster.script(&[running()], &[(A, b"12345\n"), (B, b"12345\n"), (C, b"\xff\0 end")]);
        let runner = cluster.runner();
        let mut run = soon(runner.start(&execution("a"))).await.unwrap();
        cluster.cut_log("a", cuts);
        let mut output = Vec::new();
        while output.len() < 18 {
            output.extend(soon(run.output().next()).await.expect("more output"));
        }
        cluster.report("a", &exited(0));
        assert_eq!(soon(run.output().next()).await, None);
        assert_eq!((output, run.output().is_truncated()), (b"12345\n12345\n\xff\0 end".to_vec(), false), "{cuts:?}");
        assert!(cluster.count("log") > cuts.len());
        assert_eq!(soon(run.end()).await.unwrap(), End::Exited(0));
        assert_clean(&cluster, &runner).await;
    }
}

/// The connection breaks when the script has ended, so the rest is read without waiting for more.
#[tokio::test]
async fn logs_that_break_at_the_end_are_read_to_the_end() {
    hurry();
    let cluster = Cluster::start().await;
    cluster.script(&[running()], &[(A, b"one\n"), (B, b"two\n")]);
    let runner = cluster.runner();
    let mut run = soon(runner.start(&execution("a"))).await.unwrap();
    cluster.cut_log("a", &[33]);
    assert_eq!(soon(run.output().next()).await, Some(b"on".to_vec()));
    cluster.report("a", &exited(0));
    let mut output = Vec::new();
    while let Some(bytes) = soon(run.output().next()).await {
        output.extend(bytes);
    }
    assert_eq!((output, run.output().is_truncated()), (b"e\ntwo\n".to_vec(), false));
    assert_eq!(soon(run.end()).await.unwrap(), End::Exited(0));
    assert_clean(&cluster, &runner).await;
}

/// Two seconds passed before the first line, which was there when the log was opened: the node may have deleted a file
/// of a log that long.
#[tokio::test]
async fn a_long_log_that_begins_late_may_be_truncated() {
    const LATE: &str = "2026-11-27T03:00:02Z";
    let long = vec![b'x'; 2 << 20];
    let long = [long.as_slice(), b"\n"].concat();
    for (time, output, is_truncated) in
        [(A, &long[..], false), (LATE, &long, true), (LATE, &long[(1 << 20) + 10..], false)]
    {
        let cluster = Cluster::start().await;
        cluster.script(&[running(), exited(0)], &[(time, output)]);
        let runner = cluster.runner();
        let outcome = soon(runner.run(&execution("a"))).await.unwrap();
        assert_eq!(
            (outcome.end, outcome.output.len(), outcome.truncated),
            (End::Exited(0), output.len(), is_truncated)
        );
        assert_clean(&cluster, &runner).await;
    }
}

/// What the node has deleted is missing, and the rest is not.
#[tokio::test]
async fn rotated_logs_are_truncated() {
    hurry();
    let cluster = Cluster::start().await;
    cluster.script(&[running()], &[(A, b"one\n")]);
    let runner = cluster.runner();
    let mut run = soon(runner.start(&execution("a"))).await.unwrap();
    cluster.cut_log("a", &[33]);
    assert_eq!(soon(run.output().next()).await, Some(b"on".to_vec()));
    cluster.print("a", B, b"two\n");
    cluster.print("a", C, b"three\n");
    cluster.rotate_log("a", 2);
    cluster.report("a", &exited(0));
    assert_eq!(soon(run.output().next()).await, Some(b"three\n".to_vec()));
    assert_eq!(soon(run.output().next()).await, None);
    assert!(run.output().is_truncated());
    assert_eq!(soon(run.end()).await.unwrap(), End::Exited(0));
    assert_clean(&cluster, &runner).await;
}

/// The API server may know later than the watch that the container has started.
#[tokio::test]
async fn logs_that_are_not_ready_are_asked_for_again() {
    hurry();
    let cluster = Cluster::start().await;
    cluster.script(&[running(), exited(0)], &[(A, b"hello\n")]);
    cluster.reply("log pods", 2, &Reply::Refuse(400, "BadRequest", WAITING));
    cluster.reply("log pods", 1, &Reply::Refuse(500, "InternalError", "dial tcp: connection refused"));
    let runner = cluster.runner();
    let outcome = soon(runner.run(&execution("a"))).await.unwrap();
    assert_eq!((outcome.end, outcome.output, outcome.truncated), (End::Exited(0), b"hello\n".to_vec(), false));
    assert_eq!(cluster.count("log"), 4);
    assert_clean(&cluster, &runner).await;
}

/// The end of the script is known, and what it printed is not.
#[tokio::test]
async fn logs_that_cannot_be_read_are_truncated() {
    hurry();
    for (reply, requests) in [
        (Reply::Refuse(404, "NotFound", "pods \"a\" not found"), 1),
        (Reply::Refuse(403, "Forbidden", "pods \"a\" is forbidden: cannot get resource \"pods/log\""), 1),
        (Reply::Refuse(500, "InternalError", "dial tcp: connection refused"), 7),
    ] {
        let cluster = Cluster::start().await;
        cluster.script(&[running(), exited(0)], &[(A, b"hello\n")]);
        cluster.reply("log pods", 100, &reply);
        let runner = cluster.runner();
        let outcome = soon(runner.run(&execution("a"))).await.unwrap();
        assert_eq!((outcome.end, outcome.output, outcome.truncated), (End::Exited(0), vec![], true));
        assert_eq!(cluster.count("log"), requests);
        assert_clean(&cluster, &runner).await;
    }
}

#[tokio::test]
async fn a_silent_script_is_followed() {
    let cluster = Cluster::start().await;
    cluster.script(&[running()], &[]);
    let runner = cluster.runner();
    let mut run = soon(runner.start(&execution("a"))).await.unwrap();
    let silence = tokio::time::timeout(std::time::Duration::from_millis(100), run.output().next()).await;
    assert!(silence.is_err());
    // The future that was dropped has lost nothing.
    cluster.print("a", A, b"late\n");
    assert_eq!(soon(run.output().next()).await, Some(b"late\n".to_vec()));
    cluster.report("a", &exited(0));
    assert_eq!(soon(run.output().next()).await, None);
    assert!(!run.output().is_truncated());
    assert_eq!(cluster.count("log"), 1);
    drop(run);
    assert_clean(&cluster, &runner).await;
}

#[tokio::test]
async fn output_may_be_any_bytes() {
    let every: Vec<u8> = (0..=255).filter(|byte| *byte != b'\n').collect();
    let cluster = Cluster::start().await;
    cluster.script(&[running(), exited(0)], &[(A, b"\0\xff\r\n"), (B, b"\n"), (C, &every)]);
    let runner = cluster.runner();
    let outcome = soon(runner.run(&execution("a"))).await.unwrap();
    assert_eq!(outcome.output, [b"\0\xff\r\n\n", &every[..]].concat());
    assert!(!outcome.truncated);
    assert_clean(&cluster, &runner).await;
}

#[tokio::test]
async fn lines_may_be_long() {
    let line: Vec<u8> = (0..5_u32 << 20).map(|index| b"abcdefghijklmnopqrstuvwxyz!"[index as usize % 27]).collect();
    let cluster = Cluster::start().await;
    cluster.script(&[running(), exited(0)], &[(A, &line)]);
    let runner = cluster.runner();
    let outcome = soon(runner.run(&execution("a"))).await.unwrap();
    assert!(outcome.output == line);
    assert!(!outcome.truncated);
    assert_clean(&cluster, &runner).await;
}

#[tokio::test]
async fn output_has_a_limit() {
    for (limit, output, truncated) in [(0, "", true), (4, "hell", true), (6, "hello\n", false), (7, "hello\n", false)] {
        let cluster = Cluster::start().await;
        cluster.script(&[running(), exited(0)], &[(A, b"hello\n")]);
        let runner = cluster.runner().output_limit(limit);
        let outcome = soon(runner.run(&execution("a"))).await.unwrap();
        assert_eq!((outcome.output, outcome.truncated), (output.as_bytes().to_vec(), truncated), "{limit}");
        assert_eq!(outcome.end, End::Exited(0));
        assert_clean(&cluster, &runner).await;
    }
}
