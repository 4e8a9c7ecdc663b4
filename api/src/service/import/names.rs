//! Which row of the book a tape means by a key.

use super::apply::{Seen, fetch_by};
use crate::{db::Inserter, error::Result};
use sea_orm::EntityTrait;
use std::collections::{HashMap, HashSet};

/// Keys that are remembered; then all are forgotten, and looked up again as they come.
const MAX_REMEMBERED: usize = 100_000;

/// Words of identifiers that are remembered: with those that follow each other, of 64 million
/// rows; with others, of a million. Then they are looked up.
const MAX_WORDS: usize = 1_000_000;

/// Keys of one table, and the identifiers of their rows.
#[derive(Default)]
pub(super) struct Names {
    known: HashMap<String, i64>,
    /// Identifiers in the tape, and those of the same rows in the book; not those that are kept.
    renamed: HashMap<i64, i64>,
    /// Whether the rows of the table are those of this load alone, with the tape's identifiers.
    pub(super) keeps_ids: bool,
    /// Then the identifiers of all its rows, unless they came to be too many to remember.
    own: Option<Seen>,
    /// Whether the tape has rows of this table: then it means its own ones by an identifier.
    pub(super) is_in_tape: bool,
}

/// How a key is to be looked up.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Lookup<'a> {
    /// It is known.
    Known(i64),
    /// By the natural key.
    Key(&'a str),
    /// By the identifier.
    Id(i64),
    /// Nothing can have it.
    Nowhere,
}

impl Names {
    /// Of a table that has no rows yet or has, in a tape that has rows of it or has not.
    pub(super) fn new(keeps_ids: bool, is_in_tape: bool) -> Self {
        Self {
            keeps_ids,
            own: keeps_ids.then(Seen::default),
            is_in_tape,
            ..Self::default()
        }
    }

    /// Remembers whose key it is, and which identifier the tape has for it.
    pub(super) fn learn(&mut self, key: &str, id_in_tape: Option<i64>, id: i64) {
        self.remember(key, id);
        if let Some(own) = &mut self.own {
            own.insert(id);
        }
        self.own.take_if(|own| own.words() > MAX_WORDS);
        if let Some(of_tape) = id_in_tape
            && !(self.keeps_ids && of_tape == id)
        {
            self.renamed.insert(of_tape, id);
        }
    }

    /// The identifiers of the rows that these keys mean; one that means none is not among them.
    /// The columns are those of the natural key and of the identifier, `of` takes both of a row.
    pub(super) async fn find<E: EntityTrait<Model: Send + Sync>>(
        &mut self,
        db: &mut Inserter<'_>,
        (key, id): (E::Column, E::Column),
        of: impl Fn(E::Model) -> (String, i64),
        keys: Vec<&str>,
    ) -> Result<HashMap<String, i64>> {
        let mut known = HashMap::new();
        let (mut by_key, mut by_id) = (Vec::new(), Vec::new());
        for name in keys.into_iter().collect::<HashSet<_>>() {
            match self.lookup(name) {
                Lookup::Known(id) => {
                    known.insert(name.to_owned(), id);
                }
                Lookup::Key(key) => by_key.push(key.to_owned()),
                Lookup::Id(id) => by_id.push(id),
                Lookup::Nowhere => {}
            }
        }
        let mut found = Vec::new();
        found.extend(
            fetch_by::<E, _>(db, key, by_key)
                .await?
                .into_iter()
                .map(&of),
        );
        let rows = fetch_by::<E, _>(db, id, by_id).await?.into_iter();
        found.extend(rows.map(|row| {
            let (_, id) = of(row);
            (format!("id:{id}"), id)
        }));
        for (name, id) in found {
            self.remember(&name, id);
            known.insert(name, id);
        }
        Ok(known)
    }

    /// Remembers what was looked up.
    fn remember(&mut self, key: &str, id: i64) {
        if self.known.len() >= MAX_REMEMBERED {
            self.known.clear();
        }
        self.known.insert(key.to_owned(), id);
    }

    /// How to find the row of a key: "id:7" is the identifier 7 of the tape, or of the book
    /// where the tape has no such rows of its own.
    fn lookup<'a>(&self, key: &'a str) -> Lookup<'a> {
        if let Some(id) = self.known.get(key) {
            return Lookup::Known(*id);
        }
        let Some(id) = key.strip_prefix("id:") else {
            return Lookup::Key(key);
        };
        let Ok(id) = id.parse::<i64>() else {
            return Lookup::Nowhere;
        };
        if let Some(id) = self.renamed.get(&id) {
            return Lookup::Known(*id);
        }
        match &self.own {
            Some(own) if own.contains(id) => Lookup::Known(id),
            Some(_) => Lookup::Nowhere,
            None if self.keeps_ids || !self.is_in_tape => Lookup::Id(id),
            None => Lookup::Nowhere,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Lookup, MAX_WORDS, Names};

    #[test]
    fn identifiers_mean_the_tape_or_the_book() {
        let mut names = Names::new(false, true);
        names.learn("A-1", Some(1), 17);
        names.learn("A-3", Some(3), 3);
        assert_eq!(names.lookup("id:3"), Lookup::Known(3));
        assert_eq!(names.lookup("A-1"), Lookup::Known(17));
        assert_eq!(names.lookup("id:1"), Lookup::Known(17));
        assert_eq!(names.lookup("id:2"), Lookup::Nowhere);
        assert_eq!(names.lookup("id:x"), Lookup::Nowhere);
        assert_eq!(names.lookup("A-2"), Lookup::Key("A-2"));
        names.is_in_tape = false;
        assert_eq!(names.lookup("id:2"), Lookup::Id(2));
    }

    #[test]
    fn identifiers_far_apart_are_looked_up_when_they_are_many() {
        let mut names = Names::new(true, true);
        for row in 0..=MAX_WORDS as i64 {
            names.learn("A-1", Some(row * 64), row * 64);
            if row == 7 {
                assert_eq!(names.lookup("id:448"), Lookup::Known(448));
                assert_eq!(names.lookup("id:449"), Lookup::Nowhere);
            }
        }
        assert_eq!(names.lookup("id:448"), Lookup::Id(448));
    }
}
