//! What each ratio means: its formula, its words and where they come from. The
//! same stand in docs/METRICS.md, which a test compares with this list.

use risk::portfolio_at_risk::PortfolioAtRiskRules;

/// The meaning of a figure.
#[derive(Debug, PartialEq, Eq)]
pub struct Definition {
    /// Its name in docs/METRICS.md.
    pub name: &'static str,
    /// Numerator ÷ denominator.
    pub formula: &'static str,
    /// What it says, and what it does not.
    pub words: &'static str,
    /// Standard, paper or convention that it follows.
    pub source: &'static str,
    /// Settings that it depends on.
    pub settings: &'static [Setting],
}

/// A setting that a figure is computed with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setting {
    /// Days after the due date that still are on time.
    GraceDays,
    /// Days after which an unsettled instalment is Missed.
    MissedAfterDays,
    /// Shortfall that still settles an instalment.
    SettledTolerance,
    /// More than so many days past due, not that many or more.
    ParStrict,
}

impl Setting {
    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::GraceDays => "grace_days",
            Self::MissedAfterDays => "missed_after_days",
            Self::SettledTolerance => "settled_tolerance_minor",
            Self::ParStrict => "par_strict",
        }
    }

    /// Its value.
    #[must_use]
    pub fn value(self) -> String {
        let rules = risk::delinquency::Rules::default();
        match self {
            Self::GraceDays => rules.grace_days.to_string(),
            Self::MissedAfterDays => rules.missed_after_days.to_string(),
            Self::SettledTolerance => rules.settled_tolerance_minor.to_string(),
            Self::ParStrict => PortfolioAtRiskRules::default().strict.to_string(),
        }
    }
}

use Setting::{GraceDays, MissedAfterDays, ParStrict, SettledTolerance};

const STATUS: &[Setting] = &[GraceDays, MissedAfterDays, SettledTolerance];
const ARREARS: &[Setting] = &[SettledTolerance];
const PAR: &[Setting] = &[ParStrict, SettledTolerance];
const NONE: &[Setting] = &[];

/// Declares definitions, and the list of all of them.
macro_rules! definitions {
    ($($constant:ident = $name:literal: $formula:literal, $words:literal, $source:literal, $settings:ident;)*) => {
        $(
            #[doc = $words]
            pub const $constant: Definition = Definition {
                name: $name,
                formula: $formula,
                words: $words,
                source: $source,
                settings: $settings,
            };
        )*

        /// All of them.
        pub const ALL: &[&Definition] = &[$(&$constant),*];
    };
}

definitions! {
    ON_TIME_RATE = "on-time rate":
        "On Time ÷ (On Time + Late + Overdue + Missed)",
        "Instalments settled on or before their due date, of all that have fallen due; those that fell due after a charge-off stay in it.",
        "docs/METRICS.md, Instalments", STATUS;
    AVERAGE_CREDIT_SCORE = "mean credit score":
        "Σ credit score ÷ customers with a score",
        "Mean score of the borrowers; those without a score are in neither number.",
        "docs/METRICS.md, Book", NONE;
    AVERAGE_DELAY_DAYS = "average delay":
        "Σ days late ÷ instalments fallen due",
        "Mean days late over all instalments, those on time counting 0; the counter of a missed one stops at its hand-over to collections.",
        "docs/METRICS.md, Instalments", STATUS;
    AVERAGE_RECEIPT_DELAY = "average delay of receipts":
        "Σ days after the due date ÷ receipts",
        "Mean days from due date to receipt, early ones counting 0.",
        "docs/METRICS.md, daily and monthly series", STATUS;
    PAYMENT_SHARE = "payment distribution":
        "instalments in the state ÷ instalments fallen due",
        "Share of the instalments that are on time, late, overdue or missed.",
        "docs/METRICS.md, Instalments", STATUS;
    AGEING_SHARE = "ageing":
        "Σ B of active loans in the bucket ÷ Σ B of active loans",
        "Unpaid principal by days past due of the oldest open instalment.",
        "IFRS 7 35H; docs/METRICS.md, Delinquency", ARREARS;
    PORTFOLIO_AT_RISK = "portfolio at risk":
        "Σ B of active loans with d > X ÷ Σ B of active loans",
        "The whole unpaid principal of loans more than X days past due counts, not the overdue part; no accrued interest.",
        "CGAP/SEEP, MIX: PAR X", PAR;
    ARREARS_RATE = "arrears rate":
        "overdue principal ÷ Σ B of active loans",
        "Only the principal that has fallen due and was not received counts; another figure than portfolio at risk.",
        "CGAP/SEEP", ARREARS;
    ROLL_RATE = "roll rate":
        "n(a, b) ÷ Σ n(a, ·)",
        "Of what was in a bucket at the begin of the month, the part that is in another state at its end; loans that leave are paid_off or charged_off, never dropped.",
        "OCC Retail Lending handbook, Appendix G", ARREARS;
    NET_FLOW_RATE = "net flow rate":
        "Σ B in bucket k at the end ÷ Σ B in bucket k − 1 at the begin; last: charged off ÷ Σ B 90 days past due",
        "How much rolls into the next bucket in a month.",
        "OCC Retail Lending handbook, Appendix G", ARREARS;
    ULTIMATE_LOSS = "ultimate loss":
        "N·R[charged_off], N = (I − Q)⁻¹",
        "The part of each bucket that ends charged off if every month is like those asked for. The chain knows no amortisation: on a young book it overstates the loss of the current bucket.",
        "Cyert, Davidson and Thompson 1962; docs/METRICS.md, Delinquency", ARREARS;
    CURE_RATE = "cure rate":
        "loans past due at the begin and current at the end ÷ loans past due at the begin",
        "Loans that were past due and are no more; those paid off stand beside it, not in it.",
        "docs/METRICS.md, Delinquency", ARREARS;
    VINTAGE_EVER = "vintage":
        "loans (or Σ O) with d ≥ N on any day to disbursement + m months ÷ loans (or Σ O) disbursed",
        "The share of a vintage that was ever N days past due by its month on book m; null where the vintage has not lived that long.",
        "dv01 definitions; docs/METRICS.md, Delinquency", ARREARS;
    CUMULATIVE_NET_LOSS = "cumulative net loss":
        "(charge-offs − receipts after charge-off, both to disbursement + m months) ÷ Σ O",
        "What a vintage has lost by its month on book m; null where the vintage has not lived that long.",
        "dv01 definitions; docs/METRICS.md, Delinquency", NONE;
    COHORT_REPAYMENT = "cohort repayment rate":
        "Σ received by t ÷ Σ amount of the instalments that fell due m whole months after the sign-up",
        "What a cohort of customers has paid of what fell due.",
        "docs/METRICS.md, Delinquency", NONE;
    COHORT_RETENTION = "cohort retention":
        "customers with an active loan m months after the sign-up ÷ customers of the cohort",
        "The share of a cohort that borrows; null where the cohort is not that old.",
        "docs/METRICS.md, Delinquency", NONE;
    RECOVERY_OF_MISSED = "recovery of missed instalments":
        "settled within n days of the due date ÷ not settled on the due date and due + n ≤ t",
        "Of the instalments not paid on time, by count, those paid soon after.",
        "docs/METRICS.md, Loss", ARREARS;
    RECOVERY_OF_CHARGE_OFFS = "recovery of charge-offs":
        "receipts after the charge-off ÷ amount charged off",
        "By month of the charge-off later receipts count back to it; by cash month they stand against what was charged off in that month.",
        "docs/METRICS.md, Loss", NONE;
    FIRST_PAYMENT_DEFAULT = "first-payment default":
        "first instalment not settled within n days ÷ loans whose first instalment fell due n days ago or earlier",
        "Borrowers who did not even pay once: a sign of fraud or of bad underwriting.",
        "docs/METRICS.md, Delinquency", ARREARS;
    COLLECTION_EFFICIENCY = "collection efficiency":
        "received in the window ÷ fallen due in the window, loans not charged off",
        "Arrears and early payments included, so it can pass 100 %.",
        "docs/METRICS.md, Book", ARREARS;
    CURRENT_COLLECTION_EFFICIENCY = "current collection efficiency":
        "received by the window's end on what fell due in it ÷ that",
        "How much of what fell due in the window was paid by its end.",
        "docs/METRICS.md, Book", ARREARS;
    TOP_SHARE = "concentration":
        "Σ B of the N largest holders ÷ Σ B",
        "How much hangs on few borrowers, or on few segments.",
        "Herfindahl-Hirschman index; docs/METRICS.md, Book", NONE;
    TIER_SHARE = "risk tier":
        "Σ B of the tier ÷ Σ B of all tiers",
        "The part of the unpaid principal that a tier owes.",
        "docs/METRICS.md, Risk tiers", NONE;
    PROCESS_TIME = "process times":
        "Σ minutes in the stage ÷ applications that ended it",
        "Mean minutes that applications spent in a stage; those still in it have ended none.",
        "docs/METRICS.md, Book", NONE;
    WAITING_TIME = "waiting time":
        "Σ minutes waited ÷ applications in the stage",
        "Mean minutes that applications now in a stage have waited so far.",
        "docs/METRICS.md, Book", NONE;
    SLIPPING_CUSTOMERS = "slipping customers":
        "customers whose latest instalment is not on time after three that were ÷ customers with four instalments or more",
        "Good payers who have just begun to slip: the ones a call may still keep.",
        "docs/METRICS.md, Delinquency", STATUS;
    ENGAGEMENT_SCORE = "engagement score":
        "Σ score ÷ customers with a score; score = ⌊50·on-time share + 30·received share + 20·recency⌋",
        "How a customer keeps up with what fell due in 180 days: punctuality, completeness, and how recent the last receipt is (full up to 30 days, none from 90 on).",
        "docs/METRICS.md, Book", STATUS;
}
