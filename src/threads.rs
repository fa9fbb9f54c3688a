//! The same work on any number of threads (多线程). Each piece has a place of its own for what it finds, so that the bytes of a result don't
//! depend on who did what.

/// Does `work` with each of `items`; the first error, in their order, if there is one.
#[cfg(feature = "parallel")]
pub(crate) fn for_each<T: Send, E: Send>(items: Vec<T>, work: impl Fn(T) -> Result<(), E> + Send + Sync) -> Result<(), E> {
    use rayon::prelude::*;

    // Collected, because the first error to come up is not always that of the first item.
    let done: Vec<Result<(), E>> = items.into_par_iter().map(work).collect();
    done.into_iter().collect()
}

/// Does `work` with each of `items`; the first error, in their order, if there is one.
#[cfg(not(feature = "parallel"))]
pub(crate) fn for_each<T: Send, E: Send>(items: Vec<T>, work: impl Fn(T) -> Result<(), E> + Send + Sync) -> Result<(), E> {
    items.into_iter().try_for_each(work)
}
