//! Reading keys at every width, with results worked out by hand.

use registry_shared::key::{Reading, bucket, hash, slot};

fn read(width: usize, words: usize, text: &str) -> [u64; 2] {
    Reading { width, words }.read(text.as_bytes())
}

#[test]
fn single_words_end_with_the_text() {
    assert_eq!(read(1, 1, "abc"), [0x63, 0]);
    assert_eq!(read(2, 1, "abc"), [0x63_62, 0]);
    assert_eq!(read(4, 1, "abcdef"), [0x66_65_64_63, 0]);
    assert_eq!(read(8, 1, "abcdefghij"), [0x6a_69_68_67_66_65_64_63, 0]);
}

#[test]
fn words_follow_one_another_and_overlap_at_the_end() {
    assert_eq!(read(1, 3, "abcd"), [0x64_62_61, 0]);
    assert_eq!(read(2, 2, "abc"), [0x63_62_62_61, 0]);
    assert_eq!(read(4, 2, "abcdef"), [0x66_65_64_63_64_63_62_61, 0]);
    assert_eq!(read(8, 2, "abcdefghi"), [0x68_67_66_65_64_63_62_61, 0x69_68_67_66_65_64_63_62]);
    assert_eq!(read(2, 2, "ab"), [0x62_61_62_61, 0]);
}

#[test]
fn texts_shorter_than_a_word_are_read_whole() {
    assert_eq!(read(8, 1, ""), [0, 0]);
    assert_eq!(read(8, 1, "a"), [0x61, 0]);
    assert_eq!(read(8, 2, "ab"), [0x62_62_61, 0]);
    assert_eq!(read(4, 1, "abc"), [0x63_62_61, 0]);
    assert_eq!(read(8, 1, "abcd"), [0x64_63_62_61_64_63_62_61, 0]);
    assert_eq!(read(8, 1, "abcdefg"), [0x67_66_65_64_64_63_62_61, 0]);
}

/// The published test vectors of FNV-1a with 64 bits.
#[test]
fn width_zero_hashes_every_byte() {
    assert_eq!(Reading::WHOLE.read(b""), [0xcbf2_9ce4_8422_2325, 0]);
    assert_eq!(Reading::WHOLE.read(b"a"), [0xaf63_dc4c_8601_ec8c, 0]);
    assert_eq!(Reading::WHOLE.read(b"foobar"), [0x8594_4171_f739_67e8, 0]);
}

#[test]
fn recorded_words_are_those_that_were_read() {
    let reading = Reading { width: 4, words: 2 };
    let table: Vec<u8> =
        ["abcdef", "12345678"].iter().flat_map(|text| reading.read(text.as_bytes())[0].to_le_bytes()).collect();
    assert_eq!(reading.recorded(&table, 0), reading.read(b"abcdef"));
    assert_eq!(reading.recorded(&table, 1), [0x38_37_36_35_34_33_32_31, 0]);
    assert_eq!(reading.reach(), 8);
}

#[test]
fn buckets_are_high_bits_and_slots_are_low_bits() {
    assert_eq!(bucket(0xabcd_0000_0000_0000, 16), 0xd);
    assert_eq!(slot(0x0000_0002_0000_0005, 0, 16), 5);
    // Three steps of (2 | 1).
    assert_eq!(slot(0x0000_0002_0000_0005, 3, 16), 14);
    let [one, other] = [hash([1, 0], 1, [2, 0], 1), hash([2, 0], 1, [1, 0], 1)];
    assert_ne!(one, other);
}
