//! What a column may mean, and the names that lenders give it.

use super::super::heading::Heading;
use serde::Deserialize;
use std::collections::BTreeMap;

/// What a column of a tape means; the names are those of a mapping file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Target {
    LoanKey,
    Amount,
    InterestRate,
    TermMonths,
    MaturityDate,
    MonthlyInstallment,
    ApplicationDate,
    ApprovalDate,
    DisbursementDate,
    LoanType,
    Branch,
    Currency,
    ObservedDefault,
    AsOf,
    Balance,
    DaysPastDue,
    MonthsPastDue,
    Status,
    ChargeOffDate,
    CustomerKey,
    FullName,
    Age,
    Gender,
    Income,
    EmploymentType,
    JobType,
    HousingStatus,
    CreditScore,
    AccountCreatedDate,
}

/// Targets, their names, and their aliases: lower case, letters and digits alone.
pub(crate) const TARGETS: [(Target, &str, &[&str]); 29] = [
    (
        Target::LoanKey,
        "loan_key",
        &[
            "loankey",
            "loanid",
            "loannumber",
            "loanno",
            "loannum",
            "id",
            "accountid",
            "accountnumber",
            "accountno",
            "contractid",
            "contractnumber",
            "loanidentifier",
            "loansequencenumber",
            "loanaccountnumber",
            "facilityid",
            "externalid",
            "loanexternalid",
        ],
    ),
    (
        Target::Amount,
        "amount",
        &[
            "amount",
            "loanamount",
            "loanamnt",
            "fundedamount",
            "fundedamnt",
            "originalbalance",
            "origupb",
            "originalupb",
            "principal",
            "originalprincipal",
            "originalprincipalbalance",
            "originalloanamount",
            "disbursedamount",
            "principalamount",
            "amountfinanced",
            "originalamount",
            "loansize",
            "origbalance",
        ],
    ),
    (
        Target::InterestRate,
        "interest_rate",
        &[
            "interestrate",
            "intrate",
            "rate",
            "apr",
            "originalinterestrate",
            "originterestrate",
            "currentinterestrate",
            "couponrate",
            "nominalrate",
            "annualinterestrate",
        ],
    ),
    (
        Target::TermMonths,
        "term_months",
        &[
            "term",
            "termmonths",
            "loanterm",
            "loantermmonths",
            "originalterm",
            "origterm",
            "originalloanterm",
            "tenor",
            "tenormonths",
            "tenure",
            "numberofinstallments",
            "numberofinstalments",
            "numinstallments",
            "terminmonths",
        ],
    ),
    (
        Target::MaturityDate,
        "maturity_date",
        &[
            "maturitydate",
            "maturity",
            "matdate",
            "finalpaymentdate",
            "enddate",
        ],
    ),
    (
        Target::MonthlyInstallment,
        "monthly_installment",
        &[
            "installment",
            "instalment",
            "monthlypayment",
            "monthlyinstallment",
            "monthlyinstalment",
            "emi",
            "pmt",
            "installmentamount",
            "paymentamount",
            "scheduledpayment",
            "contractualpayment",
        ],
    ),
    (
        Target::ApplicationDate,
        "application_date",
        &[
            "applicationdate",
            "applieddate",
            "appdate",
            "dateofapplication",
        ],
    ),
    (
        Target::ApprovalDate,
        "approval_date",
        &["approvaldate", "approveddate", "decisiondate"],
    ),
    (
        Target::DisbursementDate,
        "disbursement_date",
        &[
            "issued",
            "issuedate",
            "originationdate",
            "origdate",
            "funddate",
            "fundeddate",
            "fundingdate",
            "disbursementdate",
            "disbursaldate",
            "disburseddate",
            "loandate",
            "opendate",
            "dateopened",
            "startdate",
            "contractdate",
            "bookingdate",
        ],
    ),
    (
        Target::LoanType,
        "loan_type",
        &[
            "loantype",
            "product",
            "producttype",
            "loanproduct",
            "loancategory",
        ],
    ),
    (
        Target::Branch,
        "branch",
        &[
            "branch",
            "branchname",
            "office",
            "channel",
            "seller",
            "originator",
        ],
    ),
    (
        Target::Currency,
        "currency",
        &["currency", "currencycode", "ccy"],
    ),
    (
        Target::ObservedDefault,
        "observed_default",
        &[
            "observeddefault",
            "default",
            "defaulted",
            "defaultflag",
            "isdefault",
            "bad",
            "badflag",
        ],
    ),
    (
        Target::AsOf,
        "as_of",
        &[
            "asof",
            "asofdate",
            "reportingdate",
            "reportdate",
            "snapshotdate",
            "cutoffdate",
            "datacutoffdate",
            "monthend",
            "period",
            "monthlyreportingperiod",
            "reportingperiod",
            "observationdate",
            "statementdate",
        ],
    ),
    (
        Target::Balance,
        "balance",
        &[
            "upb",
            "balance",
            "outstandingbalance",
            "currentbalance",
            "principalbalance",
            "currentprincipalbalance",
            "outprncp",
            "outstandingprincipal",
            "currentupb",
            "principaloutstanding",
            "unpaidprincipalbalance",
            "currentactualupb",
            "endingbalance",
            "unpaidbalance",
            "remainingprincipal",
            "currentprincipal",
        ],
    ),
    (
        Target::DaysPastDue,
        "days_past_due",
        &[
            "dayspastdue",
            "dpd",
            "delqdays",
            "daysdelinquent",
            "daysinarrears",
            "dayslate",
            "numberofdaysinarrears",
            "delinquencydays",
            "daysoverdue",
            "arrearsdays",
        ],
    ),
    (
        Target::MonthsPastDue,
        "months_past_due",
        &[
            "monthspastdue",
            "monthsdelinquent",
            "monthsinarrears",
            "currentloandelinquencystatus",
        ],
    ),
    (
        Target::Status,
        "status",
        &[
            "status",
            "loanstatus",
            "accountstatus",
            "currentstatus",
            "performancestatus",
        ],
    ),
    (
        Target::ChargeOffDate,
        "charge_off_date",
        &[
            "chargeoffdate",
            "codate",
            "chargedoffdate",
            "writeoffdate",
            "writtenoffdate",
        ],
    ),
    (
        Target::CustomerKey,
        "customer_key",
        &[
            "customerkey",
            "memberid",
            "customerid",
            "borrowerid",
            "clientid",
            "customernumber",
            "borrowernumber",
            "obligorid",
            "customerno",
            "clientnumber",
        ],
    ),
    (
        Target::FullName,
        "full_name",
        &[
            "name",
            "fullname",
            "customername",
            "borrowername",
            "clientname",
        ],
    ),
    (
        Target::Age,
        "age",
        &["age", "customerage", "borrowerage", "ageyears"],
    ),
    (Target::Gender, "gender", &["gender", "sex"]),
    (
        Target::Income,
        "income",
        &[
            "income",
            "annualincome",
            "annualinc",
            "yearlyincome",
            "grossincome",
            "grossannualincome",
        ],
    ),
    (
        Target::EmploymentType,
        "employment_type",
        &["employmenttype", "employment", "employmentstatus"],
    ),
    (
        Target::JobType,
        "job_type",
        &["jobtype", "job", "occupation"],
    ),
    (
        Target::HousingStatus,
        "housing_status",
        &[
            "housingstatus",
            "housing",
            "homeownership",
            "residencestatus",
        ],
    ),
    (
        Target::CreditScore,
        "credit_score",
        &[
            "score",
            "creditscore",
            "fico",
            "ficoscore",
            "bureauscore",
            "borrowercreditscore",
        ],
    ),
    (
        Target::AccountCreatedDate,
        "account_created_date",
        &[
            "accountcreateddate",
            "customersince",
            "signupdate",
            "relationshipstart",
        ],
    ),
];

/// Which column is which, as far as the names tell.
#[derive(Clone, Debug, Default)]
pub(crate) struct Resolution {
    /// Targets that one column alone can be.
    pub(crate) found: BTreeMap<Target, usize>,
    /// Targets that several columns can be.
    pub(crate) contested: BTreeMap<Target, Vec<usize>>,
}

impl Target {
    /// Its name in a mapping file.
    pub(crate) fn name(self) -> &'static str {
        TARGETS
            .into_iter()
            .find_map(|(target, name, _)| (target == self).then_some(name))
            .unwrap_or_default()
    }
}

/// Finds the columns that names alone tell.
pub(crate) fn resolve(heading: &Heading) -> Resolution {
    let mut places: BTreeMap<Target, Vec<usize>> = BTreeMap::new();
    for (place, name) in heading.names().iter().enumerate() {
        let plain = plain(name);
        let target = TARGETS
            .into_iter()
            .find(|(_, _, aliases)| aliases.contains(&plain.as_str()));
        if let Some((target, ..)) = target {
            places.entry(target).or_default().push(place);
        }
    }
    let mut resolution = Resolution::default();
    for (target, places) in places {
        match places.as_slice() {
            [place] => {
                resolution.found.insert(target, *place);
            }
            _ => {
                resolution.contested.insert(target, places);
            }
        }
    }
    resolution
}

/// Lower case, letters and digits alone.
pub(crate) fn plain(name: &str) -> String {
    let kept = name.chars().filter(|character| character.is_alphanumeric());
    kept.flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn no_alias_means_two_things() {
        let mut seen = HashSet::new();
        for (target, name, aliases) in TARGETS {
            assert_eq!(target.name(), name);
            for alias in aliases {
                assert_eq!(plain(alias), *alias);
                assert!(seen.insert(*alias), "{alias}");
            }
        }
    }

    #[test]
    fn names_are_resolved_in_any_spelling() {
        let names = [
            "Loan Number",
            "orig. UPB",
            "Days-Past-Due",
            "UPB",
            "Current Balance",
            "x",
        ];
        let heading = Heading::new(names.map(str::to_owned).to_vec(), 0);
        let resolution = resolve(&heading);
        let found: Vec<_> = resolution.found.into_iter().collect();
        assert_eq!(
            found,
            [
                (Target::LoanKey, 0),
                (Target::Amount, 1),
                (Target::DaysPastDue, 2)
            ]
        );
        assert_eq!(resolution.contested[&Target::Balance], [3, 4]);
    }
}
