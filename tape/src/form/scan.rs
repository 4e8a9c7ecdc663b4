//! Where a row ends, and where its fields are: the rules of CSV.

/// Where a field lies, from the beginning of its row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) start: usize,
    pub(super) end: usize,
    /// Whether there are quotes inside that do not belong to the value.
    pub(super) has_quotes: bool,
}

/// What stands between fields, and what a field therefore ends at.
#[derive(Clone, Copy, Debug)]
pub(super) struct Delimiter {
    byte: u8,
    /// By byte: a table of all is looked up faster than three are compared.
    is_end: [bool; 256],
}

impl Delimiter {
    pub(super) fn new(byte: u8) -> Self {
        let mut is_end = [false; 256];
        for end in [byte, b'\r', b'\n'] {
            is_end[usize::from(end)] = true;
        }
        Self { byte, is_end }
    }

    fn find_end(&self, bytes: &[u8], from: usize) -> usize {
        let mut at = from;
        while let Some(byte) = bytes.get(at) {
            if self.is_end[usize::from(*byte)] {
                break;
            }
            at += 1;
        }
        at
    }
}

/// What a look for a row finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scanned {
    /// A row of `length` bytes; the next begins at `next`.
    Row {
        length: usize,
        next: usize,
        is_quoted: bool,
    },
    /// Its end is not there yet.
    Partial { is_quote_open: bool },
}

/// Finds the first row in `bytes` and where its fields are. A field is quoted when it begins with
/// a quote; what comes after the closing one belongs to it as it is. Rows end with a line feed, a
/// carriage return or both. Between fields that spaces separate there may be several.
pub(super) fn scan(
    bytes: &[u8],
    delimiter: &Delimiter,
    is_at_end: bool,
    spans: &mut Vec<Span>,
) -> Scanned {
    spans.clear();
    let mut is_quoted = false;
    let mut at = 0;
    loop {
        if delimiter.byte == b' ' {
            at += bytes[at..].iter().take_while(|byte| **byte == b' ').count();
            if matches!(bytes.get(at), None | Some(b'\r' | b'\n')) {
                return row_end(bytes, at, is_at_end, is_quoted);
            }
        }
        let begin = at;
        if bytes.get(at) == Some(&b'"') {
            is_quoted = true;
            let Some((close, has_doubled)) = find_close(bytes, at + 1, is_at_end) else {
                return Scanned::Partial {
                    is_quote_open: true,
                };
            };
            at = delimiter.find_end(bytes, close + 1);
            let has_quotes = has_doubled || at > close + 1;
            spans.push(if has_quotes {
                Span {
                    start: begin,
                    end: at,
                    has_quotes,
                }
            } else {
                Span {
                    start: begin + 1,
                    end: close,
                    has_quotes,
                }
            });
        } else {
            at = delimiter.find_end(bytes, at);
            spans.push(Span {
                start: begin,
                end: at,
                has_quotes: false,
            });
        }
        if bytes.get(at) != Some(&delimiter.byte) {
            return row_end(bytes, at, is_at_end, is_quoted);
        }
        at += 1;
    }
}

/// Finds the quote that closes, and whether there are doubled ones before it.
fn find_close(bytes: &[u8], from: usize, is_at_end: bool) -> Option<(usize, bool)> {
    let mut has_doubled = false;
    let mut at = from;
    loop {
        at += bytes.get(at..)?.iter().position(|byte| *byte == b'"')?;
        match bytes.get(at + 1) {
            Some(b'"') => has_doubled = true,
            // Its twin may be in the next chunk.
            None if !is_at_end => return None,
            _ => return Some((at, has_doubled)),
        }
        at += 2;
    }
}

fn row_end(bytes: &[u8], at: usize, is_at_end: bool, is_quoted: bool) -> Scanned {
    let end_bytes = match bytes.get(at..).unwrap_or_default() {
        [b'\n', ..] => 1,
        [b'\r', b'\n', ..] => 2,
        [b'\r', _, ..] => 1,
        [b'\r'] if is_at_end => 1,
        [] if is_at_end => 0,
        _ => {
            return Scanned::Partial {
                is_quote_open: false,
            };
        }
    };
    Scanned::Row {
        length: at,
        next: at + end_bytes,
        is_quoted,
    }
}

/// Takes away the quotes around a value and one of each two inside.
pub(super) fn unquote(field: &str, value: &mut String) {
    value.clear();
    let mut rest = field.strip_prefix('"').unwrap_or(field);
    while let Some((before, after)) = rest.split_once('"') {
        value.push_str(before);
        let Some(doubled) = after.strip_prefix('"') else {
            // The closing one: whatever comes after it stands for itself.
            value.push_str(after);
            return;
        };
        value.push('"');
        rest = doubled;
    }
    value.push_str(rest);
}

/// The fields of a row, with the quotes inside that some have.
pub(super) fn texts<'a>(bytes: &'a [u8], spans: &'a [Span]) -> impl Iterator<Item = &'a [u8]> {
    spans
        .iter()
        .map(|span| bytes.get(span.start..span.end).unwrap_or_default())
}
