//! Every form of image reference that docker can pull.

macro_rules! images {
    ($($id:ident $version:literal $image:literal)*) => {
        registry::runtimes! {
            $($id { versions: [$version], image_tpl: $image, file_ext: "x", interpreter: ["x"] })*
        }
    };
}

images! {
    official "1" "python:{version}"
    no_version "1" "python:3.11-slim"
    team "1" "team/python:{version}"
    host "1" "example.com/team/python:{version}"
    port "1" "example.com:5000/python:{version}"
    upper_case_host "1" "EXAMPLE.com/python:{version}"
    upper_case_host_without_dot "1" "Example/python:{version}"
    localhost "1" "localhost/python:{version}"
    address "1" "192.0.2.1:80/python:{version}"
    six "1" "[2001:db8::1]:5000/python:{version}"
    separators "1" "team/a.b_c__d-e---f/g:{version}"
    in_path "3.11" "team/python-{version}/slim:1"
    digest "1" "python@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
    tag_and_digest "1" "python:{version}@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
    tag "RC_1.x" "python:{version}_A.-b"
}

fn main() {
    assert_eq!(IN_PATH_3_11.image, "team/python-3.11/slim:1");
    assert_eq!(Runtime::ALL.len(), 15);
}
