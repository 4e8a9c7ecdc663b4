//! What a selection amounts to.

use super::cost::FIGURE_COST;

/// The size of a selection, fragments followed.
#[derive(Clone, Copy, Default)]
pub(super) struct Size {
    /// Fields and spreads.
    pub fields: u64,
    /// Fields of its first level alone.
    pub level: u64,
    /// Fields under another name than their own.
    pub aliases: u64,
    /// Directives.
    pub directives: u64,
    /// Fields that may be answered.
    pub cost: u64,
    /// Statements that look at every instalment.
    pub figures: u64,
    /// Levels.
    pub height: usize,
    /// Whether it asks for the schema itself.
    pub introspects: bool,
}

impl Size {
    /// The size of what stands above it: one field, one level more.
    pub(super) fn below(self) -> Self {
        Self {
            fields: self.fields.saturating_add(1),
            cost: self.cost.saturating_add(1),
            height: self.height + 1,
            ..self
        }
    }

    pub(super) fn plus(self, other: Self) -> Self {
        Self {
            fields: self.fields.saturating_add(other.fields),
            level: self.level.saturating_add(other.level),
            aliases: self.aliases.saturating_add(other.aliases),
            directives: self.directives.saturating_add(other.directives),
            cost: self.cost.saturating_add(other.cost),
            figures: self.figures.saturating_add(other.figures),
            height: self.height.max(other.height),
            introspects: self.introspects || other.introspects,
        }
    }

    /// Fields that may be answered, and figures.
    pub(super) fn total_cost(&self) -> u64 {
        self.cost
            .saturating_add(self.figures.saturating_mul(FIGURE_COST))
    }
}
