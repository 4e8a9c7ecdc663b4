//! Files that are read.

use super::*;
use crate::form::Rows;

#[test]
fn rows_can_go_to_another_thread() {
    fn is_send<T: Send>() {}
    is_send::<Rows>();
    is_send::<Table>();
}

#[test]
fn text_is_read_however_it_is_written() {
    let auto = Options::default;
    let with = |change: fn(&mut Options)| {
        let mut options = Options::default();
        change(&mut options);
        options
    };
    let plain = "[id|name] 2:1|x 3:2|y";
    let cases: Vec<(Vec<u8>, Options, &str, &str)> = vec![
        (b"id,name\n1,x\n2,y\n".to_vec(), auto(), plain, "UTF-8"),
        // No line end at the end, and the other line ends.
        (b"id,name\n1,x\n2,y".to_vec(), auto(), plain, "UTF-8"),
        (
            b"id,name\r\n1,x\r\n2,y\r\n".to_vec(),
            auto(),
            plain,
            "UTF-8",
        ),
        (b"id,name\r1,x\r2,y\r".to_vec(), auto(), plain, "UTF-8"),
        (b"id;name\n1;x\n2;y\n".to_vec(), auto(), plain, "UTF-8"),
        (b"id\tname\n1\tx\n2\ty\n".to_vec(), auto(), plain, "UTF-8"),
        (b"id|name\n1|x\n2|y\n".to_vec(), auto(), plain, "UTF-8"),
        (
            b"id  name\n 1 x \n2 y\n  \n".to_vec(),
            with(|options| options.delimiter = Some(b' ')),
            plain,
            "UTF-8",
        ),
        // Byte-order marks.
        (
            b"\xef\xbb\xbfid,name\n1,x\n2,y\n".to_vec(),
            auto(),
            plain,
            "UTF-8",
        ),
        (
            utf_16("id,name\n1,x\n2,y\n", true),
            auto(),
            plain,
            "UTF-16LE",
        ),
        (
            utf_16("id,name\n1,x\n2,y\n", false),
            auto(),
            plain,
            "UTF-16BE",
        ),
        (
            utf_16("id,name\n1,x\n2,y\n", false),
            with(|options| options.encoding = Some("utf-16".to_owned())),
            plain,
            "UTF-16BE",
        ),
        (
            utf_16("id,name\n1,x\n2,y\n", true)[2..].to_vec(),
            with(|options| options.encoding = Some("utf-16le".to_owned())),
            plain,
            "UTF-16LE",
        ),
        // Encodings.
        (
            "id,name\n1,é€\n".into(),
            auto(),
            "[id|name] 2:1|é€",
            "UTF-8",
        ),
        (
            b"id,name\n1,\xe9\x80\n".to_vec(),
            auto(),
            "[id|name] 2:1|é€",
            "windows-1252",
        ),
        (
            b"id,name\n1,\x92\xa0\n".to_vec(),
            with(|options| options.encoding = Some("cp866".to_owned())),
            "[id|name] 2:1|Та",
            "IBM866",
        ),
        // Quotes.
        (
            b"id,name\n1,\"a,\"\"b\"\"\r\nc\"\n2,\"\"\n3,\"x\"y\n".to_vec(),
            auto(),
            "[id|name] 2:1|a,\"b\"\r\nc 4:2| 5:3|xy",
            "UTF-8",
        ),
        (
            b"id,name\n1,5\" pipe\n".to_vec(),
            auto(),
            "[id|name] 2:1|5\" pipe",
            "UTF-8",
        ),
        // Blank lines are counted, ragged rows are given as they are.
        (
            b"\n\nid,name\n\n1,x\n \n\r\n2,y,z\n3\n\n".to_vec(),
            auto(),
            "[id|name] 5:1|x 8:2|y|z 9:3",
            "UTF-8",
        ),
        // With and without a header.
        (b"id,name\n".to_vec(), auto(), "[id|name]", "UTF-8"),
        (b"1,x\n2,y\n".to_vec(), auto(), " 1:1|x 2:2|y", "UTF-8"),
        (
            b"id,name\n1,x\n".to_vec(),
            with(|options| options.has_header = Some(false)),
            " 1:id|name 2:1|x",
            "UTF-8",
        ),
        (
            b"7,8\n1,x\n".to_vec(),
            with(|options| options.has_header = Some(true)),
            "[7|8] 2:1|x",
            "UTF-8",
        ),
        (
            b"\"\", name \n1,2\n".to_vec(),
            auto(),
            "[column_1|name] 2:1|2",
            "UTF-8",
        ),
        (
            b"id\n1\n1e400\n".to_vec(),
            auto(),
            "[id] 2:1 3:1e400",
            "UTF-8",
        ),
        // Packed.
        (gzip(b"id,name\n1,x\n2,y\n"), auto(), plain, "UTF-8"),
        (
            [gzip(b"id,name\n1,x\n"), gzip(b"2,y\n")].concat(),
            auto(),
            plain,
            "UTF-8",
        ),
        (
            zip_of(&[("a.csv", b"id,name\n1,x\n2,y\n")]),
            auto(),
            plain,
            "UTF-8",
        ),
    ];
    for (bytes, options, expected, encoding) in cases {
        let (table, rows) = read_one(&bytes, &options).unwrap();
        assert_eq!(show(&table, &rows), expected);
        assert_eq!(table.encoding, encoding, "{expected}");
        let fields: Vec<Vec<String>> = rows.into_iter().map(|(_, fields)| fields).collect();
        let sample: Vec<Vec<String>> = table
            .sample
            .iter()
            .map(|row| row.iter().map(str::to_owned).collect())
            .collect();
        assert_eq!(sample, fields);
    }
}

#[test]
fn an_archive_has_a_table_for_each_file() {
    let archive = zip_of(&[
        ("tapes/", b""),
        ("tapes/loans.csv", b"id,amount\n1,2\n"),
        ("__MACOSX/tapes/._loans.csv", b"\0\0"),
        ("tapes/.DS_Store", b"\0\0"),
        ("repayments.txt", b"1|2|3\n"),
    ]);
    let file = Scratch::new(&archive);
    let tables = read(&file.0, &Options::default()).unwrap();
    let name = file.0.file_name().unwrap().to_string_lossy();
    let found: Vec<(String, String, Option<char>)> = tables
        .iter()
        .map(|(table, rows)| (table.name.clone(), show(table, rows), table.delimiter))
        .collect();
    assert_eq!(
        found,
        [
            (
                format!("{name}/tapes/loans.csv"),
                "[id|amount] 2:1|2".to_owned(),
                Some(',')
            ),
            (
                format!("{name}/repayments.txt"),
                " 1:1|2|3".to_owned(),
                Some('|')
            ),
        ]
    );
}

#[test]
fn wide_files_without_a_header_have_the_width_of_most_rows() {
    let wide = format!("{}\n", vec!["1"; 110].join("|"));
    let text = format!("{wide}{wide}1|2|3\n{wide}");
    let (table, rows) = read_one(text.as_bytes(), &Options::default()).unwrap();
    assert_eq!(
        (table.width, table.delimiter, rows.len()),
        (110, Some('|'), 4)
    );
    assert_eq!(table.header, None);
}

#[test]
fn a_sample_is_small() {
    let rows = format!("1,{}\n", "x".repeat(1_000_000)).repeat(20);
    let (table, all) = read_one(rows.as_bytes(), &Options::default()).unwrap();
    assert_eq!((table.sample.len(), all.len()), (2, 20));
}
