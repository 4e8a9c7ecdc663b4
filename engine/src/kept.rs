//! Totals that are kept from one version of a book to the next: chunks are never changed, so
//! what was added up of them stays true, and after a write only the chunks of one block are
//! read again.

use crate::{chunk::Chunk, question::Question};
use std::{
    any::Any,
    fmt,
    sync::{Arc, Mutex, PoisonError, Weak},
};

/// Chunks that one core reads at the least before it takes others: a small book is read by one.
pub(crate) const MIN_CHUNKS: usize = 8;

/// Blocks of a book at the most: so what is kept of a question does not grow with the book.
const MAX_BLOCKS: usize = 64;

/// Questions whose totals are kept: those that were asked last.
const MAX_QUESTIONS: usize = 64;

/// The chunks of a book, in the blocks that totals are kept of.
pub(crate) fn blocks(chunks: &[Arc<Chunk>]) -> impl Iterator<Item = &[Arc<Chunk>]> {
    let length = chunks.len().div_ceil(MAX_BLOCKS).max(MIN_CHUNKS);
    chunks.chunks(length)
}

/// Totals by question, the one that was asked last at the end. Shared by all versions of a book.
#[derive(Clone, Default)]
pub(crate) struct Kept(Arc<Mutex<Vec<Known>>>);

struct Known {
    questions: Vec<Question>,
    blocks: Vec<Block<dyn Any + Send + Sync>>,
}

/// The totals of the chunks of a block.
pub(crate) struct Block<T: ?Sized> {
    /// Which chunks they were: none of them is held in memory by this.
    chunks: Vec<Weak<Chunk>>,
    pub(crate) totals: Arc<T>,
}

impl<T: ?Sized> Block<T> {
    pub(crate) fn new(chunks: &[Arc<Chunk>], totals: Arc<T>) -> Self {
        Self {
            chunks: chunks.iter().map(Arc::downgrade).collect(),
            totals,
        }
    }

    /// Whether it is of these very chunks.
    pub(crate) fn is_of(&self, chunks: &[Arc<Chunk>]) -> bool {
        let mut pairs = self.chunks.iter().zip(chunks);
        // The place of a chunk is not used again as long as anyone knows of it.
        self.chunks.len() == chunks.len()
            && pairs.all(|(known, chunk)| known.as_ptr() == Arc::as_ptr(chunk))
    }
}

impl Kept {
    /// What is known of these questions, if anything is.
    pub(crate) fn find<T: Any + Send + Sync>(&self, questions: &[Question]) -> Vec<Block<T>> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = all.iter().find(|known| known.questions == questions);
        let blocks = known.into_iter().flat_map(|known| &known.blocks);
        let of_type = blocks.map_while(|block| {
            Some(Block {
                chunks: block.chunks.clone(),
                totals: block.totals.clone().downcast().ok()?,
            })
        });
        of_type.collect()
    }

    /// Keeps the totals of these questions in the place of those that were known, or of the
    /// ones that nobody has asked for longest.
    pub(crate) fn keep<T: Any + Send + Sync>(&self, questions: &[Question], blocks: Vec<Block<T>>) {
        let blocks = blocks.into_iter().map(|block| Block {
            chunks: block.chunks,
            totals: block.totals as Arc<dyn Any + Send + Sync>,
        });
        let known = Known {
            questions: questions.to_vec(),
            blocks: blocks.collect(),
        };
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|other| other.questions != questions);
        if all.len() >= MAX_QUESTIONS {
            all.remove(0);
        }
        all.push(known);
    }

    /// Forgets all.
    pub(crate) fn forget(&self) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.clear();
    }
}

impl fmt::Debug for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        write!(f, "Kept({} questions)", all.len())
    }
}
