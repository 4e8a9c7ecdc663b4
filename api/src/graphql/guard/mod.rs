//! What one document may ask for, checked before the schema sees it.
//!
//! The library's own limits follow each fragment spread afresh: a few dozen short
//! fragments that each spread the next one twice would keep it busy for ever.
//! Here each fragment is measured once, with arithmetic that cannot overflow.

mod cost;
mod size;
mod walk;

use crate::error::{Code, Error, Result};
use async_graphql::{Request, Variables, parser::types::ExecutableDocument};
use size::Size;
use walk::Walk;

/// Length of a document; the parser's own cost grows with it.
const MAX_BYTES: usize = 32 * 1024;

/// Levels of fields and fragments. The standard introspection query has 16.
const MAX_DEPTH: usize = 32;

/// Fields, fragments counted wherever they are spread.
const MAX_FIELDS: u64 = 5_000;

/// Fields of the operation itself.
const MAX_ROOT_FIELDS: u64 = 100;

/// Second names of fields, by which one is asked for again and again.
const MAX_ALIASES: u64 = 100;

/// Directives of one place, and of the whole document.
const MAX_DIRECTIVES_HERE: usize = 20;
const MAX_DIRECTIVES: u64 = 200;

/// Whether clients may ask for the schema itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Introspection {
    Open,
    Closed,
}

/// Refuses a document that is too long, too deep or too costly. It is parsed here, and the schema
/// takes what was parsed.
pub(super) fn check(request: &mut Request, introspection: Introspection) -> Result<()> {
    if request.query.len() > MAX_BYTES {
        return Err(refusal(
            "length",
            request.query.len() as u64,
            MAX_BYTES as u64,
        ));
    }
    let variables = request.variables.clone();
    match request.parsed_query() {
        Ok(document) => check_document(document, &variables, introspection),
        // The schema finds the same fault, and says where it is.
        Err(_) => Ok(()),
    }
}

fn check_document(
    document: &ExecutableDocument,
    variables: &Variables,
    introspection: Introspection,
) -> Result<()> {
    for (_, operation) in document.operations.iter() {
        let size = Walk::new(document, variables, &operation.node).operation()?;
        if size.introspects && introspection == Introspection::Closed {
            let message = "must not ask for the schema: this server does not explain itself";
            return Err(Error::input("query", message));
        }
        check_size(&size)?;
    }
    Ok(())
}

fn check_size(size: &Size) -> Result<()> {
    for (what, found, limit) in [
        ("number of fields", size.fields, MAX_FIELDS),
        ("number of fields at its root", size.level, MAX_ROOT_FIELDS),
        ("number of aliases", size.aliases, MAX_ALIASES),
        ("number of directives", size.directives, MAX_DIRECTIVES),
        ("cost", size.total_cost(), cost::MAX_COST),
    ] {
        if found > limit {
            return Err(refusal(what, found, limit));
        }
    }
    Ok(())
}

fn refusal(what: &str, found: u64, limit: u64) -> Error {
    Error::new(
        Code::QueryTooComplex,
        format!(
            "the query has a {what} of {found}, the limit is {limit}; ask for fewer fields or \
             levels, or for shorter pages with `first`"
        ),
    )
}

#[cfg(test)]
mod tests;
