//! The names of a table's columns.

use super::row::Column;
use super::sighting::Sighting;

/// Names of columns, to look places up in before rows are read.
#[derive(Clone, Debug)]
pub(crate) struct Heading {
    names: Vec<String>,
    folded: Vec<String>,
    /// Rows of the table that come before the first loan: remarks, and the names themselves.
    pub(crate) rows_above: u64,
}

impl Heading {
    pub(crate) fn new(names: Vec<String>, rows_above: u64) -> Self {
        let folded = names.iter().map(|name| fold(name)).collect();
        Self {
            names,
            folded,
            rows_above,
        }
    }

    /// What may be the names of a table: its header, or one of the first two rows, since some
    /// files have a remark or other names above.
    pub(crate) fn candidates(table: &Sighting) -> Vec<Self> {
        let header = table.header.iter().map(|names| Self::new(names.clone(), 0));
        let rows = table
            .sample
            .iter()
            .zip(1..=2)
            .map(|(row, number)| Self::new(row.iter().map(str::to_owned).collect(), number));
        header.chain(rows).collect()
    }

    pub(crate) fn names(&self) -> &[String] {
        &self.names
    }

    /// The place of a column by its name, whatever its case.
    pub(crate) fn find(&self, name: &str) -> Column {
        self.folded.iter().position(|folded| folded == name)
    }

    /// Whether all of these are there.
    pub(crate) fn has_all(&self, names: &[&str]) -> bool {
        names.iter().all(|name| self.find(name).is_some())
    }

    /// Whether there is no other column than these.
    pub(crate) fn has_only(&self, lists: &[&[&str]]) -> bool {
        self.folded
            .iter()
            .all(|name| lists.iter().any(|names| names.contains(&name.as_str())))
    }

    /// Whether several columns have this name.
    pub(crate) fn is_repeated(&self, name: &str) -> bool {
        let name = fold(name);
        self.folded.iter().filter(|folded| **folded == name).count() > 1
    }

    /// The first column whose name was there before.
    pub(crate) fn repeated(&self) -> Option<&str> {
        let names = self.folded.iter().enumerate();
        names
            .filter(|(_, name)| !name.is_empty())
            .find(|(place, name)| self.folded[..*place].contains(name))
            .map(|(place, _)| self.names[place].as_str())
    }
}

/// A name without blanks around it, in lower case.
fn fold(name: &str) -> String {
    name.trim_start_matches('\u{feff}').trim().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_in_any_case() {
        let heading = Heading::new(vec!["\u{feff}Loan_ID ".to_owned(), "x".to_owned()], 0);
        assert_eq!(heading.find("loan_id"), Some(0));
        assert!(heading.has_all(&["x", "loan_id"]) && !heading.has_all(&["y"]));
        assert!(heading.has_only(&[&["x"], &["loan_id"]]) && !heading.has_only(&[&["x"]]));
        assert_eq!(heading.repeated(), None);
        let twice = Heading::new(vec!["X".to_owned(), "x".to_owned()], 0);
        assert_eq!(twice.repeated(), Some("x"));
    }
}
