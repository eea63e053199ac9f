//! Image references against what `docker pull` says of them.
//!
//! The table is what the Docker CLI 28.2 answered: with no engine behind it, it either cannot connect, or refuses to parse
//! the reference before it tries. `DOCKER_REFERENCES=1 cargo test -p registry-macros references` asks it again.

use std::process::Command;

use super::judge::parses_as_reference;
use crate::image;

/// References that can be pulled; `{a*N}` is the letter N times.
const RIGHT: &str = "
    python python:3 python:3.11-slim a:T a:_t a:t. a:t- a:{t*128} a/b:{t*128} library/python:3
    team/python team/a/b/c a.b a_b a__b a-b a---b a.b_c__d-e---f/g:1 0/1 1:2 0:0 {x*247} {x*247}:1
    localhost/a localhost:5000/a:1 Localhost/a A/b Ab/c:1 UPPER/a a.b/c example.com/a example.com:5000/a/b:1
    EXAMPLE.com/a Example.COM:1/a 192.0.2.1/a 192.0.2.1:80/a:1 a:1/b a-b.c/d a--b.c/d 1.2/a a.b.c.d.e/f
    [::1]/a [::1]:5000/a:1 [2001:db8::1]:5000/a/b [:]/a sha256:{0*64} [ABCDEF]/a [::ffff]:1/a@sha256:{0*64}
    docker.io/a docker.io/a/b docker.io/library/a index.docker.io/a docker.io/{x*247} docker.io/library/{x*247}
    index.docker.io/{x*247} quay.io/{x*255} a/{x*253} localhost/{x*255} a_b.c/d a__b.c/d:1 a_b.c/d/e
    a@sha256:{0*64} a:1@sha256:{a*64} a/b@sha512:{f*128} a@sha384:{1*96} example.com:1/a:b@sha256:{0*64}
    x/{0*64} {0*64}:1 {0*63} {0*65} {g*64} a{0*64} docker.io/{0*64}
";

/// References that are refused.
const WRONG: &str = "
    . / : @ - _ a/ /a a: a@ a/: :a @a a//b a/b/ .a a. -a a- _a a_ a..b a._b a_.b a-_b a-.b a___b a.-b
    A Python aB a/B team/Python example.com/Python a/b/C Ü ü/a a/ü a:ü
    a:-t a:.t a:t+x a:t/x: a:1:2 a:b:c:d a:{t*129} a/b:{t*129} a:@sha256:{0*64} a:t@
    {x*248} {x*256} {x*248}:1 docker.io/{x*248} index.docker.io/{x*248} docker.io/library/{x*248} quay.io/{x*256}
    a/{x*254} localhost/{x*256}
    -a.b/c a-.b/c a..b/c .a.b/c a.b./c a:/b a:x/b a.b:x/c a:1:2/b [::1 [::1/a ::1]/a []/a [zz]/a [::1]x/a [::1]:/a
    [::1]:x/a [::1] [::1]:1 [::1]/A localhost: localhost:/a http://a/b https://a/b:c docker://a:b A_b.c/d a_B.c/d
    a@sha256 a@sha256: a@:{0*64} a@sha256:{0*63} a@sha256:{0*65} a@sha256:{A*64} a@sha256:{g*64} a@SHA256:{0*64}
    a@sha384:{0*64} a@sha512:{0*64} a@sha512:{0*127} a@md5:{0*32} a@blake3:{0*64} a@sha1:{0*40} a@sha256+b64:{0*64}
    a@sha256:{0*64}:t a@sha256:{0*64}@sha256:{0*64} a@sha256:{0*64}/b a@sha224:{0*56} @sha256:{0*64} a/b@x/c
    {0*64} {a*64} 0123456789abcdef{0*48} [0]/a a%b a+b a~b a!b a*b a$b a=b a,b a;b a(b a{b a}b a<b a'b a\"b a\\b
    a?b a#b a|b a&b a^b a`b
";

fn references(table: &str) -> Vec<String> {
    table.split_whitespace().map(expand).collect()
}

// Only `{a*N}` is short for something: other braces stay.
fn expand(entry: &str) -> String {
    let mut text = String::new();
    let mut rest = entry;
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        let repeat = after.split_once('}').and_then(|(inside, rest)| {
            let (letter, count) = inside.split_once('*')?;
            Some((letter.repeat(count.parse().ok()?), rest))
        });
        let (letters, after) = repeat.unwrap_or(("{".to_owned(), after));
        text.push_str(&letters);
        rest = after;
    }
    text + rest
}

#[test]
fn references_that_can_be_pulled() {
    for reference in references(RIGHT) {
        assert!(image::parse(&reference).malformed.is_empty(), "{reference}");
        assert!(parses_as_reference(&reference), "{reference}");
    }
}

#[test]
fn references_that_are_refused() {
    for reference in references(WRONG).into_iter().chain(["", " a", "a ", "a b", "a\n"].map(str::to_owned)) {
        assert!(!image::parse(&reference).malformed.is_empty(), "{reference}");
        assert!(!parses_as_reference(&reference), "{reference}");
    }
}

#[test]
fn what_a_reference_says() {
    let says = |reference: &str| {
        let parsed = image::parse(reference);
        (parsed.tag, parsed.digest)
    };
    assert_eq!(says("python"), (false, false));
    assert_eq!(says("localhost:5000/python"), (false, false));
    assert_eq!(says("localhost:5000/python:3"), (true, false));
    assert_eq!(says("python@sha256:00"), (false, true));
    assert_eq!(says("python:3@sha256:00"), (true, true));
}

#[test]
fn references_as_docker_parses_them() {
    if std::env::var_os("DOCKER_REFERENCES").is_none() {
        eprintln!("skipped: DOCKER_REFERENCES is not set");
        return;
    }
    let can_be_pulled = |reference: &String| {
        let mut docker = Command::new("docker");
        let output = docker.args(["pull", reference]).env("DOCKER_HOST", "tcp://127.0.0.1:1").output().unwrap();
        String::from_utf8_lossy(&output.stderr).to_lowercase().contains("connect")
    };
    // What begins with `-` is an option to the program.
    let is_argument = |reference: &String| !reference.starts_with('-');
    let refused: Vec<_> = references(RIGHT).into_iter().filter(|reference| !can_be_pulled(reference)).collect();
    let pulled: Vec<_> = references(WRONG).into_iter().filter(is_argument).filter(can_be_pulled).collect();
    assert_eq!((refused, pulled), (Vec::new(), Vec::<String>::new()));
}
