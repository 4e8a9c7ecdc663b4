//! Relay connections: arguments to windows, pages to connections.

use crate::{
    error::{Error, Result},
    service::page::{Cursor, MAX_PAGE, Page, Window},
};
use async_graphql::{
    ObjectType, OutputType,
    connection::{Connection, CursorType, Edge, EmptyFields, OpaqueCursor},
};

/// A connection whose cursors are the service's, opaque to clients.
pub(crate) type Paged<Node, Fields> = Connection<OpaqueCursor<Cursor>, Node, Fields, EmptyFields>;

/// Rows of a list when neither `first` nor `last` says.
const DEFAULT_SIZE: u64 = 20;

/// Rows under one parent when `first` does not say.
const DEFAULT_CHILDREN: u64 = 12;

/// The four arguments of a Relay connection.
#[derive(Default)]
pub(crate) struct PageArguments {
    pub(crate) first: Option<i32>,
    pub(crate) after: Option<String>,
    pub(crate) last: Option<i32>,
    pub(crate) before: Option<String>,
}

impl PageArguments {
    /// A page from the begin on.
    pub(crate) const fn forward(first: Option<i32>, after: Option<String>) -> Self {
        Self {
            first,
            after,
            last: None,
            before: None,
        }
    }

    /// The part of the list they ask for.
    pub(crate) fn window(self) -> Result<Window> {
        if self.first.is_some() && self.last.is_some() {
            return Err(Error::input(
                "last",
                "must not be given together with first",
            ));
        }
        let size = size("first", self.first)?
            .or(size("last", self.last)?)
            .unwrap_or(DEFAULT_SIZE);
        Ok(Window {
            size,
            backwards: self.last.is_some(),
            after: cursor("after", self.after)?,
            before: cursor("before", self.before)?,
        })
    }
}

/// Length and begin of a page under a parent.
pub(crate) fn children(first: Option<i32>, after: Option<String>) -> Result<(u64, Option<Cursor>)> {
    let size = size("first", first)?.unwrap_or(DEFAULT_CHILDREN);
    Ok((size, cursor("after", after)?))
}

fn size(field: &str, given: Option<i32>) -> Result<Option<u64>> {
    given
        .map(|size| {
            u64::try_from(size)
                .ok()
                .filter(|size| *size <= MAX_PAGE)
                .ok_or_else(|| Error::input(field, format!("must be 0 to {MAX_PAGE}")))
        })
        .transpose()
}

fn cursor(field: &str, given: Option<String>) -> Result<Option<Cursor>> {
    given
        .map(|text| {
            OpaqueCursor::<Cursor>::decode_cursor(&text)
                .map(|cursor| cursor.0)
                .map_err(|_| Error::input(field, "must be a cursor that this list gave out"))
        })
        .transpose()
}

/// The page as a connection; `fields` are what it has besides.
pub(crate) fn connection<Model, Node, Fields>(
    page: Page<Model>,
    fields: Fields,
    node: impl Fn(Model) -> Node,
) -> Paged<Node, Fields>
where
    Node: OutputType,
    Fields: ObjectType,
{
    let mut connection =
        Connection::with_additional_fields(page.has_previous, page.has_next, fields);
    connection.edges = page
        .rows
        .into_iter()
        .map(|(cursor, model)| Edge::new(OpaqueCursor(cursor), node(model)))
        .collect();
    connection
}
