//! The way of an analysis (敏感性分析过程): evaluate all points, then estimate.

use std::ops::ControlFlow;

use rand_pcg::Pcg64;
use rand_pcg::rand_core::{Rng as _, SeedableRng as _};

use crate::error::Error;
use crate::threads;

use super::design::Design;
use super::estimate::estimate;
use super::result::SobolIndices;
use super::sobol::Sobol;

/// Evaluations between two reports of progress.
const BLOCK: usize = 256;

/// Points one thread evaluates at a time.
const PIECE: usize = 16;

/// What is named in results. The points and the draws of these versions are fixed by tests.
const GENERATOR: &str = "Sobol' points of Joe & Kuo (2008), hash-based Owen scrambling (sobol_burley 0.5), pcg64 (rand_pcg 0.10)";

/// How far an analysis is (进度).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Progress {
    /// Points have been evaluated.
    Evaluated {
        /// How many.
        done: usize,
        /// Of how many.
        of: usize,
    },
    /// Outputs have their indices and intervals.
    Estimated {
        /// How many.
        done: usize,
        /// Of how many.
        of: usize,
    },
}

impl Sobol {
    /// Evaluates `function` at every point and estimates the indices.
    ///
    /// `function` takes a point with a coordinate for each factor, above 0 and below 1, and writes a finite number for each output. It
    /// must give the same for the same point, whenever it is asked: points may come in any order, and from several threads.
    ///
    /// # Errors
    /// The first error of `function` in the order of the points; [`Error::Undefined`] if it leaves an output unwritten or writes one
    /// that is not finite; [`Error::Limit`] if there are more numbers to hold than the limit.
    pub fn run<F>(&self, function: F) -> Result<SobolIndices, Error>
    where
        F: Fn(&[f64], &mut [f64]) -> Result<(), Error> + Sync,
    {
        self.run_with(function, |_| ControlFlow::Continue(()))
    }

    /// As [`run`](Self::run), and tells `progress` how far it is, every 256 evaluations and after each output. It ends when told to break.
    ///
    /// # Errors
    /// As [`run`](Self::run), and [`Error::Cancelled`] if `progress` breaks before the end.
    ///
    /// # Example
    /// ```
    /// use std::ops::ControlFlow;
    ///
    /// use governance_efficacy::analysis::sensitivity::{Progress, Sobol};
    ///
    /// let slow = |point: &[f64], outputs: &mut [f64]| {
    ///     outputs[0] = point[0];
    ///     Ok(())
    /// };
    /// let cancelled = Sobol::new(["x"], ["y"])?.run_with(slow, |progress| match progress {
    ///     Progress::Evaluated { done, .. } if done >= 500 => ControlFlow::Break(()),
    ///     _ => ControlFlow::Continue(()),
    /// });
    /// assert!(cancelled.is_err_and(|error| error.code() == "cancelled"));
    /// # Ok::<(), governance_efficacy::Error>(())
    /// ```
    pub fn run_with<F, P>(&self, function: F, mut progress: P) -> Result<SobolIndices, Error>
    where
        F: Fn(&[f64], &mut [f64]) -> Result<(), Error> + Sync,
        P: FnMut(Progress) -> ControlFlow<()>,
    {
        let mut random = Pcg64::seed_from_u64(self.seed);
        let design = Design::draw(self.factors.len(), self.samples, self.pairs, &mut random);
        // Each resample has a seed of its own, so that they can be drawn in any order.
        let seeds: Vec<u64> = (0..self.resamples).map(|_| random.next_u64()).collect();

        let (of, width) = (design.evaluations(), self.outputs.len());
        let cells = of.saturating_mul(width);
        if cells > self.limit {
            return Err(Error::Limit { what: "number of evaluations times outputs", found: cells, limit: self.limit });
        }
        let mut values = vec![f64::NAN; cells];
        for (block, rows) in values.chunks_mut(BLOCK * width).enumerate() {
            let first = block * BLOCK;
            self.evaluate(&design, &function, first, rows)?;
            let done = first + rows.len() / width;
            if progress(Progress::Evaluated { done, of }).is_break() {
                return Err(Error::Cancelled { work: "the evaluation of the points", done, of });
            }
        }

        let mut outputs = Vec::with_capacity(width);
        let mut column = Vec::with_capacity(of);
        for (at, output) in self.outputs.iter().enumerate() {
            column.clear();
            column.extend(values.iter().skip(at).step_by(width));
            outputs.push(estimate(&design, output, &self.factors, &column, &seeds, self.confidence));
            let done = at + 1;
            if progress(Progress::Estimated { done, of: width }).is_break() && done < width {
                return Err(Error::Cancelled { work: "the estimation of the indices", done, of: width });
            }
        }
        Ok(SobolIndices {
            generator: GENERATOR.to_owned(),
            seed: self.seed,
            samples: self.samples,
            evaluations: of,
            resamples: self.resamples,
            confidence: self.confidence,
            outputs,
        })
    }

    /// Evaluates the points from `first` on, each into its row of `rows`. No row depends on another.
    fn evaluate<F>(&self, design: &Design, function: &F, first: usize, rows: &mut [f64]) -> Result<(), Error>
    where
        F: Fn(&[f64], &mut [f64]) -> Result<(), Error> + Sync,
    {
        let width = self.outputs.len();
        let pieces: Vec<_> = rows.chunks_mut(PIECE * width).enumerate().collect();
        threads::for_each(pieces, |(piece, rows)| {
            let mut point = vec![0.0; self.factors.len()];
            for (at, row) in rows.chunks_mut(width).enumerate() {
                design.write(first + piece * PIECE + at, &mut point);
                function(&point, row)?;
                if let Some((output, value)) = self.outputs.iter().zip(row).find(|(_, value)| !value.is_finite()) {
                    return Err(Error::Undefined {
                        method: "the sensitivity analysis",
                        problem: format!("output {output:?} is {value} at the point {point:?}"),
                        remedy: "write a finite number for every output at every point".to_owned(),
                    });
                }
            }
            Ok(())
        })
    }
}
