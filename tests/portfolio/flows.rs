//! What came in, fell due, was lent and was lost.

use super::Asked;
use crate::recompute::{
    self, Book, ByDueDate, ByReceipt, CashMonth, ChargeOffMonth, Collected, CollectionEfficiency,
    Distribution, FirstPaymentDefault, MissedRecovery, Period, US, Week, charge_off, disbursed_by,
};
use chrono::{Days, NaiveDate};
use loanbook::service::{
    Ctx, collection_efficiency, first_payment_default, kpi_models, month,
    period::{self, Span},
    portfolio::Portfolio,
    recovery_rate,
};
use std::collections::BTreeMap;

#[derive(Debug, PartialEq)]
pub struct Flows {
    series: Vec<Series>,
    /// The last seven days, then those before.
    weeks: [Week; 2],
    missed: Vec<(i64, MissedRecovery)>,
    charge_offs: BTreeMap<NaiveDate, ChargeOffMonth>,
    by_cash_month: BTreeMap<NaiveDate, CashMonth>,
    charged_off: ChargeOffMonth,
    first_payment: FirstPaymentDefault,
    collection: CollectionEfficiency,
    /// Loans not charged off.
    loans_collected_from: i64,
}

/// The flows of the last periods of one length.
#[derive(Debug, PartialEq)]
struct Series {
    receipts: Vec<ByReceipt>,
    instalments: Vec<ByDueDate>,
    lending: Vec<Lent>,
}

#[derive(Debug, PartialEq)]
struct Lent {
    from: NaiveDate,
    to: NaiveDate,
    loans_disbursed: i64,
    originated_minor: i64,
    loans_charged_off: i64,
    charged_off_minor: i64,
}

/// Days after the due date of the first instalment.
const DEFAULT_AFTER_DAYS: u32 = 30;

impl Flows {
    /// From the raw rows.
    pub fn expected(book: &Book, asked: &Asked) -> Self {
        let day = asked.day;
        let charge_offs = recompute::recovery_of_charge_offs(book, day);
        let mut charged_off = ChargeOffMonth::default();
        for month in charge_offs.values() {
            charged_off.loans += month.loans;
            charged_off.charged_off_minor += month.charged_off_minor;
            charged_off.recovered_minor += month.recovered_minor;
        }
        let loans = disbursed_by(book, day).into_iter();
        let collected_from = loans.filter(|loan| !recompute::is_charged_off(loan, day));
        Self {
            series: asked
                .every
                .iter()
                .map(|(period, count)| Series::expected(book, day, *period, *count as usize))
                .collect(),
            weeks: recompute::week_over_week(book, day),
            missed: [7, 30, 90]
                .map(|days| (days, recompute::recovery_of_missed(book, day, days)))
                .into(),
            charge_offs,
            by_cash_month: recompute::charge_offs_by_cash_month(book, day),
            charged_off,
            first_payment: recompute::first_payment_default(book, day, DEFAULT_AFTER_DAYS.into()),
            collection: recompute::collection_efficiency(book, day - Days::new(29), day, &US),
            loans_collected_from: collected_from.map(|_| 1).sum(),
        }
    }

    /// From the service.
    pub async fn found(ctx: &Ctx, portfolio: &Portfolio, asked: &Asked) -> Self {
        let mut series = Vec::new();
        for (period, count) in &asked.every {
            series.push(Series::found(ctx, portfolio, *period, *count).await);
        }
        let weeks = kpi_models::week_over_week(ctx, portfolio).await.unwrap();
        let missed = recovery_rate::of_missed(ctx, portfolio).await.unwrap();
        let recovery = recovery_rate::of_charge_offs(ctx, portfolio).await.unwrap();
        let first =
            first_payment_default::first_payment_default(ctx, portfolio, DEFAULT_AFTER_DAYS)
                .await
                .unwrap();
        let collection =
            collection_efficiency::collection_efficiency(ctx, portfolio, None, "us").await;
        let collection = collection.unwrap();
        let buckets = collection
            .buckets
            .iter()
            .map(|(bucket, sums)| (bucket, sums));
        assert_eq!(
            collection.total.loan_count,
            buckets
                .clone()
                .map(|(_, sums)| sums.loan_count)
                .sum::<i64>()
        );
        let missed = missed.within.iter().map(|(days, ratio)| {
            let recovery = MissedRecovery {
                due: ratio.denominator,
                settled: ratio.numerator,
            };
            (*days, recovery)
        });
        let by_month = recovery.by_charge_off_month.iter();
        let by_cash_month = recovery.by_cash_month.iter();
        Self {
            series,
            weeks: [&weeks.this_week, &weeks.previous_week].map(week_found),
            missed: missed.collect(),
            charge_offs: by_month
                .map(|row| (month::first_day(row.month), charge_off_month(row)))
                .collect(),
            by_cash_month: by_cash_month
                .map(|row| {
                    let cash = CashMonth {
                        recovered_minor: row.recovered_minor,
                        charged_off_minor: row.charged_off_minor,
                    };
                    (month::first_day(row.month), cash)
                })
                .collect(),
            charged_off: charge_off_month(&recovery.total),
            first_payment: FirstPaymentDefault {
                loans: first.ratio.denominator,
                defaulted: first.ratio.numerator,
            },
            collection: CollectionEfficiency {
                total: collected(&collection.total),
                by_bucket: buckets
                    .map(|(bucket, sums)| (bucket.clone(), collected(sums)))
                    .collect(),
            },
            loans_collected_from: collection.total.loan_count,
        }
    }
}

impl Series {
    fn expected(book: &Book, day: NaiveDate, period: Period, count: usize) -> Self {
        Self {
            receipts: recompute::series_by_receipt(book, day, period, count),
            instalments: recompute::series_by_due_date(book, day, period, count),
            lending: period
                .window(day, count)
                .into_iter()
                .map(|(from, to)| Lent::expected(book, day, from, to))
                .collect(),
        }
    }

    async fn found(ctx: &Ctx, portfolio: &Portfolio, period: Period, count: u32) -> Self {
        let period = match period {
            Period::Day => period::Period::Day,
            Period::Week => period::Period::Week,
            Period::Month => period::Period::Month,
            Period::Quarter => period::Period::Quarter,
        };
        let receipts = kpi_models::received(ctx, portfolio, period, count).await;
        let due = kpi_models::fallen_due(ctx, portfolio, period, count).await;
        let lending = kpi_models::lending(ctx, portfolio, period, count).await;
        let receipts = receipts.unwrap().periods.into_iter();
        let lending = lending.unwrap().periods.into_iter();
        let due = due.unwrap().periods.into_iter();
        let due = due.map(|(span, due)| {
            let instalments = Distribution {
                on_time: due.on_time,
                settled_late: due.late,
                overdue: due.overdue,
                missed: due.missed,
            };
            assert_eq!(instalments.total(), due.instalments);
            ByDueDate {
                from: span.from,
                to: span.to,
                instalments,
                amount_due_minor: due.amount_due_minor,
                received_minor: due.received_minor,
            }
        });
        Self {
            receipts: receipts.map(|(span, row)| received(span, &row)).collect(),
            instalments: due.collect(),
            lending: lending.map(|(span, row)| Lent::found(span, &row)).collect(),
        }
    }
}

fn received(span: Span, row: &kpi_models::Received) -> ByReceipt {
    ByReceipt {
        from: span.from,
        to: span.to,
        receipts: row.receipts,
        on_time: row.on_time,
        late: row.late,
        missed: row.missed,
        collected_minor: row.collected_minor,
        interest_minor: row.interest_minor,
        late_fees_minor: row.late_fees_minor,
        delay_days_sum: row.delay_days,
    }
}

impl Lent {
    fn expected(book: &Book, day: NaiveDate, from: NaiveDate, to: NaiveDate) -> Self {
        let mut answer = Self {
            from,
            to,
            loans_disbursed: 0,
            originated_minor: 0,
            loans_charged_off: 0,
            charged_off_minor: 0,
        };
        let is_within = |date: NaiveDate| from <= date && date <= to;
        for loan in disbursed_by(book, day) {
            if loan.disbursement_date.is_some_and(is_within) {
                answer.loans_disbursed += 1;
                answer.originated_minor += loan.loan_amount_minor;
            }
            if let Some((date, amount_minor)) = charge_off(loan, day)
                && is_within(date)
            {
                answer.loans_charged_off += 1;
                answer.charged_off_minor += amount_minor;
            }
        }
        answer
    }

    fn found(span: Span, row: &kpi_models::Lending) -> Self {
        Self {
            from: span.from,
            to: span.to,
            loans_disbursed: row.loans_disbursed,
            originated_minor: row.disbursed_minor,
            loans_charged_off: row.loans_charged_off,
            charged_off_minor: row.charged_off_minor,
        }
    }
}

fn week_found(week: &kpi_models::Week) -> Week {
    Week {
        receipts: received(week.span, &week.received),
        loans_disbursed: week.lending.loans_disbursed,
        originated_minor: week.lending.disbursed_minor,
        loans_charged_off: week.lending.loans_charged_off,
        charged_off_minor: week.lending.charged_off_minor,
    }
}

const fn charge_off_month(row: &recovery_rate::MonthOfRecovery) -> ChargeOffMonth {
    ChargeOffMonth {
        loans: row.loan_count,
        charged_off_minor: row.charged_off_minor,
        recovered_minor: row.recovered_minor,
    }
}

const fn collected(sums: &collection_efficiency::Collected) -> Collected {
    Collected {
        received_minor: sums.collected_minor,
        due_minor: sums.due_minor,
        received_on_due_minor: sums.current_minor,
    }
}
