//! Totals by two whole numbers, such as months: few rows, each with columns that lie close
//! together.

/// Totals by row and column.
#[derive(Debug)]
pub(crate) struct Grid<T>(Vec<(i64, Line<T>)>);

/// The totals of a row. A column that nothing was added to has none.
#[derive(Debug)]
pub(crate) struct Line<T> {
    first: i64,
    cells: Vec<Option<T>>,
}

impl<T> Default for Grid<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: Default> Grid<T> {
    /// A row, to add to.
    pub(crate) fn row(&mut self, row: i64) -> &mut Line<T> {
        let at = self.0.partition_point(|(known, _)| *known < row);
        if self.0.get(at).is_none_or(|(known, _)| *known != row) {
            let line = Line {
                first: 0,
                cells: Vec::new(),
            };
            self.0.insert(at, (row, line));
        }
        &mut self.0[at].1
    }

    /// Adds the totals of another.
    pub(crate) fn merge(&mut self, other: Self, add: impl Fn(&mut T, T)) {
        for (row, line) in other.0 {
            let own = self.row(row);
            for (column, total) in line.into_cells() {
                add(own.at(column), total);
            }
        }
    }

    /// Row, column and total, in order.
    pub(crate) fn into_cells(self) -> impl Iterator<Item = (i64, i64, T)> {
        let rows = self.0.into_iter();
        rows.flat_map(|(row, line)| {
            let cells = line.into_cells();
            cells.map(move |(column, total)| (row, column, total))
        })
    }
}

impl<T: Default> Line<T> {
    /// A column, to add to.
    #[inline]
    pub(crate) fn at(&mut self, column: i64) -> &mut T {
        if self.cells.is_empty() {
            self.first = column;
        }
        if column < self.first {
            let missing = distance(self.first, column);
            self.cells
                .splice(0..0, std::iter::repeat_with(|| None).take(missing));
            self.first = column;
        }
        let at = distance(column, self.first);
        if at >= self.cells.len() {
            self.cells.resize_with(at + 1, || None);
        }
        self.cells[at].get_or_insert_default()
    }

    fn into_cells(self) -> impl Iterator<Item = (i64, T)> {
        let cells = (self.first..).zip(self.cells);
        cells.filter_map(|(column, total)| Some((column, total?)))
    }
}

fn distance(one: i64, other: i64) -> usize {
    usize::try_from(one.abs_diff(other)).expect("columns lie close together")
}
