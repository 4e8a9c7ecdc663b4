//! How loans move between the buckets in a month: `sql/roll_rate.sql`.

use crate::{
    answer::{Cell, Rows},
    book::Book,
    day::{Day, NEVER},
    loan::LoanRef,
    position::{Standing, Standings, principal_received},
    question::{Bucket, Fault, Question},
    scan::{self, Figure, Part, Totals},
};

/// The movements of some months, in one pass: where one ends another mostly begins.
struct RollRates<'a> {
    /// In order.
    months: Vec<Month>,
    dates: Standings,
    buckets: Vec<&'a Bucket>,
    /// The place of the bucket of each number of days past due, up to those that all further
    /// ones are with.
    places: Vec<usize>,
}

struct Month {
    /// Which of the questions it is.
    question: i64,
    /// None where it is before the calendar: then no loan was on the book.
    opening: Option<Day>,
    closing: Day,
    /// Where the two are among the [`Position`]s of a loan; the first of those is of a loan that
    /// is not on the book.
    places: [usize; 2],
    /// First cell of the month among all totals.
    first_cell: usize,
}

/// Where a loan stands at a date.
struct Position {
    balance: i64,
    /// The same where it is 90 days past due or more.
    balance_90: i64,
    /// First cell of the row of its state, should it be the opening one.
    row: usize,
    /// Place of its state, should it be the closing one.
    column: usize,
}

/// States beyond the buckets, in the places after theirs.
const NONE: &str = "none";
const PAID_OFF: &str = "paid_off";
const CHARGED_OFF: &str = "charged_off";
const BEYOND: usize = 3;

/// Totals of each month before those of its cells: of loans of which nothing moves from this
/// month on, since they were paid off before it, or charged off.
const DONE: usize = 2;

#[derive(Clone, Copy, Default)]
struct Total {
    loans: i64,
    opening: i64,
    closing: i64,
    charged_off: i64,
    opening_90: i64,
}

/// `roll_rates`.
pub(super) fn roll_rates(book: &Book, question: &Question) -> Result<Rows, Fault> {
    let mut rows = read(book, std::slice::from_ref(question))?;
    Ok(rows.remove(0))
}

/// `roll_rates` of several months in one pass, if that is what is asked.
pub(super) fn of_months(book: &Book, questions: &[Question]) -> Option<Result<Vec<Rows>, Fault>> {
    let (first, others) = questions.split_first()?;
    let is_like = |other: &Question| {
        other.text("scheme") == first.text("scheme")
            && other.selection == first.selection
            && other.tables == first.tables
            && other.statement == first.statement
    };
    let are_months = first.statement == "roll_rates" && others.iter().all(is_like);
    are_months.then(|| read(book, questions))
}

fn read(book: &Book, questions: &[Question]) -> Result<Vec<Rows>, Fault> {
    let days = questions.iter().map(|question| {
        let opening = Day::try_from(question.day("opening_date")?).ok();
        Ok((opening, question.as_of))
    });
    let days: Vec<(Option<Day>, Day)> = days.collect::<Result<_, Fault>>()?;
    let all = days
        .iter()
        .flat_map(|(opening, closing)| [*opening, Some(*closing)]);
    let dates = Standings::at(all.flatten().collect());
    let figure = RollRates::new(days, dates, questions[0].buckets()?);
    let (_, columns) = RollRates::COLUMNS.split_at(1);
    let mut answers = vec![Rows::new(columns); questions.len()];
    for mut row in scan::run_all(book, questions, &figure).rows {
        if let Cell::Integer(month) = row.cells.remove(0) {
            answers[usize::try_from(month).unwrap_or_default()]
                .rows
                .push(row);
        }
    }
    Ok(answers)
}

impl<'a> RollRates<'a> {
    /// Of months given by the days before them and their last ones.
    fn new(days: Vec<(Option<Day>, Day)>, dates: Standings, buckets: Vec<&'a Bucket>) -> Self {
        let cells = (buckets.len() + BEYOND).pow(2);
        let done = DONE * days.len();
        let mut days: Vec<_> = (0..).zip(days).collect();
        days.sort_by_key(|(_, days)| *days);
        let months = days.into_iter().enumerate();
        let months = months.map(|(at, (question, (opening, closing)))| Month {
            question,
            opening,
            closing,
            places: [opening, Some(closing)].map(|day| day.map_or(0, |day| dates.place(day) + 1)),
            first_cell: done + at * cells,
        });
        let limits = buckets.iter().map(|bucket| bucket.to_days);
        let last = limits.filter(|limit| *limit < Day::MAX.into()).max();
        let places = (0..=last.unwrap_or(0) + 1).map(|days| {
            let mut buckets = buckets.iter();
            let found = buckets.position(|bucket| days <= bucket.to_days);
            found.unwrap_or(buckets.len())
        });
        Self {
            months: months.collect(),
            places: places.collect(),
            dates,
            buckets,
        }
    }

    /// Names of all states: the buckets, then those of loans that are in none.
    fn states(&self) -> impl Iterator<Item = &str> {
        let buckets = self.buckets.iter().map(|bucket| bucket.name.as_str());
        buckets.chain([NONE, PAID_OFF, CHARGED_OFF])
    }

    /// The number of months in which something of a loan can move: those that begin before it
    /// is charged off, or paid to the last cent.
    #[inline]
    fn months_moving(&self, loan: LoanRef<'_>) -> usize {
        let end = match loan.charge_off() {
            NEVER if loan.amount() == loan.principal_in_the_end() => loan.last_day(),
            charge_off => charge_off,
        };
        let end = end.max(loan.disbursement());
        let begins_before = |month: &Month| month.opening.is_none_or(|opening| opening < end);
        self.months.partition_point(begins_before)
    }

    /// The totals of a group.
    #[inline]
    fn movements<'t>(&self, totals: &'t mut Totals<Vec<Total>>, group_key: i64) -> &'t mut [Total] {
        let movements = totals.of(group_key);
        if movements.is_empty() {
            movements.resize(self.total_count(), Total::default());
        }
        movements
    }

    /// Counts how a loan moved in a month.
    #[inline]
    fn count(movements: &mut [Total], month: &Month, loan: LoanRef<'_>, positions: &[Position]) {
        let [opening, closing] = month.places.map(|place| &positions[place]);
        let total = &mut movements[month.first_cell + opening.row + closing.column];
        total.loans += 1;
        total.opening += opening.balance;
        total.closing += closing.balance;
        total.opening_90 += opening.balance_90;
        let charge_off = loan.charge_off();
        if charge_off <= month.closing && month.opening.is_none_or(|day| charge_off > day) {
            total.charged_off += loan.amount() - principal_received(loan, charge_off);
        }
    }

    /// Where a loan stands at the dates of some months.
    fn find(
        &self,
        loan: LoanRef<'_>,
        months: &[Month],
        standings: &mut Vec<Standing>,
        all: &mut Vec<Position>,
    ) {
        let none = self.buckets.len();
        let states = none + BEYOND;
        let last = self.places.len() - 1;
        all.clear();
        all.push(Position {
            balance: 0,
            balance_90: 0,
            row: states * none,
            column: none,
        });
        let places = months.iter().flat_map(|month| month.places);
        let days = &self.dates.days()[..places.max().unwrap_or(0)];
        self.dates.of(loan, standings);
        all.extend(standings.iter().zip(days).map(|(standing, day)| {
            let days = usize::try_from(standing.days_past_due).unwrap_or(last);
            let bucket = self.places[days.min(last)];
            let is_on_book = loan.disbursement() <= *day;
            let balance = if is_on_book { standing.balance } else { 0 };
            let column = if loan.charge_off() <= *day {
                none + 2
            } else if balance <= 0 {
                none + 1
            } else {
                bucket
            };
            Position {
                balance,
                balance_90: if days >= 90 { balance } else { 0 },
                row: states * if balance > 0 { bucket } else { none },
                column,
            }
        }));
    }

    /// Of each month those of loans that move no more, and a cell for each pair of states.
    fn total_count(&self) -> usize {
        self.months.len() * (DONE + self.states().count().pow(2))
    }
}

impl Figure for RollRates<'_> {
    /// The number of the question, and the columns of the statement.
    const COLUMNS: &'static [&'static str] = &[
        "month",
        "opening_state",
        "closing_state",
        "loans",
        "opening_minor",
        "closing_minor",
        "charged_off_minor",
        "opening_90_minor",
    ];
    /// Of each month loans that move no more from there on, paid off and charged off; then by
    /// month, opening and closing state.
    type Total = Vec<Total>;

    fn add(&self, part: &Part<'_>, totals: &mut Totals<Vec<Total>>) {
        let selection = &part.question.selection;
        let is_dated = selection.is_dated();
        let (mut standings, mut positions) = (Vec::new(), Vec::new());
        for loan in part.paid_out_by(self.dates.last()) {
            if is_dated {
                self.find(loan, &self.months, &mut standings, &mut positions);
                for month in &self.months {
                    let place = selection.place(loan, month.closing);
                    if let Some(group_key) = place
                        && loan.disbursement() <= month.closing
                    {
                        let movements = self.movements(totals, group_key);
                        Self::count(movements, month, loan, &positions);
                    }
                }
            } else if let Some(group_key) = selection.place(loan, part.as_of()) {
                let movements = self.movements(totals, group_key);
                let moving = self.months_moving(loan);
                if moving < self.months.len() {
                    let is_charged_off = loan.charge_off() != NEVER;
                    movements[DONE * moving + usize::from(is_charged_off)].loans += 1;
                }
                let moving = &self.months[..moving];
                if moving.is_empty() {
                    continue;
                }
                self.find(loan, moving, &mut standings, &mut positions);
                for month in moving {
                    if loan.disbursement() <= month.closing {
                        Self::count(movements, month, loan, &positions);
                    }
                }
            }
        }
    }

    fn merge(&self, by_state: &mut Vec<Total>, other: Vec<Total>) {
        by_state.resize(by_state.len().max(other.len()), Total::default());
        for (total, other) in by_state.iter_mut().zip(other) {
            total.loans += other.loans;
            total.opening += other.opening;
            total.closing += other.closing;
            total.charged_off += other.charged_off;
            total.opening_90 += other.opening_90;
        }
    }

    fn write(&self, group_key: i64, by_state: Vec<Total>, rows: &mut Rows) {
        let names: Vec<&str> = self.states().collect();
        let (states, none) = (names.len(), self.buckets.len());
        let (done, by_month) = by_state.split_at(DONE * self.months.len());
        let months = self.months.iter().zip(done.as_chunks::<DONE>().0);
        let mut done_before = [0; DONE];
        for ((month, done), by_state) in months.zip(by_month.chunks(states * states)) {
            let mut by_state = by_state.to_vec();
            for ((sum, done), to) in done_before.iter_mut().zip(done).zip(none + 1..) {
                *sum += done.loans;
                by_state[none * states + to].loans += *sum;
            }
            let mut cells: Vec<_> = by_state
                .iter()
                .enumerate()
                .filter(|(_, total)| total.loans > 0)
                .map(|(at, total)| (names[at / names.len()], names[at % names.len()], total))
                .collect();
            cells.sort_by_key(|(from, to, _)| (*from, *to));
            for (from, to, total) in cells {
                rows.push(
                    group_key,
                    [
                        month.question.into(),
                        from.to_owned().into(),
                        to.to_owned().into(),
                        total.loans.into(),
                        total.opening.into(),
                        total.closing.into(),
                        total.charged_off.into(),
                        total.opening_90.into(),
                    ],
                );
            }
        }
    }
}
