//! Documents that pass, and bombs that do not.

use super::{Introspection, check, check_document};
use async_graphql::{Request, Variables, parser::parse_query};
use std::fmt::Write;

fn passes(query: &str) -> bool {
    check(&mut Request::new(query), Introspection::Open).is_ok()
}

#[test]
fn fragments_are_counted_where_they_are_spread() {
    for levels in [10, 25, 200] {
        let mut bomb = String::from("{ book { ...F0 } }");
        for level in 0..levels {
            let next = level + 1;
            write!(
                bomb,
                " fragment F{level} on Book {{ ...F{next} ...F{next} }}"
            )
            .expect("a string");
        }
        // Without its last fragment it is no less of a bomb.
        assert_eq!(passes(&bomb), levels == 10, "2^{levels} fields");
        write!(bomb, " fragment F{levels} on Book {{ __typename }}").expect("a string");
        assert_eq!(passes(&bomb), levels == 10, "2^{levels} fields");
    }
}

/// Such documents are over the limit of length: the walk must end without it, too.
#[test]
fn the_walk_itself_ends() {
    let walk = |document: &str| {
        let document = parse_query(document).expect("a document");
        check_document(&document, &Variables::default(), Introspection::Open)
    };
    let mut chain = String::from("{ ...F0 }");
    for level in 0..10_000 {
        write!(chain, "fragment F{level} on Query{{...F{}}}", level + 1).expect("a string");
    }
    chain.push_str("fragment F10000 on Query{__typename}");
    assert!(walk(&chain).is_err());
    for levels in [12, 25, 200] {
        let mut bomb = String::from("{ ...F0 }");
        for level in 0..levels {
            let next = level + 1;
            let spreads = format!("...F{next} ").repeat(2);
            write!(bomb, "fragment F{level} on Query {{ {spreads} }}").expect("a string");
        }
        write!(bomb, "fragment F{levels} on Query {{ __typename }}").expect("a string");
        assert!(walk(&bomb).is_err(), "2^{levels} fields");
    }
    let wide = format!("{{ {} }}", "a b ".repeat(40_000));
    assert!(walk(&wide).is_err());
}

#[test]
fn aliases_directives_and_root_fields_are_few() {
    let aliases = |count: usize| {
        let fields: Vec<_> = (0..count).map(|at| format!("a{at}: name")).collect();
        format!("{{ book {{ {} }} }}", fields.join(" "))
    };
    assert!(passes(&aliases(100)));
    assert!(!passes(&aliases(101)));
    // Its own name is no second one.
    assert!(passes(&format!(
        "{{ book {{ {} }} }}",
        "name: name ".repeat(101)
    )));
    // Those of a fragment count wherever it is spread.
    let spread = "{ a: book { ...F } b: book { ...F } } fragment F on Book { ";
    let names: Vec<_> = (0..50).map(|at| format!("a{at}: name")).collect();
    assert!(!passes(&format!("{spread}{} }}", names.join(" "))));

    let here = |count: usize| {
        format!(
            "{{ book {} {{ name }} }}",
            "@skip(if: false) ".repeat(count)
        )
    };
    assert!(passes(&here(20)));
    assert!(!passes(&here(21)));
    let operation = format!("query {} {{ book {{ name }} }}", "@a ".repeat(21));
    assert!(!passes(&operation));
    let everywhere = |count: usize| format!("{{ book {{ {} }} }}", "name @a ".repeat(count));
    assert!(passes(&everywhere(200)));
    assert!(!passes(&everywhere(201)));

    let roots = |count: usize| format!("{{ {} }}", "...F ".repeat(count / 2));
    let fragment = " fragment F on Query { book { name } __typename }";
    assert!(passes(&(roots(100) + fragment)));
    assert!(!passes(&(roots(102) + fragment)));
}

/// What graphql-js and with it GraphiQL, code generators and IDEs send.
const INTROSPECTION: &str = include_str!("introspection.graphql");

#[test]
fn the_standard_introspection_passes_where_it_may() {
    assert!(passes(INTROSPECTION));
    for query in [
        INTROSPECTION,
        "{ __type(name: \"Loan\") { name } }",
        "{ ... on Query { ...F } } fragment F on Query { a: __schema { description } }",
    ] {
        let refusal = check(&mut Request::new(query), Introspection::Closed);
        assert!(refusal.is_err(), "{query}");
    }
    let typed = "{ book { __typename name } }";
    assert!(check(&mut Request::new(typed), Introspection::Closed).is_ok());
}

#[test]
fn a_long_chain_of_fragments_ends() {
    let mut chain = String::from("{ ...F0 }");
    for level in 0..1000 {
        write!(chain, "fragment F{level} on Query{{...F{}}}", level + 1).expect("a string");
    }
    assert!(!passes(&chain));
    assert!(!passes("{ ...F } fragment F on Query { ...F ...F }"));
    assert!(!passes(
        "{ ...F } fragment F on Query { ...G } fragment G on Query { ...F }"
    ));
}

#[test]
fn figures_are_few_in_one_request() {
    let aliases = |count: usize| {
        let fields: Vec<_> = (0..count)
            .map(|at| format!("a{at}: riskTiers {{ tier }}"))
            .collect();
        format!("{{ {} }}", fields.join(" "))
    };
    assert!(passes(&aliases(40)));
    assert!(!passes(&aliases(60)));
    // Numbers that have the name of a figure or a list.
    assert!(passes(
        "{ portfolio { history(count: 24) { riskTiers { customers } \
         paymentDistribution { distribution { count } } } } }"
    ));
    let lists = |count: usize| {
        let fields: Vec<_> = (0..count)
            .map(|at| {
                format!("a{at}: loansBehind(cell: {{daysPastDue: {at}}}) {{ nodes {{ id }} }}")
            })
            .collect();
        format!("{{ portfolio {{ {} }} }}", fields.join(" "))
    };
    assert!(passes(&lists(40)));
    assert!(!passes(&lists(60)));
}

#[test]
fn groups_are_read_together_and_dates_one_by_one() {
    let query = |parent: &str| {
        format!("{{ portfolio {{ {parent} {{ portfolio {{ par {{ activeLoans }} }} }} }} }}")
    };
    assert!(passes(&query("groupBy(dimensions: [RISK_TIER])")));
    let history = |count: u32| {
        format!("{{ portfolio {{ history(count: {count}) {{ par {{ activeLoans }} }} }} }}")
    };
    assert!(passes(&history(24)));
    assert!(!passes(&history(60)));
    let cells = "{ portfolio { vintages { cells { loans { totalCount } } } } }";
    assert!(!passes(cells));
    let buckets = "{ portfolio { ageing { buckets { share { loans { totalCount } } } } } }";
    assert!(passes(buckets));
}

#[test]
fn changes_are_few_in_one_request() {
    let aliases = |field: &str, count: usize| {
        let fields: Vec<_> = (0..count)
            .map(|at| format!("a{at}: {field}(input: {{}}) {{ dryRun }}"))
            .collect();
        format!("mutation {{ {} }}", fields.join(" "))
    };
    assert!(passes(&aliases("recordPayment", 19)));
    assert!(!passes(&aliases("recordPayment", 20)));
    assert!(passes(&aliases("setReportingDate", 1)));
    assert!(!passes(&aliases("setReportingDate", 2)));
}

#[test]
fn introspection_may_not_multiply() {
    let nested = |times: usize| {
        format!(
            "{{ __type(name: \"Node\") {{ {} name {} }} }}",
            "possibleTypes { interfaces { ".repeat(times),
            "} } ".repeat(times)
        )
    };
    assert!(passes(&nested(2)));
    assert!(!passes(&nested(7)));
}

#[test]
fn depth_is_that_of_the_deepest_spread() {
    let mut deep = String::from("{ ...F a { ");
    deep.push_str(&"b { ".repeat(20));
    deep.push_str("...F");
    deep.push_str(&" }".repeat(21));
    deep.push_str(" } fragment F on Query { ");
    deep.push_str(&"c { ".repeat(20));
    deep.push('d');
    deep.push_str(&" }".repeat(21));
    assert!(!passes(&deep));
}

#[test]
fn lists_cost_their_rows() {
    let nested = "query($n: Int = 500) { customers(first: $n) { nodes { loans(first: 500) \
                  { nodes { repayments(first: 12) { nodes { id } } } } } } }";
    assert!(!passes(nested));
    let variables = Variables::from_json(serde_json::json!({"n": 50}));
    let mut few = Request::new(nested).variables(variables);
    assert!(check(&mut few, Introspection::Open).is_ok());
}
