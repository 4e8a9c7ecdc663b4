//! What a field costs, by its name.

/// Fields that may be answered: lists counted with the rows they may hold.
pub(super) const MAX_COST: u64 = 1_000_000;

/// What a figure costs that looks at every instalment: fifty of them are the limit.
pub(super) const FIGURE_COST: u64 = MAX_COST / 50;

/// The fields that are such figures, at the root or of a portfolio. One asked of every group of a
/// grouped portfolio is read once; one asked at every date of a history is read for each.
pub(super) const FIGURES: [&str; 32] = [
    "executiveKpis",
    "previous",
    "dailyKpis",
    "paymentDistribution",
    "paymentStatistics",
    "receipts",
    "instalments",
    "lending",
    "weekOverWeek",
    "ageing",
    "par",
    "arrearsRate",
    "rollRates",
    "cureRate",
    "vintages",
    "cohorts",
    "recoveryOfMissed",
    "recoveryOfChargeOffs",
    "firstPaymentDefault",
    "collectionEfficiency",
    "concentration",
    "riskTiers",
    "highRiskCustomers",
    "highRisk",
    "loansBehind",
    "slippingCustomers",
    "processTimes",
    "engagement",
    "distribution",
    "correlation",
    "sample",
    "groupBy",
];

/// Lists that are behind a cell of a figure when they are asked for inside of a portfolio.
pub(super) const LISTS_BEHIND: [&str; 2] = ["loans", "customers"];

/// What a change of the book costs: twenty of them are the limit.
const WRITE_COST: u64 = MAX_COST / 20;

/// The fields that are such changes.
const WRITES: [&str; 9] = [
    "recordPayment",
    "reversePayment",
    "recordRecovery",
    "createCustomer",
    "createLoan",
    "disburseLoan",
    "chargeOffLoan",
    "loadTape",
    "undoImport",
];

/// What counting a whole list costs: it looks at every row that passes.
const COUNT_COST: u64 = 1_500;

/// Arguments that say how many rows a list may have.
pub(super) const ROW_ARGUMENTS: [&str; 7] =
    ["first", "last", "limit", "days", "count", "bins", "size"];

/// Rows of the lists that are not told how many; the last seven are introspection's.
const DEFAULT_ROWS: [(&str, u64); 33] = [
    ("imports", 20),
    ("customers", 20),
    ("loans", 20),
    ("repayments", 20),
    ("schedule", 60),
    ("dailyKpis", 30),
    ("highRiskCustomers", 10),
    ("highRisk", 20),
    ("loansBehind", 20),
    ("riskTiers", 5),
    ("receipts", 30),
    ("instalments", 30),
    ("lending", 30),
    ("history", 12),
    ("groupBy", 20),
    ("buckets", 7),
    ("rows", 6),
    ("states", 8),
    ("cells", 30),
    ("vintages", 80),
    ("cohorts", 80),
    ("months", 13),
    ("settings", 5),
    ("distribution", 20),
    ("correlation", 45),
    ("sample", 500),
    ("types", 100),
    ("fields", 20),
    ("inputFields", 10),
    ("args", 5),
    ("enumValues", 10),
    ("interfaces", 5),
    ("possibleTypes", 5),
];

/// What a field itself costs, whatever is inside it.
pub(super) fn own(name: &str) -> u64 {
    match name {
        name if WRITES.contains(&name) => WRITE_COST,
        // It looks at every loan: once in a request.
        "setReportingDate" => MAX_COST / 2,
        "totalCount" => COUNT_COST,
        _ => 1,
    }
}

/// Rows of a field that is not told how many: 1 where it is no list.
pub(super) fn default_rows(name: &str) -> u64 {
    DEFAULT_ROWS
        .iter()
        .find(|(list, _)| *list == name)
        .map_or(1, |(_, rows)| *rows)
}
