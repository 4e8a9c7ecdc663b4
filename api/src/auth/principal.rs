//! A principal: a person or a program that asks, its role, and the rows it sees.

/// What a principal may do. Every role may read figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// Reads figures and lists, without data that names a person.
    Viewer,
    /// Reads what a viewer does, and how figures come about.
    Analyst,
    /// Knows the customers by name, and records what they pay.
    Collector,
    /// Everything: new loans, the reporting date, keys, the audit log.
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
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }
}

/// Who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Principal {
    /// The name in logs and in the audit log; of a key its name, of a token its subject.
    pub name: String,
    /// What it may do.
    pub role: Role,
}

impl Principal {
    /// Who runs the program: the command line, and everybody where no login is asked for.
    #[must_use]
    pub fn operator() -> Self {
        Self {
            name: "operator".to_owned(),
            role: Role::Admin,
        }
    }
}
