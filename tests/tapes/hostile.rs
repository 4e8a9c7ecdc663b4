//! Files that are made to do harm: a clear error, and an untouched book.

use super::{Files, context, load, loads::dump, order};
use crate::database::{self, Backend};
use flate2::{Compression, write::GzEncoder};
use loanbook::error::Code;
use std::{io::Write, path::PathBuf};

const HEADER: &str = "customer_id,full_name,age,gender,income,employment_type,job_type,\
                      housing_status,credit_score,account_created_date\n";
const ROW: &str = "1,A Name,40,Female,30000,Employed 1-4 years,Skilled,Own,650,2024-01-31\n";

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zip(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        let options = zip::write::SimpleFileOptions::default();
        archive.start_file(*name, options).unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

/// A row of ten gigabytes, packed as so many pieces of one after the other.
fn endless_row() -> Vec<u8> {
    let mut packed = gzip(HEADER.as_bytes());
    let piece = gzip(&vec![b'a'; 64 << 20]);
    for _ in 0..160 {
        packed.extend_from_slice(&piece);
    }
    packed
}

pub fn hostile_files_leave_the_book_alone() {
    crate::RUNTIME.block_on(async {
        let server = database::find(Backend::Sqlite).await.unwrap();
        let db = server.empty().await;
        let ctx = context(&db);
        let files = Files::new();
        let before = dump(&db).await;
        let good = format!("{HEADER}{ROW}");
        let with = |from: &str, to: &str| good.replacen(from, to, 1).into_bytes();
        let mut bad_utf8 = good.clone().into_bytes();
        bad_utf8.extend_from_slice(b"2,Caf\xe9,40,Female,1,,,,,2024-01-31\n");
        let mut late_utf8 = good.clone();
        for id in 2..5000 {
            late_utf8.push_str(&ROW.replacen('1', &id.to_string(), 1));
        }
        let mut late_utf8 = late_utf8.into_bytes();
        late_utf8.extend_from_slice(b"9999,Caf\xff\xfe,40,Female,1,,,,,2024-01-31\n");
        let bomb = zip(&[("bomb.csv", &vec![b'0'; 300 << 20])]);
        let cases: Vec<(&str, Vec<u8>, &str)> = vec![
            ("late.csv", late_utf8, "bad_encoding"),
            ("nul.csv", with("A Name", "A\0Name"), "nul_byte"),
            ("quote.csv", with("A Name", "\"A Name"), "open_quote"),
            ("endless.csv.gz", endless_row(), "row_too_long"),
            ("bomb.zip", bomb, "unpacked_too_large"),
            (
                "path.zip",
                zip(&[("../../etc/passwd.csv", good.as_bytes())]),
                "unsafe_path",
            ),
            ("twice.csv", with("age", "full_name"), "duplicate_header"),
            ("huge.csv", with("30000", "1e400"), "rows are wrong"),
            (
                "date.csv",
                with("2024-01-31", "2023-02-30"),
                "date_not_in_calendar",
            ),
            ("empty.csv", Vec::new(), "empty_file"),
            ("width.txt", b"1|2|3\n4|5|6\n".to_vec(), "unknown_width"),
            ("other.csv", b"a,b\n1,2\n".to_vec(), "columns_not_known"),
        ];
        for (name, content, rule) in cases {
            let path = files.write(name, content);
            let mut order = order(&[&path]);
            order.options.form.max_unpacked_bytes = if name.ends_with(".zip") {
                100 << 20
            } else {
                64 << 30
            };
            let error = load(&ctx, order).await.unwrap_err();
            assert_eq!(error.code, Code::Unprocessable, "{name}: {}", error.message);
            assert!(error.message.contains(rule), "{name}: {}", error.message);
            assert!(error.message.contains(name), "{name}: {}", error.message);
            assert_eq!(dump(&db).await, before, "{name}");
        }
        // What only looks strange is read.
        for (name, content) in [
            ("mark.csv", format!("\u{feff}{good}")),
            ("crlf.csv", good.replace('\n', "\r\n")),
            ("semicolon.csv", good.replace(',', ";")),
        ] {
            let path: PathBuf = files.write(name, content);
            let mut order = order(&[&path]);
            order.dry_run = true;
            let report = load(&ctx, order).await;
            let report = report.unwrap_or_else(|error| panic!("{name}: {}", error.message));
            assert_eq!(report.batch.counts.customers.inserted, 1, "{name}");
        }
        let path = files.write("old.csv", bad_utf8);
        let mut order = order(&[&path]);
        order.dry_run = true;
        let report = load(&ctx, order).await.unwrap();
        assert_eq!(report.batch.counts.customers.inserted, 2);
        assert_eq!(dump(&db).await, before);
    });
}
