//! How single values are distributed: place and spread, a histogram, how two go together, and which to draw.
//!
//! Values are finite floating-point numbers, but in histograms whole: these are statistics, not money.

mod summary;
pub use summary::Summary;

mod histogram;
pub use histogram::{Bin, equal_bins, whole_bins};

mod correlation;
pub use correlation::{CorrelationMethod, Pair, correlations, pearson, spearman};

mod sampling;
pub use sampling::sampling_key;
