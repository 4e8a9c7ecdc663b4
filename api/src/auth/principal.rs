//! A principal: a person or a program that asks, its role, and the rows it sees.

use crate::{
    error::{Error, Result},
    service::is_label,
};
use ::entity::loan_application::LoanType;
use chrono::NaiveDateTime;
use sea_orm::{ActiveEnum, Iterable};

/// What a principal may do. Every role may read figures and lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// Reads figures and lists, without names, ages, or exports.
    Viewer,
    /// Reads ages too, how figures come about, and exports lists; no names.
    Analyst,
    /// Knows the customers by name, records what they pay, and exports lists.
    Collector,
    /// Everything: new customers and loans, the reporting date, the audit log.
    Admin,
}

impl Role {
    /// Every role, least first.
    pub const ALL: [Self; 4] = [Self::Viewer, Self::Analyst, Self::Collector, Self::Admin];

    /// The name in keys, tokens and settings.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Viewer => "viewer",
            Self::Analyst => "analyst",
            Self::Collector => "collector",
            Self::Admin => "admin",
        }
    }

    /// The role of this name.
    ///
    /// # Errors
    /// When there is none; the error names `role`.
    pub fn parse(name: &str) -> Result<Self> {
        let found = Self::ALL.into_iter().find(|role| role.name() == name);
        found.ok_or_else(|| {
            let known = Self::ALL.map(Self::name).join(", ");
            Error::input("role", format!("must be one of {known}"))
        })
    }

    /// Whether it needs to know customers by name: to call them, and to register them.
    #[must_use]
    pub const fn sees_names(self) -> bool {
        matches!(self, Self::Collector | Self::Admin)
    }

    /// Whether it needs the age of one customer.
    #[must_use]
    pub const fn sees_ages(self) -> bool {
        !matches!(self, Self::Viewer)
    }

    /// Whether it may take lists away as a whole.
    #[must_use]
    pub const fn may_export(self) -> bool {
        !matches!(self, Self::Viewer)
    }
}

/// Who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Principal {
    /// The name in logs and in the audit log; of a key its name, of a token its subject.
    pub name: String,
    /// What it may do.
    pub role: Role,
    /// The loans it sees, and the customers with one of them.
    pub rows: RowScope,
    /// When it ceases to be taken, UTC; empty where it does not.
    pub expires_at: Option<NaiveDateTime>,
    /// Whether nobody had to say who they are: the command line, and a server on the
    /// loopback address without a login.
    pub is_operator: bool,
}

impl Principal {
    /// Who runs the program.
    #[must_use]
    pub fn operator() -> Self {
        Self {
            name: "operator".to_owned(),
            role: Role::Admin,
            rows: RowScope::default(),
            expires_at: None,
            is_operator: true,
        }
    }
}

/// The loans that a principal sees: all conditions must hold, one that is empty lets all pass.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RowScope {
    /// Loans of these types.
    pub loan_types: Vec<LoanType>,
    /// Loans of these branches.
    pub branches: Vec<String>,
}

/// The longest label of a branch.
const MAX_BRANCH: usize = 64;

/// The longest lists that a key's row holds.
const MAX_BRANCHES: usize = 15;

impl RowScope {
    /// A scope from the names of loan types and of branches.
    ///
    /// # Errors
    /// When a loan type is unknown, or a branch cannot be a label; a role that needs the
    /// whole book cannot be given a part of it.
    pub fn parse(role: Role, loan_types: &[String], branches: &[String]) -> Result<Self> {
        let scope = Self {
            loan_types: loan_types
                .iter()
                .map(|name| parse_loan_type(name))
                .collect::<Result<_>>()?,
            branches: branches.to_vec(),
        };
        if branches.len() > MAX_BRANCHES || !branches.iter().all(|label| is_branch(label)) {
            let message = format!(
                "must be at most {MAX_BRANCHES} labels of 1 to {MAX_BRANCH} characters without commas"
            );
            return Err(Error::input("branches", message));
        }
        if role == Role::Admin && !scope.is_everything() {
            let message = "an admin sees the whole book: take another role for a part of it";
            return Err(Error::input("role", message));
        }
        Ok(scope)
    }

    /// Whether it lets every loan pass.
    #[must_use]
    pub const fn is_everything(&self) -> bool {
        self.loan_types.is_empty() && self.branches.is_empty()
    }
}

/// Whether it can be the label of a branch: a key's row holds some, joined by commas.
pub(crate) fn is_branch(label: &str) -> bool {
    is_label(label, MAX_BRANCH) && !label.contains(',')
}

/// A loan type by its label, letter case aside.
fn parse_loan_type(name: &str) -> Result<LoanType> {
    LoanType::iter()
        .find(|kind| kind.to_value().eq_ignore_ascii_case(name))
        .ok_or_else(|| {
            let known: Vec<_> = LoanType::iter().map(|kind| kind.to_value()).collect();
            Error::input("loanTypes", format!("must be one of {}", known.join(", ")))
        })
}

#[cfg(test)]
mod tests {
    use super::{Role, RowScope};
    use ::entity::loan_application::LoanType;

    #[test]
    fn scopes_are_of_known_types_and_plain_labels() {
        let names = |names: &[&str]| {
            names
                .iter()
                .map(|&name| name.to_owned())
                .collect::<Vec<_>>()
        };
        let scope = RowScope::parse(
            Role::Viewer,
            &names(&["auto", "Business"]),
            &names(&["North"]),
        );
        let scope = scope.expect("a scope");
        assert_eq!(scope.loan_types, [LoanType::Auto, LoanType::Business]);
        assert!(!scope.is_everything());
        assert!(RowScope::parse(Role::Viewer, &names(&["Boat"]), &[]).is_err());
        assert!(RowScope::parse(Role::Viewer, &[], &names(&["a,b"])).is_err());
        assert!(RowScope::parse(Role::Admin, &[], &names(&["North"])).is_err());
        assert!(RowScope::parse(Role::Admin, &[], &[]).is_ok_and(|scope| scope.is_everything()));
    }
}
