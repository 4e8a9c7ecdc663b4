//! Bytes out of a file, packed or not, with limits on what may come out.
//!
//! A few kilobytes can unpack to petabytes. So what comes out is counted on the way, and nothing
//! is held but one buffer.

use super::fault::Fault;
use flate2::{
    Crc,
    bufread::{DeflateDecoder, MultiGzDecoder},
};
use std::{
    fs::File,
    io::{self, BufReader, ErrorKind, Read, Seek, SeekFrom},
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

/// From here on the ratio of what came out to what went in is looked at: a short file of one
/// repeated row is no attack.
const RATIO_FROM_BYTES: u64 = 100_000_000;

/// The most that one packed byte may become. Deflate itself ends at 1,032, rows of tapes at 50.
const MAX_RATIO: u64 = 1_000;

/// Where bytes come from; can be opened any number of times.
#[derive(Clone, Debug)]
pub(super) struct Source {
    pub(super) path: PathBuf,
    pub(super) packing: Packing,
    pub(super) max_unpacked_bytes: u64,
}

#[derive(Clone, Debug)]
pub(super) enum Packing {
    Plain,
    Gzip,
    Entry(Entry),
}

/// Where an entry of a zip archive lies in its file, and what it says of itself.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) start: u64,
    pub(super) packed_bytes: u64,
    pub(super) unpacked_bytes: u64,
    pub(super) is_deflated: bool,
    pub(super) checksum: u32,
}

/// Counts what comes out of a packed file, and stops at too much.
#[derive(Debug)]
pub(super) struct Meter {
    unpacked: u64,
    max_unpacked_bytes: u64,
}

impl Meter {
    pub(super) fn new(max_unpacked_bytes: u64) -> Self {
        Self {
            unpacked: 0,
            max_unpacked_bytes,
        }
    }

    /// Adds what came out by now that `packed` bytes went in.
    pub(super) fn add(&mut self, bytes: usize, packed: u64) -> Result<(), Fault> {
        self.unpacked = self.unpacked.saturating_add(bytes as u64);
        if self.unpacked > self.max_unpacked_bytes {
            return Err(too_large(self.max_unpacked_bytes));
        }
        if self.unpacked > RATIO_FROM_BYTES && self.unpacked / packed.max(1) >= MAX_RATIO {
            return Err(Fault::new(
                "suspicious_compression",
                format!(
                    "it unpacks to more than {MAX_RATIO} times its size, which no tape does; \
                     unpack it yourself if you trust it"
                ),
            ));
        }
        Ok(())
    }
}

/// What is said of a file that is, or would be, too large.
pub(super) fn too_large(max_unpacked_bytes: u64) -> Fault {
    Fault::new(
        "unpacked_too_large",
        format!(
            "it unpacks to more than {max_unpacked_bytes} bytes; raise the limit, or split the file"
        ),
    )
}

/// A file that is being read.
pub(super) struct Unpacked {
    inner: Box<dyn Read + Send>,
    /// Bytes of the file that are read by now, as the reader below the unpacking counts them.
    packed: Arc<AtomicU64>,
    /// None for a file that is not packed.
    meter: Option<Meter>,
    /// For an entry of an archive: what is still to come by its own word, and its checksum.
    promise: Option<Promise>,
}

struct Promise {
    left: u64,
    checksum: u32,
    sum: Crc,
}

impl Unpacked {
    pub(super) fn open(source: &Source) -> Result<Self, Fault> {
        let mut file = File::open(&source.path).map_err(|error| Fault::unreadable(&error))?;
        if let Packing::Entry(entry) = &source.packing {
            file.seek(SeekFrom::Start(entry.start))
                .map_err(|error| Fault::unreadable(&error))?;
        }
        let packed = Arc::new(AtomicU64::new(0));
        let counted = Counted {
            inner: file,
            bytes: Arc::clone(&packed),
        };
        let meter = Meter::new(source.max_unpacked_bytes);
        Ok(match &source.packing {
            Packing::Plain => Self {
                inner: Box::new(counted),
                packed,
                meter: None,
                promise: None,
            },
            Packing::Gzip => Self {
                inner: Box::new(MultiGzDecoder::new(buffered(counted))),
                packed,
                meter: Some(meter),
                promise: None,
            },
            Packing::Entry(entry) => {
                let part = counted.take(entry.packed_bytes);
                Self {
                    inner: if entry.is_deflated {
                        Box::new(DeflateDecoder::new(buffered(part)))
                    } else {
                        Box::new(part)
                    },
                    packed,
                    meter: Some(meter),
                    promise: Some(Promise {
                        left: entry.unpacked_bytes,
                        checksum: entry.checksum,
                        sum: Crc::new(),
                    }),
                }
            }
        })
    }

    /// Any reader, for tests.
    #[cfg(test)]
    pub(super) fn of(inner: impl Read + Send + 'static) -> Self {
        let packed = Arc::new(AtomicU64::new(0));
        Self {
            inner: Box::new(Counted {
                inner,
                bytes: Arc::clone(&packed),
            }),
            packed,
            meter: None,
            promise: None,
        }
    }

    /// Bytes of the file that are read by now.
    pub(super) fn bytes_read(&self) -> u64 {
        self.packed.load(Ordering::Relaxed)
    }

    /// Fills a part of the buffer; 0 at the end.
    pub(super) fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Fault> {
        let count = loop {
            match self.inner.read(buffer) {
                Ok(count) => break count,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(self.fault(&error)),
            }
        };
        if let Some(meter) = &mut self.meter {
            meter.add(count, self.packed.load(Ordering::Relaxed))?;
        }
        if let Some(promise) = &mut self.promise {
            promise.keep(buffer.get(..count).unwrap_or_default())?;
        }
        Ok(count)
    }

    /// Reads until the buffer is full or the file at its end; answers how far it is filled.
    pub(super) fn fill(&mut self, buffer: &mut [u8]) -> Result<usize, Fault> {
        let mut filled = 0;
        while filled < buffer.len() {
            match self.read(&mut buffer[filled..])? {
                0 => break,
                count => filled += count,
            }
        }
        Ok(filled)
    }

    fn fault(&self, error: &io::Error) -> Fault {
        let is_content = matches!(
            error.kind(),
            ErrorKind::InvalidData | ErrorKind::InvalidInput | ErrorKind::UnexpectedEof
        );
        if is_content && self.meter.is_some() {
            damaged(&error.to_string())
        } else {
            Fault::unreadable(error)
        }
    }
}

impl Promise {
    /// An entry that gives more or less than it says is damaged or made to deceive: the sum of
    /// what the entries say has been held against the limit.
    fn keep(&mut self, bytes: &[u8]) -> Result<(), Fault> {
        let count = bytes.len() as u64;
        if count > self.left {
            return Err(damaged("it holds more than it says"));
        }
        self.left -= count;
        self.sum.update(bytes);
        if count > 0 {
            return Ok(());
        }
        if self.left > 0 {
            return Err(damaged("it ends too early"));
        }
        if self.sum.sum() != self.checksum {
            return Err(damaged("its checksum is wrong"));
        }
        Ok(())
    }
}

/// What is said of packing that is broken.
pub(super) fn damaged(why: &str) -> Fault {
    Fault::new(
        "damaged_archive",
        format!("it cannot be unpacked: {why}; fetch the file again"),
    )
}

/// What is read ahead counts as packed already, so it is little: the ratio would be too small.
fn buffered<R: Read>(inner: R) -> BufReader<R> {
    BufReader::with_capacity(1 << 13, inner)
}

/// Counts the bytes that pass.
struct Counted<R> {
    inner: R,
    bytes: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.bytes.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn too_much_and_too_dense_are_told_apart() {
        let cases = [
            // Unpacked, packed, the limit, what it is.
            (99_999_999, 1, u64::MAX, None),
            (100_000_001, 100_001, u64::MAX, None),
            (
                100_000_001,
                100_000,
                u64::MAX,
                Some("suspicious_compression"),
            ),
            (100_000_001, 0, u64::MAX, Some("suspicious_compression")),
            (10, 10, 10, None),
            (11, 11, 10, Some("unpacked_too_large")),
        ];
        for (unpacked, packed, limit, rule) in cases {
            let answer = Meter::new(limit).add(unpacked, packed);
            assert_eq!(answer.err().map(|fault| fault.rule), rule);
        }
    }
}
