//! What a role lets a principal do, as a type: a service that needs a role takes
//! [`As`] of it, which only [`Ctx::demand`] makes.

use super::Role;
use crate::{
    error::{Code, Error, Result},
    service::{Ctx, audit},
};
use std::{marker::PhantomData, ops::Deref};

/// A role that a service can need.
pub trait Needed: Send + Sync {
    /// The principals' roles that will do.
    const ROLES: &'static [Role];
}

/// Looks into how figures come about, and at single loans of a distribution.
pub struct Analyst;

/// Records what borrowers pay.
pub struct Collector;

/// Registers customers and loans, moves the book's date, reads the audit log.
pub struct Admin;

impl Needed for Analyst {
    const ROLES: &'static [Role] = &[Role::Analyst, Role::Admin];
}

impl Needed for Collector {
    const ROLES: &'static [Role] = &[Role::Collector, Role::Admin];
}

impl Needed for Admin {
    const ROLES: &'static [Role] = &[Role::Admin];
}

/// The context of a principal that has the role `R`.
pub struct As<R>(Ctx, PhantomData<R>);

impl<R> Deref for As<R> {
    type Target = Ctx;

    fn deref(&self) -> &Ctx {
        &self.0
    }
}

impl Ctx {
    /// The context for services that need the role `R`, to do what `subject` names.
    ///
    /// # Errors
    /// FORBIDDEN where the principal has another role, which the audit log is told.
    pub async fn demand<R: Needed>(&self, subject: &str) -> Result<As<R>> {
        if R::ROLES.contains(&self.principal.role) {
            return Ok(As(self.clone(), PhantomData));
        }
        let needed: Vec<_> = R::ROLES.iter().map(|role| role.name()).collect();
        Err(self.refuse(subject, &needed.join(" or ")).await)
    }

    /// The refusal of what `subject` names, told to the audit log.
    pub(crate) async fn refuse(&self, subject: &str, needed: &str) -> Error {
        audit::denied(self, subject).await;
        let role = self.principal.role.name();
        let message = format!("{subject} needs the role {needed}; yours is {role}");
        Error::new(Code::Forbidden, message)
    }
}
