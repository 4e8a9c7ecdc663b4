//! How a text is written: its encoding, what stands between its fields, and whether its first
//! row names them. Guessed from the beginning of the file, and said otherwise by options.

use super::{
    Options, SAMPLE_ROWS,
    fault::Fault,
    magic,
    scan::{self, Delimiter, Scanned},
};
use csv::StringRecord;
use encoding_rs::{Encoding, REPLACEMENT, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// Bytes from the beginning that a guess is made from.
pub(super) const SAMPLE_BYTES: usize = 1 << 18;

/// What may stand between fields; a space only where the option says so.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// How a text is written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Dialect {
    pub(super) encoding: &'static Encoding,
    /// Length of the byte-order mark, which is not text.
    pub(super) mark_bytes: usize,
    pub(super) delimiter: u8,
}

/// Guesses how a text is written that begins with `sample`.
pub(super) fn find(
    sample: &[u8],
    is_whole_file: bool,
    options: &Options,
) -> Result<Dialect, Fault> {
    let mark = Encoding::for_bom(sample);
    let mark_bytes = mark.map_or(0, |(_, length)| length);
    let body = sample.get(mark_bytes..).unwrap_or_default();
    let marked = mark.map(|(encoding, _)| encoding);
    let encoding = find_encoding(body, marked, is_whole_file, options.encoding.as_deref())?;
    let (decoded, _) = encoding.decode_without_bom_handling(body);
    magic::refuse_markup(&decoded)?;
    let delimiter = match options.delimiter {
        Some(delimiter) => check_delimiter(delimiter)?,
        None => find_delimiter(decoded.as_bytes(), is_whole_file),
    };
    Ok(Dialect {
        encoding,
        mark_bytes,
        delimiter,
    })
}

/// What the option says, else the mark, else UTF-8 where that is possible, else what Windows in
/// the west writes. A mark tells the two orders of UTF-16 apart better than an option.
fn find_encoding(
    body: &[u8],
    marked: Option<&'static Encoding>,
    is_whole_file: bool,
    label: Option<&str>,
) -> Result<&'static Encoding, Fault> {
    let is_utf_16 = |encoding| encoding == UTF_16LE || encoding == UTF_16BE;
    let Some(label) = label else {
        return Ok(marked.unwrap_or_else(|| guess_encoding(body, is_whole_file)));
    };
    let named = Encoding::for_label(label.as_bytes())
        .filter(|encoding| *encoding != REPLACEMENT)
        .ok_or_else(|| {
            Fault::new(
                "unknown_encoding",
                format!(
                    "there is no encoding '{}'; say one such as utf-8, windows-1252 or utf-16le",
                    label.escape_debug()
                ),
            )
        })?;
    Ok(marked
        .filter(|encoding| is_utf_16(*encoding) && is_utf_16(named))
        .unwrap_or(named))
}

fn guess_encoding(body: &[u8], is_whole_file: bool) -> &'static Encoding {
    match std::str::from_utf8(body) {
        Ok(_) => UTF_8,
        // The sample may end within a character.
        Err(error) if error.error_len().is_none() && !is_whole_file => UTF_8,
        Err(_) => WINDOWS_1252,
    }
}

fn check_delimiter(delimiter: u8) -> Result<u8, Fault> {
    if delimiter.is_ascii() && !matches!(delimiter, b'"' | b'\r' | b'\n' | 0) {
        return Ok(delimiter);
    }
    Err(Fault::new(
        "bad_delimiter",
        "quotes, line ends, NUL and what is not ASCII cannot stand between fields",
    ))
}

/// How a text would look if this were its delimiter.
struct Look {
    delimiter: u8,
    /// Fields of most rows.
    fields: usize,
    /// Rows that have so many, of a thousand.
    agreeing: usize,
    /// Whether there are numbers such as `1,5` or `1.000,50` among its fields.
    has_decimal_commas: bool,
}

/// Takes what gives the same number of fields on the most rows, within a tenth, and of those the
/// most fields. A comma loses to what leaves decimal commas inside numbers. Where no two fields
/// come out on half of the rows, there is one column.
fn find_delimiter(sample: &[u8], is_whole_file: bool) -> u8 {
    let mut looks: Vec<Look> = DELIMITERS
        .iter()
        .filter_map(|delimiter| look(sample, *delimiter, is_whole_file))
        .filter(|look| look.fields > 1 && look.agreeing >= 500)
        .collect();
    let best = looks.iter().map(|look| look.agreeing).max().unwrap_or(0);
    looks.retain(|look| look.agreeing * 10 >= best * 9);
    if looks
        .iter()
        .any(|look| look.delimiter != b',' && look.has_decimal_commas)
    {
        looks.retain(|look| look.delimiter != b',');
    }
    looks
        .iter()
        .rev()
        .max_by_key(|look| look.fields)
        .map_or(b',', |look| look.delimiter)
}

fn look(sample: &[u8], delimiter: u8, is_whole_file: bool) -> Option<Look> {
    let ends = Delimiter::new(delimiter);
    let mut spans = Vec::new();
    let mut widths: Vec<usize> = Vec::new();
    let mut has_decimal_commas = false;
    let mut rest = sample;
    while widths.len() < SAMPLE_ROWS && !rest.is_empty() {
        let Scanned::Row { length, next, .. } = scan::scan(rest, &ends, is_whole_file, &mut spans)
        else {
            break;
        };
        if length > 0 {
            widths.push(spans.len());
            has_decimal_commas |= scan::texts(rest, &spans).any(is_decimal_comma);
        }
        rest = rest.get(next..).unwrap_or_default();
    }
    let (fields, agreeing) = most_common(&widths)?;
    Some(Look {
        delimiter,
        fields,
        agreeing: agreeing * 1000 / widths.len(),
        has_decimal_commas,
    })
}

/// The most common number, the larger of two, and how often it is there.
fn most_common(numbers: &[usize]) -> Option<(usize, usize)> {
    let mut sorted = numbers.to_vec();
    sorted.sort_unstable();
    sorted
        .chunk_by(|left, right| left == right)
        .filter_map(|same| Some((*same.first()?, same.len())))
        .max_by_key(|(number, count)| (*count, *number))
}

fn is_decimal_comma(field: &[u8]) -> bool {
    let digits = field.trim_ascii();
    let commas = digits.iter().filter(|byte| **byte == b',').count();
    commas == 1
        && digits
            .first()
            .is_some_and(|byte| b"+-0123456789".contains(byte))
        && digits.last().is_some_and(u8::is_ascii_digit)
        && digits
            .iter()
            .all(|byte| byte.is_ascii_digit() || b"+-.,".contains(byte))
}

/// Number of columns of a table without a header: that of most rows.
pub(super) fn find_width(rows: &[StringRecord]) -> usize {
    let widths: Vec<usize> = rows.iter().map(StringRecord::len).collect();
    most_common(&widths).map_or(0, |(width, _)| width)
}

/// Whether the first row names the columns: nothing in it is a number or a date, and below one of
/// its names there is one. A row alone is a header if nothing in it is a number or a date.
pub(super) fn is_header(first: &StringRecord, rows: &[StringRecord]) -> bool {
    let mut names = first.iter().filter(|field| !field.trim().is_empty());
    let has_names = names.clone().next().is_some();
    if !has_names || names.any(is_number_or_date) {
        return false;
    }
    let has_figures = |row: &StringRecord| {
        first
            .iter()
            .zip(row)
            .any(|(name, field)| !name.trim().is_empty() && is_number_or_date(field))
    };
    rows.is_empty() || rows.iter().any(has_figures)
}

const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];

/// Whether a field looks like an amount, a number or a date, in any country's way.
fn is_number_or_date(field: &str) -> bool {
    let value = field.trim();
    if !value.bytes().any(|byte| byte.is_ascii_digit()) {
        return false;
    }
    if value.parse::<f64>().is_ok() {
        return true;
    }
    let is_figure = |character: char| {
        character.is_ascii_digit()
            || character.is_whitespace()
            || "+-.,/:%()'$€£¥".contains(character)
    };
    if value.chars().all(is_figure) {
        return true;
    }
    // `2020-01-31T00:00:00Z`, `31-Jan-2020`, `Dec-15`.
    value
        .split(|character: char| !character.is_alphanumeric())
        .flat_map(|part| part.split(['T', 'Z']))
        .all(|part| {
            part.bytes().all(|byte| byte.is_ascii_digit())
                || MONTHS.contains(&part.to_lowercase().as_str())
        })
        && value.len() > 2
        && !value.starts_with(['T', 'Z'])
}

/// Names of columns: trimmed, and different even where upper and lower case are the same. A name
/// that is empty, as R writes for the numbers of rows, becomes `column_1`.
pub(super) fn header_names(first: &StringRecord, row: u64) -> Result<Vec<String>, Fault> {
    let names: Vec<String> = first
        .iter()
        .enumerate()
        .map(|(place, field)| match field.trim() {
            "" => format!("column_{}", place + 1),
            name => name.to_owned(),
        })
        .collect();
    let mut sorted: Vec<String> = names.iter().map(|name| name.to_lowercase()).collect();
    sorted.sort_unstable();
    let mut twice: Vec<&str> = sorted
        .chunk_by(|left, right| left == right)
        .filter(|same| same.len() > 1)
        .filter_map(|same| same.first().map(String::as_str))
        .collect();
    twice.truncate(10);
    if twice.is_empty() {
        return Ok(names);
    }
    Err(Fault::at(
        row,
        "duplicate_header",
        format!(
            "several columns have the name '{}'; rename them, or say that the file has no header",
            twice.join("', '")
        ),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_dates_are_told_from_names() {
        let figures = [
            "1",
            "-1.5",
            "1e400",
            "1,234.50",
            "1.234,50",
            "$ 5",
            "7%",
            "(12)",
            "2020-01-31",
            "31/12/2020",
            "2020-01-31T00:00:00Z",
            "31-Jan-2020",
            "Dec-15",
            " 12 ",
            "202001",
        ];
        for figure in figures {
            assert!(is_number_or_date(figure), "{figure}");
        }
        for name in [
            "", "id", "T1", "x 1", "amount", "nan", "inf", "A11", "q1_2020", "C001",
        ] {
            assert!(!is_number_or_date(name), "{name}");
        }
    }

    #[test]
    fn delimiters_are_found() {
        let agency = format!("{}\n", vec!["x"; 110].join("|")).repeat(3);
        let cases: [(&str, u8); 14] = [
            ("a,b\n1,2\n", b','),
            ("a;b\n1;2\n", b';'),
            ("a\tb\n1\t2\n", b'\t'),
            (&agency, b'|'),
            // Decimal commas are as consistent as the semicolons.
            ("1,5;2,5;3,5\n1,5;2,5;3,5\n", b';'),
            ("1,5|2,5|3,5\n1,5|2,5|3,5\n", b'|'),
            ("name;rate\nx;1,5\ny;2,5\n", b';'),
            // What is in quotes does not count.
            ("a,b\n\"1;2;3\",2\n\"1;2;3\",2\n", b','),
            ("a;b\n\"x,y\";2\n\"x,y\";2\n", b';'),
            // One column.
            ("a\n1\n2\n", b','),
            ("a b\n1 2\n", b','),
            ("", b','),
            ("a,b,c\n1,2,3|4\n1,2,3\n1,2\n", b','),
            ("\"not closed,a;b", b','),
        ];
        for (sample, delimiter) in cases {
            let found = find_delimiter(sample.as_bytes(), true);
            assert_eq!(found as char, delimiter as char, "{sample}");
        }
    }

    #[test]
    fn headers_are_found() {
        let record = |text: &str| StringRecord::from(text.split(',').collect::<Vec<_>>());
        let cases: [(&str, &[&str], bool); 8] = [
            ("id,amount", &["x,1"], true),
            ("id,amount", &[], true),
            (",amount", &["1,2"], true),
            ("id,2020", &["x,1"], false),
            ("1,2", &["3,4"], false),
            ("Y,N", &["N,Y"], false),
            ("F99Q1,200001", &["F99Q2,200002"], false),
            (",", &["1,2"], false),
        ];
        for (first, rows, is_it) in cases {
            let rows: Vec<_> = rows.iter().map(|row| record(row)).collect();
            assert_eq!(is_header(&record(first), &rows), is_it, "{first}");
        }
    }

    #[test]
    fn names_are_trimmed_and_different() {
        let names = |fields: &[&str]| header_names(&StringRecord::from(fields.to_vec()), 1);
        assert_eq!(
            names(&["", " b ", ""]).unwrap(),
            ["column_1", "b", "column_3"]
        );
        let fault = names(&["Id", "x", "id ", "X"]).unwrap_err();
        assert_eq!(fault.rule, "duplicate_header");
        assert!(fault.message.contains("'id', 'x'"), "{}", fault.message);
        assert_eq!(
            names(&["", "column_1"]).unwrap_err().rule,
            "duplicate_header"
        );
    }
}
