//! Tests that lookups do not allocate. They are a separate binary because it replaces the global allocator with one
//! that counts allocations.

use std::hint::black_box;

use registry::{Language, REGISTRY, Runtime};

fn allocations<T>(lookup: impl Fn() -> T) -> u64 {
    let counted = allocation_counter::measure(|| {
        black_box(lookup());
    });
    counted.count_total
}

#[test]
fn successful_lookups_do_not_allocate() {
    assert_eq!(allocations(|| Runtime::find("bash", "5.3").is_ok()), 0);
    assert_eq!(allocations(|| "python@3.11".parse::<Runtime>().is_ok()), 0);
    assert_eq!(allocations(|| "ruby".parse::<Language>().is_ok()), 0);
    assert_eq!(allocations(|| REGISTRY.find("node", "22").is_ok()), 0);
    assert_eq!(allocations(|| REGISTRY.parse("go@1.22").is_ok()), 0);
    assert_eq!(allocations(|| REGISTRY.language("go").is_ok()), 0);
    assert_eq!(allocations(|| serde_json::from_str::<Runtime>(r#""go@1.22""#).is_ok()), 0);
    assert_eq!(allocations(|| Runtime::ALL.iter().map(|runtime| runtime.config().command.len()).sum::<usize>()), 0);
}

#[test]
fn failed_lookups_do_not_allocate() {
    assert_eq!(allocations(|| Runtime::find("bash", "6").is_err()), 0);
    assert_eq!(allocations(|| Runtime::find("perl", "5").is_err()), 0);
    assert_eq!(allocations(|| "python 3.11".parse::<Runtime>().is_err()), 0);
    assert_eq!(allocations(|| "perl".parse::<Language>().is_err()), 0);
    assert_eq!(allocations(|| REGISTRY.resolve("python@3.1").is_err()), 0);
    assert_eq!(allocations(|| Runtime::find("bash", "6").map_err(|error| error.kind())), 0);
}

/// Checks that the counter works: converting an error to a string allocates.
#[test]
fn the_text_of_an_error_is_counted() {
    assert!(allocations(|| Runtime::find("bash", "6").map_err(|error| error.to_string())) > 0);
}
