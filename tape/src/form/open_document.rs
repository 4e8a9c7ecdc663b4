//! A look at a LibreOffice table before its reader is let in.
//!
//! Its cells and rows say how often they are repeated, and the reader writes them all out: a file
//! of a few kilobytes can ask for terabytes. So they are counted first, without making them.

/// How many cells the reader would make, at most: each table up to its last row and widest cell.
pub(super) fn count_cells(content: &[u8]) -> u64 {
    let mut total: u64 = 0;
    let mut table = Table::default();
    let mut row = Row::default();
    let mut rest = content;
    while let Some(tag) = next_tag(&mut rest) {
        if is_named(tag, b"table:table") {
            table = Table::default();
        } else if is_named(tag, b"/table:table") {
            total = total.saturating_add(table.rows.saturating_mul(table.width));
            table = Table::default();
        } else if is_named(tag, b"table:table-row") {
            row = Row {
                repeats: number(tag, b"table:number-rows-repeated"),
                ..Row::default()
            };
        } else if is_named(tag, b"/table:table-row") {
            table.add(&row);
        } else if is_named(tag, b"table:table-cell") || is_named(tag, b"table:covered-table-cell") {
            row.add(tag);
        }
    }
    // A table that does not end is an error later on, and until then as large as any.
    total.saturating_add(table.rows.saturating_mul(table.width))
}

#[derive(Default)]
struct Table {
    width: u64,
    rows: u64,
    empty_rows: u64,
}

impl Table {
    /// Empty rows at the end, which fill a sheet up to the last row, are never made.
    fn add(&mut self, row: &Row) {
        if row.cells == 0 {
            self.empty_rows = self.empty_rows.saturating_add(row.repeats);
            return;
        }
        let rows = self.empty_rows.saturating_add(row.repeats);
        self.rows = self.rows.saturating_add(rows);
        self.empty_rows = 0;
        self.width = self.width.max(row.cells);
    }
}

#[derive(Default)]
struct Row {
    cells: u64,
    empty_cells: u64,
    repeats: u64,
}

impl Row {
    /// Empty cells at the end, which fill a row up to the last column, are never made.
    fn add(&mut self, tag: &[u8]) {
        let repeats = number(tag, b"table:number-columns-repeated");
        let has_value = contains(tag, b"office:") || contains(tag, b"formula");
        if tag.ends_with(b"/") && !has_value {
            self.empty_cells = self.empty_cells.saturating_add(repeats);
            return;
        }
        let cells = self.empty_cells.saturating_add(repeats);
        self.cells = self.cells.saturating_add(cells);
        self.empty_cells = 0;
    }
}

/// What is between the next `<` and its `>`, without comments and the like.
fn next_tag<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    loop {
        let begin = rest.iter().position(|byte| *byte == b'<')? + 1;
        *rest = rest.get(begin..)?;
        let skipped: &[u8] = if rest.starts_with(b"!--") {
            b"-->"
        } else if rest.starts_with(b"![CDATA[") {
            b"]]>"
        } else if rest.starts_with(b"?") {
            b"?>"
        } else {
            break;
        };
        let end = rest
            .windows(skipped.len())
            .position(|bytes| bytes == skipped)?;
        *rest = rest.get(end + skipped.len()..)?;
    }
    let mut quote = None;
    let end = rest.iter().position(|byte| match quote {
        Some(open) => {
            if *byte == open {
                quote = None;
            }
            false
        }
        None => {
            if *byte == b'"' || *byte == b'\'' {
                quote = Some(*byte);
            }
            *byte == b'>'
        }
    })?;
    let tag = rest.get(..end)?;
    *rest = rest.get(end + 1..)?;
    Some(tag)
}

fn is_named(tag: &[u8], name: &[u8]) -> bool {
    tag.strip_prefix(name).is_some_and(|after| {
        after
            .first()
            .is_none_or(|byte| byte.is_ascii_whitespace() || *byte == b'/')
    })
}

fn contains(tag: &[u8], part: &[u8]) -> bool {
    tag.windows(part.len()).any(|bytes| bytes == part)
}

/// The number that an attribute says, 1 where there is none, and very many where it is unclear.
fn number(tag: &[u8], attribute: &[u8]) -> u64 {
    let Some(place) = tag
        .windows(attribute.len())
        .position(|bytes| bytes == attribute)
    else {
        return 1;
    };
    let value = tag.get(place + attribute.len()..).unwrap_or_default();
    let digits: Vec<u8> = value
        .iter()
        .skip_while(|byte| byte.is_ascii_whitespace() || b"=\"'".contains(byte))
        .take_while(|byte| !b"\"'".contains(byte))
        .copied()
        .collect();
    std::str::from_utf8(&digits)
        .ok()
        .and_then(|digits| digits.trim().parse().ok())
        .unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::{
        super::{
            Options,
            tests::{Scratch, read, refusal, zip_of},
        },
        *,
    };

    fn document(table: &str) -> Vec<u8> {
        let content = format!(
            "<?xml version=\"1.0\"?><office:document-content \
             xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
             xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" \
             xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\"><office:body>\
             <office:spreadsheet><table:table table:name=\"Loans\">{table}</table:table>\
             </office:spreadsheet></office:body></office:document-content>"
        );
        zip_of(&[
            (
                "mimetype",
                b"application/vnd.oasis.opendocument.spreadsheet",
            ),
            ("content.xml", content.as_bytes()),
            (
                "META-INF/manifest.xml",
                b"<?xml version=\"1.0\"?><manifest:manifest/>",
            ),
        ])
    }

    #[test]
    fn a_table_is_read() {
        let table = document(
            "<table:table-row><table:table-cell office:value-type=\"string\"><text:p>id</text:p>\
             </table:table-cell><table:table-cell office:value-type=\"string\"><text:p>day\
             </text:p></table:table-cell></table:table-row>\
             <table:table-row><table:table-cell office:value-type=\"float\" \
             office:value=\"2.5\"><text:p>2,50</text:p></table:table-cell><table:table-cell \
             office:value-type=\"date\" office:date-value=\"2020-01-31\"><text:p>31.01.20\
             </text:p></table:table-cell></table:table-row>",
        );
        let file = Scratch::new(&table);
        let tables = read(&file.0, &Options::default()).unwrap();
        let (table, rows) = &tables[0];
        assert_eq!(table.header.as_deref().unwrap(), ["id", "day"]);
        let fields = ["2.5", "2020-01-31"].map(str::to_owned).to_vec();
        assert_eq!(rows, &[(2, fields)]);
    }

    #[test]
    fn what_would_take_all_memory_is_refused() {
        let cell = "<table:table-cell office:value-type=\"float\" office:value=\"1\" \
                    table:number-columns-repeated=\"16384\"/>";
        let row = format!("<table:table-row>{cell}</table:table-row>");
        let bomb = document(&row.repeat(1000));
        assert_eq!(
            refusal(&bomb, &Options::default()),
            ("excel_too_large", None)
        );
    }

    #[test]
    fn cells_are_counted_as_they_would_be_made() {
        let cell = "<table:table-cell>1</table:table-cell>";
        let cases: [(String, u64); 8] = [
            (String::new(), 0),
            (format!("<table:table-row>{cell}</table:table-row>"), 1),
            // The empty ends of a row and of a sheet, as LibreOffice writes them.
            (
                format!(
                    "<table:table-row>{cell}<table:table-cell \
                     table:number-columns-repeated=\"16383\"/></table:table-row>\
                     <table:table-row table:number-rows-repeated=\"1048575\">\
                     <table:table-cell table:number-columns-repeated=\"16384\"/>\
                     </table:table-row>"
                ),
                1,
            ),
            (
                "<table:table-row table:number-rows-repeated='1000'><table:table-cell \
                 table:number-columns-repeated = '16000'>1</table:table-cell></table:table-row>"
                    .to_owned(),
                16_000_000,
            ),
            // What is empty but has something after it is made.
            (
                format!(
                    "<!-- \" --><table:table-row><table:table-cell \
                     table:number-columns-repeated=\"9\"/><table:table-cell a='>'>\
                     </table:table-cell></table:table-row><table:table-row>{cell}\
                     </table:table-row>"
                ),
                20,
            ),
            (
                "<table:table-row><table:table-cell office:value='1' \
                 table:number-columns-repeated='7'/></table:table-row>"
                    .to_owned(),
                7,
            ),
            (
                "<table:table-row><table:table-cell \
                 table:number-columns-repeated=\"&#49;\">1</table:table-cell></table:table-row>"
                    .to_owned(),
                u64::MAX,
            ),
            (
                format!(
                    "<table:table><table:table-row>{cell}</table:table-row></table:table>\
                     <table:table><table:table-row>{cell}</table:table-row></table:table>"
                ),
                2,
            ),
        ];
        for (content, count) in cases {
            assert_eq!(count_cells(content.as_bytes()), count, "{content}");
        }
    }
}
