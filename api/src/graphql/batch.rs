//! Gathers the keys that sibling fields ask for, so that one batch answers them all.
//!
//! The `dataloader` crate alone lets every waiting field look again and again
//! whether the batch is ready, and hands the answers out one by one; with many
//! siblings the first of them ask the next level before the last have theirs, and
//! a level takes several statements. Here the first field to ask waits for the
//! others and loads for all of them; the others sleep until their answer is there.

use dataloader::{BatchFn, non_cached::Loader};
use std::{
    fmt::Debug,
    hash::Hash,
    sync::{Mutex, MutexGuard, PoisonError},
};
use tokio::sync::oneshot;

/// Keys that one statement asks for at the most; every database takes so many parameters.
const MAX_BATCH: usize = 1000;

/// Passes over the request's fields without a new key, after which none will come.
const QUIET_PASSES: usize = 2;

/// A loader for one operation, which may be a subscription of many days.
pub(super) struct Batched<K, V, F> {
    load: F,
    waiting: Waiting<K, V>,
}

type Waiting<K, V> = Mutex<Vec<(K, oneshot::Sender<V>)>>;

impl<K, V, F> Batched<K, V, F>
where
    K: Eq + Hash + Copy + Debug,
    V: Clone,
    F: BatchFn<K, V> + Clone,
{
    pub(super) fn new(load: F) -> Self {
        Self {
            load,
            waiting: Mutex::default(),
        }
    }

    /// The answer to one key, loaded together with its siblings'.
    ///
    /// # Errors
    /// When the batch has no answer to the key.
    pub(super) async fn load(&self, key: K) -> Result<V, std::io::Error> {
        loop {
            let (sender, receiver) = oneshot::channel();
            let is_first = {
                let mut waiting = lock(&self.waiting);
                waiting.push((key, sender));
                waiting.len() == 1
            };
            if is_first {
                self.load_for_all().await?;
            }
            // Without an answer the field that loaded was given up: ask again.
            if let Ok(answer) = receiver.await {
                return Ok(answer);
            }
        }
    }

    async fn load_for_all(&self) -> Result<(), std::io::Error> {
        let gathering = Gathering(&self.waiting);
        let (mut known, mut quiet) = (0, 0);
        while quiet < QUIET_PASSES {
            tokio::task::yield_now().await;
            let now = lock(&self.waiting).len();
            quiet = if now == known { quiet + 1 } else { 0 };
            known = now;
        }
        let waiting = gathering.take();
        let keys = waiting.iter().map(|(key, _)| *key).collect();
        // The crate's loader keeps something of every key that it has seen: one a batch.
        let loader = Loader::new(self.load.clone()).with_max_batch_size(MAX_BATCH);
        let answers = loader.try_load_many(keys).await?;
        for (key, sender) in waiting {
            if let Some(answer) = answers.get(&key) {
                // A field that was given up needs no answer.
                let _ = sender.send(answer.clone());
            }
        }
        Ok(())
    }
}

/// Held while keys are gathered: given up half-way, it sends the others to ask again.
struct Gathering<'a, K, V>(&'a Waiting<K, V>);

impl<K, V> Gathering<'_, K, V> {
    fn take(self) -> Vec<(K, oneshot::Sender<V>)> {
        std::mem::take(&mut *lock(self.0))
    }
}

impl<K, V> Drop for Gathering<'_, K, V> {
    fn drop(&mut self) {
        lock(self.0).clear();
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
