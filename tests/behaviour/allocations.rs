//! A lookup that finds something allocates nothing. A program of its own, since it counts with the allocator.

use std::hint::black_box;

use registry::{Language, REGISTRY, Runtime};

fn allocations<T>(lookup: impl Fn() -> T) -> u64 {
    let counted = allocation_counter::measure(|| {
        black_box(lookup());
    });
    counted.count_total
}

#[test]
fn what_is_found_costs_no_allocation() {
    assert_eq!(allocations(|| Runtime::find("bash", "5.3").is_ok()), 0);
    assert_eq!(allocations(|| "python@3.11".parse::<Runtime>().is_ok()), 0);
    assert_eq!(allocations(|| "ruby".parse::<Language>().is_ok()), 0);
    assert_eq!(allocations(|| REGISTRY.find("node", "22").is_ok()), 0);
    assert_eq!(allocations(|| REGISTRY.parse("go@1.22").is_ok()), 0);
    assert_eq!(allocations(|| REGISTRY.language("go").is_ok()), 0);
    assert_eq!(allocations(|| serde_json::from_str::<Runtime>(r#""go@1.22""#).is_ok()), 0);
    assert_eq!(allocations(|| Runtime::ALL.iter().map(|runtime| runtime.config().command.len()).sum::<usize>()), 0);
}

/// The counter counts: what is not found makes an error.
#[test]
fn what_is_not_found_is_counted() {
    assert!(allocations(|| Runtime::find("bash", "6").is_err()) > 0);
}
