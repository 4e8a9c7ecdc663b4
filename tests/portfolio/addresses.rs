//! A cell's address lists the loans that the cell counts, in the whole book, behind a filter and in a group.

use crate::{app::TestApp, database::Server};
use serde_json::{Value, json};

/// Cells by their addresses, and how many loans each counts.
type Cells = Vec<(String, i64)>;

/// The book as it is, and a part of it at an earlier day.
const PORTFOLIOS: [&str; 2] = [
    "portfolio",
    "portfolio(asOf: \"2025-03-15\", filter: {loanType: {in: [AUTO, CONSUMER]}})",
];

const COUNTS: &str = "
    executiveKpis { totalLoans activeLoans }
    arrearsRate { loanCount }
    par { days1 { ...n } days30 { ...n } days60 { ...n } days90 { ...n } days180 { ...n } }
    US: ageing { ...b } IFRS: ageing(scheme: IFRS) { ...b } MFI: ageing(scheme: MFI) { ...b }
    rollRates { to rows { cells { from state loanCount } } }
    earlier: rollRates(scheme: MFI, month: \"2024-07-10\") { rows { cells { from state loanCount } } }
    cureRate { to cured { loanCount } }
    earlierCure: cureRate(month: \"2024-07-31\") { cured { loanCount } }
    days5: firstPaymentDefault(days: 5) { ...n } days30: firstPaymentDefault { ...n }
    DEFAULT: riskTiers { tier loans } DOCUMENTED: riskTiers(profile: DOCUMENTED) { tier loans }
    BEHAVIOUR: riskTiers(profile: BEHAVIOUR) { tier loans }";

const FRAGMENTS: &str =
    "fragment n on Ratio { loanCount } fragment b on Ageing { buckets { bucket loanCount } }";

fn list(value: &Value) -> &[Value] {
    value.as_array().unwrap()
}

fn count(value: &Value) -> i64 {
    value.as_i64().unwrap_or_else(|| panic!("{value}"))
}

/// Every cell of the figures above.
fn cells(figures: &Value) -> Cells {
    let mut cells = vec![
        (
            "{stock: DISBURSED}".to_owned(),
            count(&figures["executiveKpis"]["totalLoans"]),
        ),
        (
            "{stock: ACTIVE}".to_owned(),
            count(&figures["executiveKpis"]["activeLoans"]),
        ),
        (
            format!("{{cured: {}}}", figures["cureRate"]["to"]),
            count(&figures["cureRate"]["cured"]["loanCount"]),
        ),
        (
            "{cured: \"2024-07-01\"}".to_owned(),
            count(&figures["earlierCure"]["cured"]["loanCount"]),
        ),
    ];
    for days in [1, 30, 60, 90, 180] {
        let loans = &figures["par"][format!("days{days}")]["loanCount"];
        cells.push((format!("{{daysPastDue: {days}}}"), count(loans)));
    }
    for days in [5, 30] {
        let loans = &figures[format!("days{days}")]["loanCount"];
        cells.push((format!("{{firstPaymentDefault: {days}}}"), count(loans)));
    }
    for scheme in ["US", "IFRS", "MFI"] {
        for cell in list(&figures[scheme]["buckets"]) {
            let address = format!(
                "{{ageing: {{scheme: {scheme}, bucket: {}}}}}",
                cell["bucket"]
            );
            cells.push((address, count(&cell["loanCount"])));
        }
    }
    for (figure, more) in [
        ("rollRates", ""),
        ("earlier", ", scheme: MFI, month: \"2024-07-31\""),
    ] {
        for cell in list(&figures[figure]["rows"])
            .iter()
            .flat_map(|row| list(&row["cells"]))
        {
            let address = format!(
                "{{rollRate: {{from: {}, state: {}{more}}}}}",
                cell["from"], cell["state"]
            );
            cells.push((address, count(&cell["loanCount"])));
        }
    }
    for profile in ["DEFAULT", "DOCUMENTED", "BEHAVIOUR"] {
        for tier in list(&figures[profile]) {
            let address = format!(
                "{{riskTier: {{profile: {profile}, tier: {}}}}}",
                tier["tier"]
            );
            cells.push((address, count(&tier["loans"])));
        }
    }
    cells
}

/// Every cell of the vintages that has a value.
async fn vintages(
    app: &TestApp,
    portfolio: &str,
    every: &str,
    measure: &str,
    months: i64,
) -> Cells {
    let query = format!(
        "{{ {portfolio} {{ vintages(every: {every}, measure: {measure}, months: {months}) {{
            from cells {{ monthOnBook loanCount }} }} }} }}"
    );
    let answer = app.unguarded(&query).await;
    let mut cells = Vec::new();
    for vintage in list(&answer["portfolio"]["vintages"]) {
        for cell in list(&vintage["cells"]) {
            if let Some(loans) = cell["loanCount"].as_i64() {
                let address = format!(
                    "{{vintage: {{every: {every}, measure: {measure}, from: {}, monthOnBook: {}}}}}",
                    vintage["from"], cell["monthOnBook"]
                );
                cells.push((address, loans));
            }
        }
    }
    cells
}

/// The list of each address is as long as its cell says.
async fn assert_lists(app: &TestApp, portfolio: &str, cells: &Cells) {
    assert!(cells.iter().any(|(_, loans)| *loans > 0), "{portfolio}");
    for some in cells.chunks(16) {
        let fields: String = some
            .iter()
            .enumerate()
            .map(|(at, (cell, _))| {
                format!("a{at}: loansBehind(cell: {cell}, first: 0) {{ totalCount }} ")
            })
            .collect();
        let answer = app
            .graphql(&format!("{{ {portfolio} {{ {fields} }} }}"), json!({}))
            .await;
        for (at, (cell, loans)) in some.iter().enumerate() {
            let found = &answer["portfolio"][format!("a{at}")]["totalCount"];
            assert_eq!(found, loans, "{portfolio} {cell}");
        }
    }
}

pub async fn addresses_list_what_their_cells_count(server: &Server) {
    let app = TestApp::new(server.demo().await);
    for portfolio in PORTFOLIOS {
        let document = format!("{{ {portfolio} {{ {COUNTS} }} }} {FRAGMENTS}");
        let mut all = cells(&app.unguarded(&document).await["portfolio"]);
        assert!(all.len() > 120, "{} cells", all.len());
        all.extend(vintages(&app, portfolio, "QUARTER", "EVER_60", 3).await);
        assert_lists(&app, portfolio, &all).await;
    }
    let one_year =
        "portfolio(filter: {disbursementDate: {gte: \"2022-01-01\", lte: \"2022-12-31\"}})";
    // Lending begins in May, and the first loans are charged off months later.
    for (measure, months) in [("EVER_30", 3), ("CUMULATIVE_NET_LOSS", 12)] {
        let all = vintages(&app, one_year, "MONTH", measure, months).await;
        assert_eq!(all.len() as i64, 8 * (months + 1));
        assert_lists(&app, one_year, &all).await;
    }
    stocks_are_those_of_the_status(&app).await;
    groups_have_their_own(&app).await;
    pages_are_those_of_the_list(&app).await;
}

/// A stock is what the filter by status at the as-of date leaves, and the loans of each vintage
/// add up to all.
async fn stocks_are_those_of_the_status(app: &TestApp) {
    let document = "{ portfolio(asOf: \"2025-03-15\") {
            all: loansBehind(cell: {stock: DISBURSED}, first: 0) { totalCount }
            lost: loansBehind(cell: {stock: CHARGED_OFF}, first: 0) { totalCount }
            overdue: loansBehind(cell: {stock: OVERDUE}, first: 0) { totalCount }
            pastDue: loansBehind(cell: {daysPastDue: 0}, first: 0) { totalCount }
            ageing { buckets { bucket loanCount } } vintages { loanCount } }
        lost: portfolio(asOf: \"2025-03-15\", filter: {status: {eq: CHARGED_OFF}}) {
            executiveKpis { totalLoans } } }";
    let answer = app.unguarded(document).await;
    let portfolio = &answer["portfolio"];
    let total = |name: &str| count(&portfolio[name]["totalCount"]);
    assert!(total("lost") > 0);
    assert_eq!(
        total("lost"),
        count(&answer["lost"]["executiveKpis"]["totalLoans"])
    );
    let [_current, overdue @ ..] = list(&portfolio["ageing"]["buckets"]) else {
        panic!("no bucket")
    };
    let late = overdue
        .iter()
        .map(|bucket| count(&bucket["loanCount"]))
        .sum::<i64>();
    assert_eq!((total("overdue"), total("pastDue")), (late, late));
    let disbursed = list(&portfolio["vintages"]).iter();
    let disbursed = disbursed
        .map(|vintage| count(&vintage["loanCount"]))
        .sum::<i64>();
    assert_eq!(total("all"), disbursed);
}

async fn groups_have_their_own(app: &TestApp) {
    let document = "{ portfolio { groupBy(dimensions: [HOUSING_STATUS]) { loanCount portfolio {
        all: loansBehind(cell: {stock: DISBURSED}, first: 0) { totalCount }
        par { days30 { loanCount } }
        beyond: loansBehind(cell: {daysPastDue: 30}, first: 0) { totalCount }
        cureRate { cured { loanCount } }
        cured: loansBehind(cell: {cured: \"2025-10-15\"}, first: 0) { totalCount }
        lost: loansBehind(cell: {stock: CHARGED_OFF}, first: 500) { totalCount nodes { status } }
    } } } }";
    let answer = app.unguarded(document).await;
    let groups = list(&answer["portfolio"]["groupBy"]);
    assert_eq!(groups.len(), 3);
    for group in groups {
        let portfolio = &group["portfolio"];
        assert_eq!(portfolio["all"]["totalCount"], group["loanCount"]);
        assert_eq!(
            portfolio["beyond"]["totalCount"],
            portfolio["par"]["days30"]["loanCount"]
        );
        assert_eq!(
            portfolio["cured"]["totalCount"],
            portfolio["cureRate"]["cured"]["loanCount"]
        );
        let lost = list(&portfolio["lost"]["nodes"]);
        assert_eq!(portfolio["lost"]["totalCount"], lost.len());
        assert!(lost.iter().all(|loan| loan["status"] == "CHARGED_OFF"));
    }
}

/// By its address a list has the order and the pages of the one below the figure.
async fn pages_are_those_of_the_list(app: &TestApp) {
    let page = async |after: &Value| {
        let document = "query($after: String) { portfolio {
            loansBehind(cell: {daysPastDue: 30}, orderBy: AMOUNT_DESC, first: 7, after: $after) {
                nodes { id } pageInfo { hasNextPage endCursor } } } }";
        let mut answer = app.graphql(document, json!({"after": after})).await;
        answer["portfolio"]["loansBehind"].take()
    };
    let (mut found, mut after) = (Vec::new(), Value::Null);
    loop {
        let part = page(&after).await;
        found.extend_from_slice(list(&part["nodes"]));
        after = part["pageInfo"]["endCursor"].clone();
        if part["pageInfo"]["hasNextPage"] == false {
            break;
        }
    }
    let whole = app
        .graphql(
            "{ portfolio { par { days30 { loans(orderBy: AMOUNT_DESC, first: 500) { nodes { id } } } } } }",
            json!({}),
        )
        .await;
    assert!(found.len() > 7);
    assert_eq!(
        Value::from(found),
        whole["portfolio"]["par"]["days30"]["loans"]["nodes"]
    );
}

/// An address that leads nowhere says which part of it is wrong.
pub async fn addresses_that_lead_nowhere_are_named(server: &Server) {
    let app = TestApp::new(server.demo().await);
    for (cell, field) in [
        ("{daysPastDue: -1}", "daysPastDue"),
        ("{daysPastDue: 3651}", "daysPastDue"),
        ("{ageing: {bucket: \"gone\"}}", "bucket"),
        ("{ageing: {scheme: IFRS, bucket: \"1-29\"}}", "bucket"),
        ("{rollRate: {from: \"\", state: \"current\"}}", "from"),
        (
            "{rollRate: {from: \"past_due\", state: \"current\"}}",
            "from",
        ),
        (
            "{rollRate: {from: \"paid_off\", state: \"current\"}}",
            "from",
        ),
        ("{rollRate: {from: \"current\", state: \"none\"}}", "state"),
        (
            "{rollRate: {from: \"current\", state: \"current\", month: \"2025-11-10\"}}",
            "month",
        ),
        ("{vintage: {from: \"2001-01-01\", monthOnBook: 3}}", "from"),
        ("{vintage: {from: \"2025-12-01\", monthOnBook: 0}}", "from"),
        (
            "{vintage: {from: \"2022-05-01\", monthOnBook: -1}}",
            "monthOnBook",
        ),
        (
            "{vintage: {from: \"2022-05-01\", monthOnBook: 42}}",
            "monthOnBook",
        ),
        ("{cured: \"2025-11-10\"}", "cured"),
        ("{firstPaymentDefault: 0}", "firstPaymentDefault"),
        ("{firstPaymentDefault: 366}", "firstPaymentDefault"),
        ("{riskTier: {tier: \"Gold\"}}", "tier"),
        (
            "{riskTier: {profile: BEHAVIOUR, tier: \"Near Prime\"}}",
            "tier",
        ),
    ] {
        let query = format!("{{ portfolio {{ loansBehind(cell: {cell}) {{ totalCount }} }} }}");
        let error = app.graphql_error(&query).await;
        let found = &error["extensions"];
        assert_eq!(found["code"], "BAD_USER_INPUT", "{query}: {error}");
        assert_eq!(found["errors"][0]["field"], field, "{query}: {error}");
    }
    // The same vintage a month younger is there.
    let query = "{ portfolio { loansBehind(cell: {vintage: {from: \"2022-05-01\", monthOnBook: 41}}) { totalCount } } }";
    app.graphql(query, json!({})).await;
    // A cell has one address.
    for cell in ["{}", "{stock: ACTIVE, daysPastDue: 30}", "{stock: null}"] {
        let query = format!("{{ portfolio {{ loansBehind(cell: {cell}) {{ totalCount }} }} }}");
        let error = app.graphql_error(&query).await;
        let code = &error["extensions"]["code"];
        assert_eq!(code, "BAD_USER_INPUT", "{query}: {error}");
    }
}
