//! Files that are refused.

use super::*;

#[test]
fn what_cannot_be_read_is_refused() {
    let auto = Options::default;
    let with = |change: fn(&mut Options)| {
        let mut options = Options::default();
        change(&mut options);
        options
    };
    let utf_8 = || with(|options| options.encoding = Some("utf-8".to_owned()));
    let small = || with(|options| options.max_unpacked_bytes = 3_000_000);
    let good: &[u8] = b"id,name\n1,x\n";
    let mut cut = gzip(&b"id,name\n1,x\n".repeat(1000));
    cut.truncate(cut.len() / 2);
    let late_latin = [
        b"id,name\n".to_vec(),
        b"1,x\n".repeat(200_000),
        b"2,\xe9\n".to_vec(),
    ];
    let mut wrong_sum = zip_of(&[("a.csv", good)]);
    wrong_sum[14] ^= 1;
    let directory = wrong_sum
        .windows(4)
        .position(|bytes| bytes == b"PK\x01\x02")
        .unwrap();
    wrong_sum[directory + 16] ^= 1;
    let mut secret = zip_of(&[("a.csv", good)]);
    secret[6] |= 1;
    secret[directory + 8] |= 1;
    // Members that are repeated, as packing so much takes a minute in a build for development.
    let zeros = vec![0; 1_000_000];
    let long_row = [vec![b'1'; 999_999], vec![b'\n']].concat();
    let mut claim = zip_of(&[("a.csv", &zeros)]);
    let claim_directory = claim
        .windows(4)
        .position(|bytes| bytes == b"PK\x01\x02")
        .unwrap();
    claim[claim_directory + 24..claim_directory + 28]
        .copy_from_slice(&200_000_000_u32.to_le_bytes());
    let many: Vec<String> = (0..101).map(|number| format!("{number}.csv")).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|name| (name.as_str(), good)).collect();
    let plain = zip_of(&[("aaaa/b.csv", good)]);
    let mut tar = vec![b'a'; 600];
    tar[257..262].copy_from_slice(b"ustar");
    let cases: Vec<(Vec<u8>, Options, &str, Option<u64>)> = vec![
        (Vec::new(), auto(), "empty_file", None),
        (b"\xef\xbb\xbf".to_vec(), auto(), "empty_file", None),
        (b"\n \n\r\n".to_vec(), auto(), "empty_file", None),
        (gzip(b""), auto(), "empty_file", None),
        (zip_of(&[]), auto(), "empty_file", None),
        (
            zip_of(&[("a/", b""), ("__MACOSX/._a", b"x"), (".b", b"x")]),
            auto(),
            "empty_file",
            None,
        ),
        // Encodings.
        (
            b"id,name\n1,x\n2,\xe9\n".to_vec(),
            utf_8(),
            "bad_encoding",
            Some(3),
        ),
        (
            b"id,name\n\"1\n\n\",x\n2,\xe9\n".to_vec(),
            utf_8(),
            "bad_encoding",
            Some(5),
        ),
        (late_latin.concat(), auto(), "bad_encoding", Some(200_002)),
        (
            [utf_16("id,name\n1,x\n", true), vec![0x00, 0xdc, b'\n', 0]].concat(),
            auto(),
            "bad_encoding",
            Some(3),
        ),
        (
            good.to_vec(),
            with(|options| options.encoding = Some("utf-9".to_owned())),
            "unknown_encoding",
            None,
        ),
        (
            good.to_vec(),
            with(|options| options.encoding = Some("iso-2022-kr".to_owned())),
            "unknown_encoding",
            None,
        ),
        (
            b"id,name\n1,x\n2,a\0b\n".to_vec(),
            auto(),
            "nul_byte",
            Some(3),
        ),
        (
            utf_16("id,name\n1,x\n", true)[2..].to_vec(),
            auto(),
            "nul_byte",
            Some(1),
        ),
        // Quotes, and lines without an end.
        (
            b"id,name\n1,x\n2,\"y\n3,z\n".to_vec(),
            auto(),
            "open_quote",
            Some(3),
        ),
        (b"id,name\n1,\"".to_vec(), auto(), "open_quote", Some(2)),
        (
            b"id,name\n1,\"y\"\"\n".to_vec(),
            auto(),
            "open_quote",
            Some(2),
        ),
        (
            [b"id,name\n1,\"".to_vec(), b"y\n".repeat(1_000_000)].concat(),
            auto(),
            "open_quote",
            Some(2),
        ),
        (
            [b"id,name\n1,".to_vec(), vec![b'y'; 2_000_000]].concat(),
            auto(),
            "row_too_long",
            Some(2),
        ),
        (
            b"id,Name,ID\n1,x,2\n".to_vec(),
            auto(),
            "duplicate_header",
            Some(1),
        ),
        (
            good.to_vec(),
            with(|options| options.delimiter = Some(b'"')),
            "bad_delimiter",
            None,
        ),
        (
            good.to_vec(),
            with(|options| options.delimiter = Some(0xe9)),
            "bad_delimiter",
            None,
        ),
        // Forms that are not read.
        (
            b"<!DOCTYPE html><table>".to_vec(),
            auto(),
            "not_a_table",
            None,
        ),
        (b"%PDF-1.7 ...".to_vec(), auto(), "unknown_form", None),
        (
            b"\x28\xb5\x2f\xfd....".to_vec(),
            auto(),
            "unknown_form",
            None,
        ),
        (tar.clone(), auto(), "unknown_form", None),
        (
            zip_of(&[
                ("[Content_Types].xml", b"<x/>"),
                ("word/document.xml", b"<x/>"),
            ]),
            auto(),
            "unknown_form",
            None,
        ),
        // Damage.
        (cut, auto(), "damaged_archive", None),
        (
            [gzip(good), b"garbage".to_vec()].concat(),
            auto(),
            "damaged_archive",
            None,
        ),
        (
            b"PK\x03\x04 and no more".to_vec(),
            auto(),
            "damaged_archive",
            None,
        ),
        (wrong_sum, auto(), "damaged_archive", None),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....".to_vec(),
            auto(),
            "damaged_workbook",
            None,
        ),
        // Archives.
        (secret, auto(), "encrypted_archive", None),
        (zip_of(&[("b.zip", &plain)]), auto(), "nested_archive", None),
        (
            zip_of(&[("b.gz", &gzip(good))]),
            auto(),
            "nested_archive",
            None,
        ),
        (gzip(&gzip(good)), auto(), "nested_archive", None),
        (gzip(&plain), auto(), "nested_archive", None),
        (gzip(&tar), auto(), "nested_archive", None),
        (zip_of(&many), auto(), "too_many_entries", None),
        (
            renamed(&plain, b"aaaa/b", b"x/../b"),
            auto(),
            "unsafe_path",
            None,
        ),
        (
            renamed(&plain, b"aaaa/b.csv", b"aaa/b.csv\0"),
            auto(),
            "unsafe_path",
            None,
        ),
        (
            renamed(&plain, b"aaaa/b", b"/aaa/b"),
            auto(),
            "unsafe_path",
            None,
        ),
        (
            renamed(&plain, b"aaaa/b", b"C:/a/b"),
            auto(),
            "unsafe_path",
            None,
        ),
        (
            renamed(&plain, b"aaaa/b", b"..\\a/b"),
            auto(),
            "unsafe_path",
            None,
        ),
        // Bombs.
        (claim, small(), "unpacked_too_large", None),
        (zip_of(&[("a.csv", &zeros)]), auto(), "nul_byte", Some(1)),
        (gzip(&zeros), auto(), "nul_byte", Some(1)),
        (
            gzip(&long_row).repeat(200),
            small(),
            "unpacked_too_large",
            None,
        ),
    ];
    for (bytes, options, rule, row) in cases {
        assert_eq!(refusal(&bytes, &options), (rule, row));
    }
}

#[test]
fn what_is_no_file_is_refused() {
    let rule = |path: &Path| open(path, &Options::default()).unwrap_err().rule;
    assert_eq!(rule(&std::env::temp_dir()), "not_a_file");
    assert_eq!(rule(Path::new("/nowhere/at/all.csv")), "file_not_found");
    assert_eq!(rule(Path::new("/dev/zero")), "not_a_file");
}

#[test]
fn an_entry_that_lies_about_its_size_is_refused() {
    let mut archive = zip_of(&[("a.csv", &b"id,name\n1,x\n".repeat(100_000))]);
    let directory = archive
        .windows(4)
        .position(|bytes| bytes == b"PK\x01\x02")
        .unwrap();
    archive[22..26].copy_from_slice(&20_u32.to_le_bytes());
    archive[directory + 24..directory + 28].copy_from_slice(&20_u32.to_le_bytes());
    assert_eq!(
        refusal(&archive, &Options::default()),
        ("damaged_archive", None)
    );
}

#[test]
fn a_refusal_names_file_and_row() {
    let file = Scratch::new(b"id,name\n1,x\n2,\"y\n");
    let refusal = open(&file.0, &Options::default()).unwrap_err();
    let name = file.0.file_name().unwrap().to_string_lossy();
    let start = format!("{name}, row 3: a quote");
    assert!(refusal.to_string().starts_with(&start), "{refusal}");
    assert!(refusal.to_string().ends_with("(open_quote)"), "{refusal}");
}

#[cfg(not(feature = "parquet"))]
#[test]
fn parquet_is_refused_by_a_build_without() {
    assert_eq!(
        refusal(b"PAR1....PAR1", &Options::default()),
        ("parquet_not_built", None)
    );
}
