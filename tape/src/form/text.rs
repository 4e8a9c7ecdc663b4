//! Rows out of text.
//!
//! The crate `csv` takes a quote that is never closed for the rest of the file, and reads a line
//! without an end until memory is full. A tape may be hostile or cut off, so rows are found here
//! by the same rules as there, with a limit, and with the line on which each begins. Fields come
//! out in that crate's records.

use super::{
    MAX_ROW_BYTES,
    dialect::Dialect,
    fault::Fault,
    packed::Unpacked,
    scan::{Delimiter, Scanned, Span, scan, unquote},
};
use csv::StringRecord;
use encoding_rs::{Decoder, DecoderResult, UTF_8};

/// Bytes that are read at once.
const CHUNK_BYTES: usize = 1 << 18;

/// Stands for bytes that have no meaning in the file's encoding: itself it is never valid UTF-8,
/// so it is found with the row that it is in.
const MALFORMED: u8 = 0xff;

/// Rows of a text that is being read.
pub(super) struct TextRows {
    input: Unpacked,
    /// None for UTF-8, which is looked at row by row, without a copy.
    decoder: Option<Decoder>,
    delimiter: Delimiter,
    encoding: &'static str,
    /// What was read and not decoded yet.
    raw: Vec<u8>,
    raw_start: usize,
    raw_end: usize,
    is_input_at_end: bool,
    /// Decoded text; rows are taken from `start`.
    buffer: Vec<u8>,
    start: usize,
    filled: usize,
    is_at_end: bool,
    /// Number of the line at `start`.
    line: u64,
    spans: Vec<Span>,
    unquoted: String,
}

impl TextRows {
    pub(super) fn new(mut input: Unpacked, dialect: &Dialect) -> Result<Self, Fault> {
        let mut mark = [0; 3];
        let mark_bytes = dialect.mark_bytes.min(mark.len());
        input.fill(&mut mark[..mark_bytes])?;
        let is_utf_8 = dialect.encoding == UTF_8;
        Ok(Self {
            input,
            decoder: (!is_utf_8).then(|| dialect.encoding.new_decoder_without_bom_handling()),
            delimiter: Delimiter::new(dialect.delimiter),
            encoding: dialect.encoding.name(),
            raw: vec![0; if is_utf_8 { 0 } else { CHUNK_BYTES }],
            raw_start: 0,
            raw_end: 0,
            is_input_at_end: false,
            buffer: Vec::new(),
            start: 0,
            filled: 0,
            is_at_end: false,
            line: 1,
            spans: Vec::new(),
            unquoted: String::new(),
        })
    }

    pub(super) fn bytes_read(&self) -> u64 {
        self.input.bytes_read()
    }

    /// Reads the next row that is not blank; answers the line on which it begins.
    pub(super) fn read(&mut self, row: &mut StringRecord) -> Result<Option<u64>, Fault> {
        loop {
            self.skip_empty_lines()?;
            if self.start == self.filled && self.is_at_end {
                return Ok(None);
            }
            let (length, next, is_quoted) = self.find_row()?;
            let line = self.line;
            let begin = self.start;
            let bytes = &self.buffer[begin..begin + length];
            if is_quoted {
                self.line += count_line_ends(bytes);
            }
            self.line += 1;
            self.start += next;
            let Ok(text) = std::str::from_utf8(bytes) else {
                return Err(bad_encoding(line, self.encoding));
            };
            if bytes.contains(&0) {
                return Err(nul_byte(line));
            }
            if is_blank(text, &self.spans, is_quoted) {
                continue;
            }
            row.clear();
            for span in &self.spans {
                let field = &text[span.start..span.end];
                if span.has_quotes {
                    unquote(field, &mut self.unquoted);
                    row.push_field(&self.unquoted);
                } else {
                    row.push_field(field);
                }
            }
            return Ok(Some(line));
        }
    }

    fn skip_empty_lines(&mut self) -> Result<(), Fault> {
        loop {
            match &self.buffer[self.start..self.filled] {
                [b'\n', ..] => self.start += 1,
                [b'\r', b'\n', ..] => self.start += 2,
                [b'\r', _, ..] => self.start += 1,
                [b'\r'] if self.is_at_end => self.start += 1,
                [] | [b'\r'] if !self.is_at_end => {
                    self.fill()?;
                    continue;
                }
                _ => return Ok(()),
            }
            self.line += 1;
        }
    }

    /// Answers the length of the row, where the next begins, and whether there are quotes.
    fn find_row(&mut self) -> Result<(usize, usize, bool), Fault> {
        loop {
            let bytes = &self.buffer[self.start..self.filled];
            let scanned = scan(bytes, &self.delimiter, self.is_at_end, &mut self.spans);
            match scanned {
                Scanned::Row {
                    length,
                    next,
                    is_quoted,
                } if length <= MAX_ROW_BYTES => return Ok((length, next, is_quoted)),
                Scanned::Row { .. } => return Err(self.too_long(false)),
                Scanned::Partial { is_quote_open } if self.is_at_end => {
                    return Err(if is_quote_open {
                        self.open_quote("by the end of the file")
                    } else {
                        self.too_long(false)
                    });
                }
                Scanned::Partial { is_quote_open } if bytes.len() > MAX_ROW_BYTES => {
                    return Err(self.too_long(is_quote_open));
                }
                Scanned::Partial { .. } => self.fill()?,
            }
        }
    }

    fn too_long(&self, is_quote_open: bool) -> Fault {
        let bytes = &self.buffer[self.start..self.filled];
        if bytes.contains(&0) {
            return nul_byte(self.line);
        }
        if is_quote_open {
            return self.open_quote(&format!("within {MAX_ROW_BYTES} bytes"));
        }
        Fault::at(
            self.line,
            "row_too_long",
            format!(
                "the row is longer than {MAX_ROW_BYTES} bytes; check that the file is a table \
                 with a row on each line"
            ),
        )
    }

    fn open_quote(&self, by_when: &str) -> Fault {
        Fault::at(
            self.line,
            "open_quote",
            format!(
                "a quote that opens in this row is not closed {by_when}; double quotes inside a \
                 value are written twice"
            ),
        )
    }

    /// Makes room and reads on, by at least one byte unless the text is at its end.
    fn fill(&mut self) -> Result<(), Fault> {
        self.buffer.copy_within(self.start..self.filled, 0);
        self.filled -= self.start;
        self.start = 0;
        let wanted = self.filled + CHUNK_BYTES;
        if self.buffer.len() < wanted {
            self.buffer.resize(wanted, 0);
        }
        if self.decoder.is_some() {
            return self.decode();
        }
        let read = self.input.fill(&mut self.buffer[self.filled..])?;
        self.filled += read;
        self.is_at_end = self.filled < self.buffer.len();
        Ok(())
    }

    fn decode(&mut self) -> Result<(), Fault> {
        let Some(decoder) = &mut self.decoder else {
            return Ok(());
        };
        // The last byte is kept free for what is malformed.
        let last = self.buffer.len() - 1;
        while !self.is_at_end {
            if self.raw_start == self.raw_end && !self.is_input_at_end {
                self.raw_start = 0;
                self.raw_end = self.input.fill(&mut self.raw)?;
                self.is_input_at_end = self.raw_end < self.raw.len();
            }
            let (result, read, written) = decoder.decode_to_utf8_without_replacement(
                &self.raw[self.raw_start..self.raw_end],
                &mut self.buffer[self.filled..last],
                self.is_input_at_end,
            );
            self.raw_start += read;
            self.filled += written;
            match result {
                DecoderResult::InputEmpty => self.is_at_end = self.is_input_at_end,
                DecoderResult::OutputFull => break,
                DecoderResult::Malformed(..) => {
                    self.buffer[self.filled] = MALFORMED;
                    self.filled += 1;
                    if self.filled >= last {
                        break;
                    }
                }
            }
        }
        Ok(())
    }
}

fn is_blank(text: &str, spans: &[Span], is_quoted: bool) -> bool {
    spans.len() <= 1 && !is_quoted && text.trim().is_empty()
}

fn count_line_ends(bytes: &[u8]) -> u64 {
    let mut count = 0;
    let mut last = 0;
    for byte in bytes {
        if *byte == b'\r' || (*byte == b'\n' && last != b'\r') {
            count += 1;
        }
        last = *byte;
    }
    count
}

fn bad_encoding(line: u64, encoding: &str) -> Fault {
    let advice = if encoding == UTF_8.name() {
        "try --encoding windows-1252"
    } else {
        "name its encoding with --encoding"
    };
    Fault::at(
        line,
        "bad_encoding",
        format!("the row is not {encoding}, which the file was taken for; {advice}"),
    )
}

fn nul_byte(line: u64) -> Fault {
    Fault::at(
        line,
        "nul_byte",
        "there is a NUL character in the row: it is no text, or UTF-16 without its mark, for \
         which say --encoding utf-16le",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{
        io::{self, Read},
        sync::{
            Arc,
            atomic::{AtomicU64, Ordering},
        },
    };

    /// Gives the same byte, ten billion times.
    struct Endless {
        byte: u8,
        given: Arc<AtomicU64>,
    }

    impl Read for Endless {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            buffer.fill(self.byte);
            let count = buffer.len() as u64;
            let given = self.given.fetch_add(count, Ordering::Relaxed);
            assert!(given < 10_000_000_000);
            Ok(buffer.len())
        }
    }

    fn dialect(label: &str) -> Dialect {
        Dialect {
            encoding: encoding_rs::Encoding::for_label(label.as_bytes()).unwrap(),
            mark_bytes: 0,
            delimiter: b',',
        }
    }

    #[test]
    fn a_line_without_an_end_is_given_up_early() {
        let cases = [
            (b"1,2\n".as_slice(), b'x', "row_too_long"),
            (b"1,2\n\"", b'x', "open_quote"),
            (b"1,2\n\"", b'\n', "open_quote"),
            (b"1,2\n", 0, "nul_byte"),
            (b"1,2\n", b',', "row_too_long"),
        ];
        for label in ["utf-8", "windows-1252"] {
            for (start, byte, rule) in cases {
                let given = Arc::new(AtomicU64::new(0));
                let endless = Endless {
                    byte,
                    given: Arc::clone(&given),
                };
                let input = Unpacked::of(start.chain(endless));
                let mut rows = TextRows::new(input, &dialect(label)).unwrap();
                let mut row = StringRecord::new();
                assert_eq!(rows.read(&mut row).unwrap(), Some(1));
                let fault = rows.read(&mut row).unwrap_err();
                assert_eq!((fault.rule, fault.row), (rule, Some(2)));
                assert!(given.load(Ordering::Relaxed) < 4_000_000);
                assert!(rows.buffer.len() < 2 * MAX_ROW_BYTES);
            }
        }
    }

    /// Gives one byte at a time.
    struct Drops(Vec<u8>);

    impl Read for Drops {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            if self.0.is_empty() || buffer.is_empty() {
                return Ok(0);
            }
            buffer[0] = self.0.remove(0);
            Ok(1)
        }
    }

    fn read_all(text: &[u8], label: &str) -> Vec<(u64, Vec<String>)> {
        let input = Unpacked::of(Drops(text.to_vec()));
        let mut rows = TextRows::new(input, &dialect(label)).unwrap();
        let mut row = StringRecord::new();
        let mut all = Vec::new();
        while let Some(line) = rows.read(&mut row).unwrap() {
            all.push((line, row.iter().map(str::to_owned).collect()));
        }
        all
    }

    /// The crate reads the same fields out of what both accept.
    #[test]
    fn fields_are_those_of_the_crate() {
        let pieces = ["a", ",", "\"", "\"\"", "\n", "\r\n", "\r", "é"];
        let mut state = 7_u32;
        for _ in 0..1_000 {
            let mut text = String::new();
            for _ in 0..12 {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                text.push_str(pieces[(state >> 16) as usize % pieces.len()]);
            }
            let mut ours = Vec::new();
            let input = Unpacked::of(io::Cursor::new(text.clone().into_bytes()));
            let mut rows = TextRows::new(input, &dialect("utf-8")).unwrap();
            let mut row = StringRecord::new();
            let end = loop {
                match rows.read(&mut row) {
                    Ok(Some(_)) => ours.push(row.clone()),
                    Ok(None) => break None,
                    Err(fault) => break Some(fault.rule),
                }
            };
            if end.is_some() {
                assert_eq!(end, Some("open_quote"), "{text:?}");
                continue;
            }
            let theirs: Vec<StringRecord> = csv::ReaderBuilder::new()
                .has_headers(false)
                .flexible(true)
                .from_reader(text.as_bytes())
                .into_records()
                .map(Result::unwrap)
                .collect();
            assert_eq!(ours, theirs, "{text:?}");
        }
    }

    #[test]
    fn characters_and_line_ends_may_be_cut_between_reads() {
        let text = "é,\"b\"\"\r\n\"\r\n\r\n1,2\r3,4\n";
        let expected: Vec<(u64, Vec<String>)> =
            [(1, ["é", "b\"\r\n"]), (4, ["1", "2"]), (5, ["3", "4"])]
                .into_iter()
                .map(|(line, fields)| (line, fields.map(str::to_owned).to_vec()))
                .collect();
        assert_eq!(read_all(text.as_bytes(), "utf-8"), expected);
        let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(read_all(&wide, "utf-16le"), expected);
    }

    /// Rows that lie across the ends of what is read at once.
    #[test]
    fn long_files_are_read_to_the_end() {
        for label in ["utf-8", "windows-1252"] {
            for width in [1, 7, 1000, 300_000] {
                let row = format!("{},\"{}\"\r\n", "x".repeat(width), "y".repeat(width));
                let count = 2_000_000 / row.len() + 3;
                let input = Unpacked::of(io::Cursor::new(row.repeat(count).into_bytes()));
                let mut rows = TextRows::new(input, &dialect(label)).unwrap();
                let mut record = StringRecord::new();
                let mut found = 0;
                while let Some(line) = rows.read(&mut record).unwrap() {
                    found += 1;
                    assert_eq!(line, found);
                    assert_eq!((record[0].len(), record[1].len()), (width, width));
                }
                assert_eq!(found, count as u64);
            }
        }
    }
}
