//! The book in memory.

use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// What answers the figures.
#[derive(Args, Clone, Debug)]
pub struct EngineConfig {
    /// What answers the figures: memory where the book fits into it, memory alone, or SQL alone
    #[arg(
        long,
        env = "LOANBOOK_ENGINE",
        default_value = "auto",
        value_name = "ENGINE"
    )]
    pub engine: EngineChoice,

    /// The most that the book may take in memory, such as 512MiB or 4GiB
    #[arg(
        long,
        env = "LOANBOOK_MEMORY_LIMIT",
        default_value = "2GiB",
        value_parser = parse_bytes,
        value_name = "SIZE"
    )]
    pub memory_limit: u64,

    /// Folder for the copy of the columns that makes the next start quick; beside an SQLite book when not given, none for a server
    #[arg(long, env = "LOANBOOK_CACHE_FOLDER", value_name = "FOLDER")]
    pub cache_folder: Option<PathBuf>,
}

/// What answers the figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum EngineChoice {
    /// Memory where the book fits into the limit, SQL otherwise and until it is read.
    Auto,
    /// Memory: the server answers when the book is read, and does not start where it does not fit.
    Memory,
    /// SQL.
    Sql,
}

/// A number of bytes: `512MiB`, `4GiB`, `1000000`.
///
/// # Errors
/// When it is none.
pub(crate) fn parse_bytes(text: &str) -> Result<u64, String> {
    const UNITS: [(&str, u32); 4] = [("KiB", 10), ("MiB", 20), ("GiB", 30), ("TiB", 40)];
    let found = UNITS
        .iter()
        .find_map(|(unit, shift)| Some((text.strip_suffix(unit)?, *shift)));
    let (digits, shift) = found.unwrap_or((text, 0));
    digits
        .trim()
        .parse::<u64>()
        .ok()
        .and_then(|number| number.checked_mul(1 << shift))
        .ok_or_else(|| "must be a number of bytes, such as 512MiB or 4GiB".to_owned())
}

#[cfg(test)]
mod tests {
    use super::parse_bytes;

    #[test]
    fn sizes_have_units() {
        for (text, bytes) in [
            ("2GiB", Some(2 << 30)),
            ("512 MiB", Some(512 << 20)),
            ("1000", Some(1000)),
            ("2GB", None),
            ("-1", None),
            ("99999999999TiB", None),
        ] {
            assert_eq!(parse_bytes(text).ok(), bytes, "{text}");
        }
    }
}
