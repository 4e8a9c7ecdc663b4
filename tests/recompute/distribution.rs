//! How single values are distributed over the loans.

use chrono::NaiveDate;

use super::{
    book::{Book, Loan},
    facts::{LoanState, balance, days_past_due, disbursed_by, state},
};

/// What is observed of a loan as it is stored: whole numbers, minor units, parts per million.
pub type Observed = fn(&Loan, NaiveDate) -> Option<i64>;

/// The variables in the order of the schema, each with the places by which its answer is smaller: none, those of the
/// currency, or those of parts per million.
pub const VARIABLES: [(Observed, Places); 9] = [
    (|loan, _| loan.customer.credit_score, Places::None),
    (|loan, _| loan.customer.age, Places::None),
    (|loan, _| loan.customer.income_minor, Places::OfCurrency),
    (|loan, _| Some(loan.loan_amount_minor), Places::OfCurrency),
    (|loan, _| loan.interest_rate_ppm, Places::Six),
    (|loan, _| loan.loan_term_months, Places::None),
    (
        |loan, _| Some(loan.monthly_installment_minor),
        Places::OfCurrency,
    ),
    (
        |loan, day| is_active(loan, day).then(|| balance(loan, day)),
        Places::OfCurrency,
    ),
    (
        |loan, day| is_active(loan, day).then(|| days_past_due(loan, day)),
        Places::None,
    ),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Places {
    None,
    OfCurrency,
    Six,
}

/// A loan with each variable.
#[derive(Debug, Clone, PartialEq)]
pub struct Observation {
    pub loan_id: i64,
    pub values: [Option<i64>; 9],
}

/// Place and spread of values.
#[derive(Debug, Clone, PartialEq)]
pub struct Described {
    /// Minimum, lower quartile, median, upper quartile, maximum.
    pub places: [f64; 5],
    pub mean: f64,
    pub standard_deviation: Option<f64>,
    /// The outermost values that are no outliers.
    pub whiskers: [f64; 2],
}

fn is_active(loan: &Loan, day: NaiveDate) -> bool {
    state(loan, day) == Some(LoanState::Active)
}

/// The loans that count, by identifier.
pub fn observations(book: &Book, day: NaiveDate) -> Vec<Observation> {
    let mut observations = Vec::new();
    for loan in disbursed_by(book, day) {
        observations.push(Observation {
            loan_id: loan.loan_id,
            values: VARIABLES.map(|(observed, _)| observed(loan, day)),
        });
    }
    observations.sort_by_key(|observation| observation.loan_id);
    observations
}

/// None without values.
pub fn describe(values: &[f64]) -> Option<Described> {
    let mut sorted = values.to_vec();
    sorted.sort_by(|a, b| a.partial_cmp(b).expect("numbers"));
    let last = sorted.len().checked_sub(1)?;
    // Quarter by quarter of the way from the first value to the last, between the two neighbours.
    let mut places = [0.0; 5];
    for (quarter, place) in places.iter_mut().enumerate() {
        let (rank, quarters) = (last * quarter / 4, last * quarter % 4);
        let next = sorted[(rank + 1).min(last)];
        *place = (sorted[rank] * (4 - quarters) as f64 + next * quarters as f64) / 4.0;
    }
    let n = values.len() as f64;
    let mut sum = 0.0;
    for value in values {
        sum += value;
    }
    let mean = sum / n;
    let mut squares = 0.0;
    for value in values {
        squares += (value - mean) * (value - mean);
    }
    let [_, lower, _, upper, _] = places;
    let is_outlier = |value: &f64| {
        *value < lower - 1.5 * (upper - lower) || *value > upper + 1.5 * (upper - lower)
    };
    let inner: Vec<f64> = sorted.iter().copied().filter(|v| !is_outlier(v)).collect();
    Some(Described {
        places,
        mean,
        standard_deviation: (n > 1.0).then(|| (squares / (n - 1.0)).sqrt()),
        whiskers: [inner[0], inner[inner.len() - 1]],
    })
}

/// The values from each edge up to the next, of bins of one width.
///
/// Measured values have bins from the least to the greatest, the last one closed; counted ones have bins of so many
/// whole numbers.
pub fn histogram(values: &[i64], bins: i64, is_counted: bool) -> Vec<(f64, f64, i64)> {
    let (Some(&least), Some(&greatest)) = (values.iter().min(), values.iter().max()) else {
        return Vec::new();
    };
    // In parts of a bin, so that all edges are whole numbers.
    let (parts, width) = if is_counted {
        let mut width = 1;
        while width * bins < greatest - least + 1 {
            width += 1;
        }
        (1, width)
    } else {
        (bins, greatest - least)
    };
    let mut histogram = Vec::new();
    let mut from = least * parts;
    while histogram.is_empty()
        || (is_counted && from <= greatest)
        || (!is_counted && from < greatest * parts)
    {
        let to = from + width;
        let is_last = !is_counted && to == greatest * parts;
        let mut count = 0;
        for value in values {
            let at = value * parts;
            if from <= at && (at < to || (is_last && at == to)) {
                count += 1;
            }
        }
        histogram.push((from as f64 / parts as f64, to as f64 / parts as f64, count));
        from = to;
    }
    histogram
}

/// Pearson's coefficient by its textbook sums, of numbers that are not far from 0.
pub fn correlation(pairs: &[(f64, f64)]) -> Option<f64> {
    let n = pairs.len() as f64;
    let varies = |of: fn(&(f64, f64)) -> f64| {
        let mut others = pairs.iter().skip(1);
        others.any(|pair| (of(pair) - of(&pairs[0])).abs() > 0.0)
    };
    if !varies(|pair| pair.0) || !varies(|pair| pair.1) {
        return None;
    }
    let (mut sum_x, mut sum_y, mut sum_xx, mut sum_yy, mut sum_xy) = (0.0, 0.0, 0.0, 0.0, 0.0);
    for (x, y) in pairs {
        sum_x += x;
        sum_y += y;
        sum_xx += x * x;
        sum_yy += y * y;
        sum_xy += x * y;
    }
    let covariance = n * sum_xy - sum_x * sum_y;
    let variances = (n * sum_xx - sum_x * sum_x) * (n * sum_yy - sum_y * sum_y);
    Some(covariance / variances.sqrt())
}

/// One more than the values below it, and half of the others that are equal to it.
pub fn ranks(values: &[f64]) -> Vec<f64> {
    let mut ranks = Vec::new();
    for value in values {
        let (mut below, mut equal) = (0.0, 0.0);
        for other in values {
            if other < value {
                below += 1.0;
            } else if other <= value {
                equal += 1.0;
            }
        }
        ranks.push(below + (equal + 1.0) / 2.0);
    }
    ranks
}
