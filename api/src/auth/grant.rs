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
        self.permit(subject, |role| R::ROLES.contains(&role))
            .await?;
        Ok(As(self.clone(), PhantomData))
    }

    /// Lets what `subject` names pass where the role allows it.
    ///
    /// # Errors
    /// FORBIDDEN where it does not, which the audit log is told.
    pub(crate) async fn permit(&self, subject: &str, allows: impl Fn(Role) -> bool) -> Result<()> {
        let role = self.principal.role;
        if allows(role) {
            return Ok(());
        }
        audit::denied(self, subject).await;
        let needed = Role::ALL.into_iter().filter(|role| allows(*role));
        let needed: Vec<_> = needed.map(Role::name).collect();
        let (needed, role) = (needed.join(" or "), role.name());
        let message = format!("{subject} needs the role {needed}; yours is {role}");
        Err(Error::new(Code::Forbidden, message))
    }
}
