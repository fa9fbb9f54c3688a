//! The same work on any number of threads (多线程). Each piece has a place of its own for what it finds, so that the bytes of a result don't
//! depend on who did what.

/// Fewer numbers than this are done with before another thread has begun.
#[cfg(feature = "parallel")]
const FEW: usize = 1 << 15;

/// What `work` makes of each of `items`, in their order, or the first error; `numbers` says how much work it is in all.
#[cfg(feature = "parallel")]
pub(crate) fn map<T: Sync, U: Send, E: Send>(
    items: &[T],
    numbers: usize,
    work: impl Fn(&T) -> Result<U, E> + Send + Sync,
) -> Result<Vec<U>, E> {
    use rayon::prelude::*;

    if numbers < FEW {
        return items.iter().map(work).collect();
    }
    let done: Vec<Result<U, E>> = items.par_iter().map(work).collect();
    done.into_iter().collect()
}

/// What `work` makes of each of `items`, in their order, or the first error.
#[cfg(not(feature = "parallel"))]
pub(crate) fn map<T, U, E>(items: &[T], _numbers: usize, work: impl Fn(&T) -> Result<U, E>) -> Result<Vec<U>, E> {
    items.iter().map(work).collect()
}

/// What `work` makes of each of `items`, in their order, or the first error; and what `beside` makes here in the meantime.
#[cfg(all(feature = "csv", feature = "parallel"))]
pub(crate) fn map_beside<T: Sync, U: Send, E: Send, B>(
    items: &[T],
    work: impl Fn(&T) -> Result<U, E> + Send + Sync,
    beside: impl FnOnce() -> B,
) -> (Result<Vec<U>, E>, B) {
    let mut done: Vec<Option<Result<U, E>>> = items.iter().map(|_| None).collect();
    let made = rayon::in_place_scope(|scope| {
        for (item, place) in items.iter().zip(&mut done) {
            let work = &work;
            scope.spawn(move |_| *place = Some(work(item)));
        }
        beside()
    });
    // The scope ends when each has its place filled.
    (done.into_iter().flatten().collect(), made)
}

/// What `work` makes of each of `items`, in their order, or the first error; and what `beside` makes after it.
#[cfg(all(feature = "csv", not(feature = "parallel")))]
pub(crate) fn map_beside<T, U, E, B>(
    items: &[T],
    work: impl Fn(&T) -> Result<U, E>,
    beside: impl FnOnce() -> B,
) -> (Result<Vec<U>, E>, B) {
    (items.iter().map(work).collect(), beside())
}

/// Sorts values of which no two are equal.
pub(crate) fn sort<T: Ord + Send>(values: &mut [T]) {
    #[cfg(feature = "parallel")]
    if values.len() >= FEW {
        use rayon::prelude::*;

        return values.par_sort_unstable();
    }
    values.sort_unstable();
}

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

#[cfg(all(test, feature = "csv"))]
mod tests {
    use super::*;

    #[test]
    fn the_first_error_is_that_of_the_first_item_whatever_is_done_beside() {
        let items: Vec<u32> = (0..100).collect();
        let (squares, beside) = map_beside(&items, |&x| Ok::<_, u32>(x * x), || "beside");
        assert_eq!((squares.expect("no error")[9], beside), (81, "beside"));
        let (failed, ()) = map_beside(&items, |&x| if x % 10 == 7 { Err(x) } else { Ok(x) }, || ());
        assert_eq!(failed, Err(7));
    }
}
