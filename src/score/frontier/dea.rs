//! Data envelopment analysis (数据包络分析).

use serde::{Deserialize, Serialize};

use crate::error::Error;

use super::production::Production;
use super::program::{Program, Side};

/// Two efficiencies nearer than this are one, and a slack below this share of the unit's own value is none.
const SAME: f64 = 1e-9;

/// Data envelopment analysis (数据包络分析, DEA): how much less a unit could use, or how much more it could make, if it did as well as the
/// best combination of others.
///
/// # Formula
/// Unit o with inputs `x` and outputs `y`, envelopment form. Toward inputs: least `θ` with `Σ_k λ_k x_ik ≤ θ x_io`, `Σ_k λ_k y_rk ≥ y_ro`,
/// `λ ≥ 0`; efficiency `θ`. Toward outputs: largest `φ` with `Σ_k λ_k x_ik ≤ x_io`, `Σ_k λ_k y_rk ≥ φ y_ro`; efficiency `1/φ`. Constant
/// returns (CCR) ask no more of `λ`, variable returns (BCC) `Σ λ = 1`. A second programme keeps the efficiency and takes the point with
/// the largest sum of slacks, each as a share of the unit's own value.
///
/// # Result
/// One [`Efficiency`] a unit, in (0, 1]. No unit of measurement matters, and no normalisation or weight enters.
///
/// # Edge cases
/// With few units or many inputs and outputs most units are efficient; a common rule asks for three units to each input and output. One
/// wrong value can make the frontier: look at the peers. Where several combinations of peers are equally good, one is told.
///
/// # Errors
/// [`Error::Undefined`] if the programme of a unit can't be solved, as where values of one column differ by many orders of magnitude.
///
/// # Complexity
/// A linear programme or two a unit, over as many variables as there are units: among a thousand about ten milliseconds a unit.
///
/// # Reference
/// Charnes, Cooper & Rhodes (1978), Measuring the efficiency of decision making units, *European Journal of Operational Research* 2(6);
/// Banker, Charnes & Cooper (1984), Some models for estimating technical and scale inefficiencies, *Management Science* 30(9).
///
/// # Example
/// By hand: with constant returns each makes output per input ½, 1, ¾, ⅔ of the best. With variable returns only D is behind: B makes as
/// much of 4, and between B and C 6 gives 5.
/// ```
/// use governance_efficacy::score::frontier::{Dea, Production};
///
/// let staff = vec![2.0, 4.0, 8.0, 6.0];
/// let cases = vec![1.0, 4.0, 6.0, 4.0];
/// let wards = Production::new(["A", "B", "C", "D"], [("staff", staff)], [("cases", cases)])?;
/// let near = |found: f64, expected: f64| (found - expected).abs() < 1e-12;
///
/// let ccr = Dea::default().evaluate(&wards)?;
/// assert!(ccr.iter().zip([0.5, 1.0, 0.75, 2.0 / 3.0]).all(|(unit, e)| near(unit.efficiency, e)));
/// assert_eq!(ccr[2].peers, [(1, 1.5)]);
///
/// let bcc = Dea::default().with_variable_returns();
/// assert!(near(bcc.evaluate(&wards)?[3].efficiency, 4.0 / 6.0));
/// assert!(near(bcc.toward_outputs().evaluate(&wards)?[3].efficiency, 4.0 / 5.0));
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Dea {
    returns: Returns,
    toward_outputs: bool,
}

/// What is asked of the weights of the peers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Returns {
    #[default]
    Constant,
    Variable,
    NonIncreasing,
}

/// How efficient a unit is, and by whom it is measured (效率).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Efficiency {
    /// In (0, 1]; 1 on the frontier.
    pub efficiency: f64,
    /// Whether it is on the frontier and no slack is left (强有效).
    pub is_efficient: bool,
    /// The units of the frontier it is measured by (标杆单元), by row, each with its λ above 0.
    pub peers: Vec<(usize, f64)>,
    /// How much of each input it could still leave after the proportional step (投入冗余), in the unit of the input.
    pub input_slacks: Vec<f64>,
    /// How much more of each output it could still make (产出不足), in the unit of the output.
    pub output_slacks: Vec<f64>,
}

/// How far the size of a unit is from the best (规模效率).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScaleEfficiency {
    /// Efficiency under constant returns (综合技术效率).
    pub constant: f64,
    /// Efficiency under variable returns (纯技术效率).
    pub variable: f64,
    /// The first over the second, in (0, 1].
    pub scale: f64,
    /// Whether a larger or a smaller unit would do better.
    pub returns: ReturnsToScale,
}

/// What more input would give (规模报酬).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReturnsToScale {
    /// More than its share: the unit is too small (规模报酬递增).
    Increasing,
    /// Its share (规模报酬不变).
    Constant,
    /// Less than its share: the unit is too large (规模报酬递减).
    Decreasing,
}

/// Efficiency measured by the others alone (超效率).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SuperEfficiency {
    /// Above 1 for a unit that makes the frontier.
    Of(f64),
    /// No combination of the others reaches it at any level: with variable returns only (无可行解).
    Infeasible,
}

impl SuperEfficiency {
    /// The number, if there is one.
    pub fn value(self) -> Option<f64> {
        match self {
            Self::Of(efficiency) => Some(efficiency),
            Self::Infeasible => None,
        }
    }
}

impl Dea {
    /// Takes variable returns to scale (BCC): a unit is compared with combinations of its own size only.
    #[must_use]
    pub fn with_variable_returns(self) -> Self {
        Self { returns: Returns::Variable, ..self }
    }

    /// Asks how much more could be made of the inputs; how much less could be used for the outputs if not set.
    #[must_use]
    pub fn toward_outputs(self) -> Self {
        Self { toward_outputs: true, ..self }
    }

    /// The efficiency of every unit, in row order.
    ///
    /// # Errors
    /// [`Error::Undefined`] if the programme of a unit can't be solved.
    pub fn evaluate(&self, production: &Production) -> Result<Vec<Efficiency>, Error> {
        (0..production.rows().len()).map(|unit| self.efficiency(&Comparison::of(production, unit, false)?)).collect()
    }

    /// The efficiency of every unit measured by the others alone (超效率), which tells efficient units apart (Andersen & Petersen 1993).
    ///
    /// # Errors
    /// [`Error::TooFew`] for a single unit; [`Error::Undefined`] if the programme of a unit can't be solved.
    ///
    /// # Reference
    /// Andersen & Petersen (1993), A procedure for ranking efficient units in data envelopment analysis, *Management Science* 39(10).
    ///
    /// # Example
    /// By hand: without B the best ratio is that of C, ¾, so B could use 4/3 of what it does and still be on the frontier. With variable
    /// returns nobody else makes as much as C.
    /// ```
    /// use governance_efficacy::score::frontier::{Dea, Production, SuperEfficiency};
    ///
    /// let wards =
    ///     Production::new(["A", "B", "C"], [("staff", vec![2.0, 4.0, 8.0])], [("cases", vec![1.0, 4.0, 6.0])])?;
    /// let ccr = Dea::default().super_efficiency(&wards)?;
    /// assert!((ccr[1].value().unwrap() - 4.0 / 3.0).abs() < 1e-12);
    /// assert_eq!(Dea::default().with_variable_returns().super_efficiency(&wards)?[2], SuperEfficiency::Infeasible);
    /// # Ok::<(), governance_efficacy::Error>(())
    /// ```
    pub fn super_efficiency(&self, production: &Production) -> Result<Vec<SuperEfficiency>, Error> {
        let units = production.rows().len();
        if units < 2 {
            return Err(Error::TooFew { what: "units for super-efficiency, which measures each by the others", needed: 2 });
        }
        let of = |unit| {
            let level = self.level(&Comparison::of(production, unit, true)?)?;
            Ok(level.map_or(SuperEfficiency::Infeasible, |level| SuperEfficiency::Of(self.of_level(level))))
        };
        (0..units).map(of).collect()
    }

    /// Efficiency under constant and under variable returns, their ratio, and what more input would give (规模效率与规模报酬).
    ///
    /// Returns are constant where both agree. Else a third programme, `Σ λ ≤ 1`, tells: if it agrees with constant returns the unit is
    /// smaller than its peers (Färe, Grosskopf & Lovell 1985, *The Measurement of Efficiency of Production*). Toward outputs they may differ
    /// from those toward inputs for a unit off the frontier.
    ///
    /// # Errors
    /// [`Error::Undefined`] if the programme of a unit can't be solved.
    ///
    /// # Example
    /// By hand: A is small, 1 under variable and ½ under constant returns; C is large.
    /// ```
    /// use governance_efficacy::score::frontier::{Dea, Production, ReturnsToScale};
    ///
    /// let wards =
    ///     Production::new(["A", "B", "C"], [("staff", vec![2.0, 4.0, 8.0])], [("cases", vec![1.0, 4.0, 6.0])])?;
    /// let scale = Dea::default().scale_efficiency(&wards)?;
    /// assert!((scale[0].scale - 0.5).abs() < 1e-12);
    /// let returns: Vec<ReturnsToScale> = scale.iter().map(|unit| unit.returns).collect();
    /// assert_eq!(returns, [ReturnsToScale::Increasing, ReturnsToScale::Constant, ReturnsToScale::Decreasing]);
    /// # Ok::<(), governance_efficacy::Error>(())
    /// ```
    pub fn scale_efficiency(&self, production: &Production) -> Result<Vec<ScaleEfficiency>, Error> {
        let of = |unit| {
            let comparison = Comparison::of(production, unit, false)?;
            let under = |returns| Self { returns, ..*self }.own_level(&comparison).map(|level| self.of_level(level).min(1.0));
            let (constant, variable) = (under(Returns::Constant)?, under(Returns::Variable)?);
            let returns = if variable - constant <= SAME {
                ReturnsToScale::Constant
            } else if under(Returns::NonIncreasing)? - constant <= SAME {
                ReturnsToScale::Increasing
            } else {
                ReturnsToScale::Decreasing
            };
            Ok(ScaleEfficiency { constant, variable, scale: (constant / variable).min(1.0), returns })
        };
        (0..production.rows().len()).map(of).collect()
    }

    /// The efficiency of a unit of `own` measured by the units of `frontier`; none if none of their combinations reaches it.
    pub(super) fn measured_by(self, frontier: &Production, own: &Production, unit: usize) -> Result<Option<f64>, Error> {
        let peers: Vec<usize> = (0..frontier.rows().len()).collect();
        let comparison = Comparison::with(own, unit, frontier, &peers)?;
        Ok(self.level(&comparison)?.filter(|level| *level > SAME).map(|level| self.of_level(level)))
    }

    /// The efficiency that a level `θ` or `φ` means; one that differs from 1 by rounding is 1.
    fn of_level(self, level: f64) -> f64 {
        let efficiency = if self.toward_outputs { 1.0 / level } else { level };
        if (efficiency - 1.0).abs() <= 1e-12 { 1.0 } else { efficiency }
    }

    /// The constraint on λ, over the variables of `comparison` between `before` and `after` further ones.
    fn constrain(self, program: &mut Program, comparison: &Comparison<'_>, before: usize, after: usize) {
        let side = match self.returns {
            Returns::Constant => return,
            Returns::Variable => Side::Equal,
            Returns::NonIncreasing => Side::AtMost,
        };
        let lambdas = comparison.sizes.iter().map(|size| 1.0 / size);
        let zeros = |count| std::iter::repeat_n(0.0, count);
        program.add(zeros(before).chain(lambdas).chain(zeros(after)).collect(), side, 1.0);
    }

    /// The level `θ` or `φ`; none if no combination of the peers reaches the unit.
    fn level(self, comparison: &Comparison<'_>) -> Result<Option<f64>, Error> {
        let mut goal = vec![0.0; 1 + comparison.sizes.len()];
        goal[0] = 1.0;
        let mut program = if self.toward_outputs { Program::maximize(goal) } else { Program::minimize(&goal) };
        for (ratios, is_input) in comparison.columns() {
            // Where the level stands, it takes the place of the unit's own value, which is 1.
            let is_scaled = is_input != self.toward_outputs;
            let level = if is_scaled { -1.0 } else { 0.0 };
            let side = if is_input { Side::AtMost } else { Side::AtLeast };
            program.add(std::iter::once(level).chain(ratios.iter().copied()).collect(), side, if is_scaled { 0.0 } else { 1.0 });
        }
        self.constrain(&mut program, comparison, 1, 0);
        let solution = program.solve().map_err(|problem| comparison.unsolved(&problem))?;
        Ok(solution.map(|x| x[0]))
    }

    /// The level of a unit that is among its own peers, so that there is one.
    fn own_level(self, comparison: &Comparison<'_>) -> Result<f64, Error> {
        // Below this the efficiency is as small as the tolerance of the solver.
        self.level(comparison)?.filter(|level| *level > SAME).ok_or_else(|| comparison.unsolved("it is too far from all others"))
    }

    fn efficiency(self, comparison: &Comparison<'_>) -> Result<Efficiency, Error> {
        let level = self.own_level(comparison)?;
        let efficiency = self.of_level(level).min(1.0);
        let level = if self.toward_outputs { 1.0 / efficiency } else { efficiency };
        // Variables: λ of each peer, then a slack of each input and output.
        let (peers, columns) = (comparison.sizes.len(), comparison.columns().count());
        let goal = (0..peers + columns).map(|j| if j < peers { 0.0 } else { 1.0 }).collect();
        let mut program = Program::maximize(goal);
        for (at, (ratios, is_input)) in comparison.columns().enumerate() {
            let mut row = ratios.to_vec();
            row.extend((0..columns).map(|slack| {
                if slack != at {
                    0.0
                } else if is_input {
                    1.0
                } else {
                    -1.0
                }
            }));
            program.add(row, Side::Equal, if is_input == self.toward_outputs { 1.0 } else { level });
        }
        self.constrain(&mut program, comparison, 0, columns);
        let solution = program.solve().map_err(|problem| comparison.unsolved(&problem))?;
        let found = solution.ok_or_else(|| comparison.unsolved("its level was found and no point at it"))?;
        let (weights, slacks) = found.split_at(peers);
        let slacks: Vec<f64> = slacks.iter().map(|&s| if s > SAME { s } else { 0.0 }).collect();
        let in_units = |slacks: &[f64], own: &[f64]| slacks.iter().zip(own).map(|(s, x)| s * x).collect();
        let (of_inputs, of_outputs) = slacks.split_at(comparison.inputs.len());
        let lambdas = weights.iter().zip(&comparison.sizes).map(|(w, size)| w / size);
        Ok(Efficiency {
            efficiency,
            is_efficient: efficiency >= 1.0 - SAME && slacks.iter().all(|&s| s == 0.0),
            peers: weights.iter().zip(lambdas).enumerate().filter(|(_, (w, _))| **w > SAME).map(|(k, (_, l))| (k, l)).collect(),
            input_slacks: in_units(of_inputs, &comparison.own_inputs),
            output_slacks: in_units(of_outputs, &comparison.own_outputs),
        })
    }
}

/// A unit and its peers, each value as a ratio to that of the unit, so that no unit of measurement matters; and each peer by the size of
/// its largest ratio, so that all variables of a programme are near 1.
struct Comparison<'a> {
    production: &'a Production,
    unit: usize,
    own_inputs: Vec<f64>,
    own_outputs: Vec<f64>,
    /// Input by input, one ratio a peer.
    inputs: Vec<Vec<f64>>,
    outputs: Vec<Vec<f64>>,
    /// By what the ratios of each peer were divided.
    sizes: Vec<f64>,
}

impl<'a> Comparison<'a> {
    /// The `unit` with all units, or all but itself, as its peers.
    fn of(production: &'a Production, unit: usize, without_itself: bool) -> Result<Self, Error> {
        let peers: Vec<usize> = (0..production.rows().len()).filter(|&k| !(without_itself && k == unit)).collect();
        Self::with(production, unit, production, &peers)
    }

    /// The `unit` of `production` with units of `frontier` as its peers.
    fn with(production: &'a Production, unit: usize, frontier: &Production, peers: &[usize]) -> Result<Self, Error> {
        type Columns = [(crate::label::Key, Vec<f64>)];
        let ratios = |of: &Columns, own: &Columns| -> Vec<Vec<f64>> {
            let of_column = |(values, own): (&Vec<f64>, f64)| peers.iter().map(|&k| values[k] / own).collect();
            of.iter().zip(own).map(|((_, values), (_, own))| of_column((values, own[unit]))).collect()
        };
        let own = |columns: &Columns| columns.iter().map(|(_, values)| values[unit]).collect();
        let mut inputs = ratios(&frontier.inputs, &production.inputs);
        let mut outputs = ratios(&frontier.outputs, &production.outputs);
        let largest = |k: usize| inputs.iter().chain(&outputs).map(|column| column[k]).fold(0.0, f64::max);
        let sizes: Vec<f64> = (0..peers.len()).map(largest).collect();
        for column in inputs.iter_mut().chain(&mut outputs) {
            for (ratio, size) in column.iter_mut().zip(&sizes) {
                *ratio /= size;
            }
        }
        let (own_inputs, own_outputs) = (own(&production.inputs), own(&production.outputs));
        let comparison = Self { production, unit, own_inputs, own_outputs, inputs, outputs, sizes };
        if comparison.sizes.iter().all(|size| size.is_normal() && (1.0 / size).is_normal()) {
            return Ok(comparison);
        }
        Err(comparison.unsolved("the values of one column differ by more than numbers can hold"))
    }

    /// Inputs, then outputs, and whether it is an input.
    fn columns(&self) -> impl Iterator<Item = (&[f64], bool)> {
        let inputs = self.inputs.iter().map(|column| (column.as_slice(), true));
        inputs.chain(self.outputs.iter().map(|column| (column.as_slice(), false)))
    }

    fn unsolved(&self, problem: &str) -> Error {
        let unit = self.production.rows().get(self.unit).map(|row| row.to_string()).unwrap_or_default();
        Error::Undefined {
            method: "data envelopment analysis",
            problem: format!("the programme of {unit} was not solved ({problem})"),
            remedy: "look for a value in the wrong unit, or leave out units of another order of magnitude".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(found: f64, expected: f64) -> bool {
        (found - expected).abs() < 1e-12
    }

    /// One input and one output a unit.
    fn simple(units: &[(f64, f64)]) -> Production {
        let (x, y) = units.iter().copied().unzip();
        Production::new((0..units.len()).map(|k| format!("u{k}")), [("x", x)], [("y", y)]).expect("positive")
    }

    #[test]
    fn peers_and_slacks_by_hand() {
        // Two inputs for one output of 1. A and B make the frontier. C uses as much of the first input as A and 2 more of the second.
        // D = (6, 6) reaches the middle (3, 3) of A and B.
        let production = Production::new(
            ["A", "B", "C", "D"],
            [("x1", vec![2.0, 4.0, 2.0, 6.0]), ("x2", vec![4.0, 2.0, 6.0, 6.0])],
            [("y", vec![1.0; 4])],
        );
        for dea in [Dea::default(), Dea::default().with_variable_returns()] {
            let found = dea.evaluate(production.as_ref().expect("positive")).expect("solved");
            assert!(found[0].is_efficient && found[1].is_efficient);
            assert_eq!((found[2].efficiency, found[2].is_efficient), (1.0, false), "only just on the frontier");
            assert_eq!(found[2].peers.iter().map(|peer| peer.0).collect::<Vec<_>>(), [0]);
            assert!(near(found[2].input_slacks[1], 2.0) && found[2].input_slacks[0] == 0.0, "{:?}", found[2]);
            assert!(near(found[3].efficiency, 0.5));
            assert!(found[3].peers.iter().all(|&(_, lambda)| near(lambda, 0.5)) && found[3].peers.len() == 2, "{:?}", found[3]);
            assert_eq!(found[3].output_slacks, [0.0]);
        }
    }

    #[test]
    fn both_orientations_and_the_size_by_hand() {
        // The units of the example: toward outputs D (6, 4) could make 5 between B (4, 4) and C (8, 6).
        let wards = simple(&[(2.0, 1.0), (4.0, 4.0), (8.0, 6.0), (6.0, 4.0)]);
        let outward = Dea::default().toward_outputs();
        let ccr = outward.evaluate(&wards).expect("solved");
        assert!(ccr.iter().zip([0.5, 1.0, 0.75, 2.0 / 3.0]).all(|(unit, e)| near(unit.efficiency, e)), "{ccr:?}");
        let scale = Dea::default().scale_efficiency(&wards).expect("solved");
        assert_eq!(
            scale.iter().map(|s| s.returns).collect::<Vec<_>>(),
            [ReturnsToScale::Increasing, ReturnsToScale::Constant, ReturnsToScale::Decreasing, ReturnsToScale::Constant]
        );
        // Toward outputs D is compared at its input of 6, where returns decrease: 2/3 over 4/5.
        let scale = outward.scale_efficiency(&wards).expect("solved");
        assert!(near(scale[3].scale, 5.0 / 6.0) && scale[3].returns == ReturnsToScale::Decreasing, "{scale:?}");
    }

    #[test]
    fn super_efficiency_by_hand() {
        let wards = simple(&[(2.0, 1.0), (4.0, 4.0), (8.0, 6.0), (6.0, 4.0)]);
        let values =
            |dea: Dea| dea.super_efficiency(&wards).expect("solved").into_iter().map(SuperEfficiency::value).collect::<Vec<_>>();
        let ccr = values(Dea::default());
        assert!(near(ccr[1].expect("feasible"), 4.0 / 3.0) && near(ccr[0].expect("feasible"), 0.5), "{ccr:?}");
        // Variable returns: without A B is next, 4/2; without B 3/5 of the way from A to C costs 5.6, of 4; without C nobody makes 6.
        let bcc = values(Dea::default().with_variable_returns());
        assert!(near(bcc[0].expect("feasible"), 2.0) && near(bcc[1].expect("feasible"), 1.4), "{bcc:?}");
        assert_eq!(bcc[2], None);
        // Toward outputs nobody does with as little as A.
        let outward = values(Dea::default().with_variable_returns().toward_outputs());
        assert_eq!(outward[0], None);
        assert!(near(outward[2].expect("feasible"), 6.0 / 4.0), "{outward:?}");
        assert_eq!(Dea::default().super_efficiency(&simple(&[(1.0, 1.0)])).unwrap_err().code(), "too-few");
    }

    #[test]
    fn units_of_any_size_are_compared_or_told() {
        let small = simple(&[(2e-300, 1e-300), (4e-300, 4e-300), (8e-300, 6e-300)]);
        assert!(near(Dea::default().evaluate(&small).expect("solved")[2].efficiency, 0.75));
        let apart = simple(&[(1e-200, 1.0), (1e200, 1.0)]);
        let error = Dea::default().evaluate(&apart).unwrap_err();
        assert!(error.code() == "undefined" && error.to_string().contains("u0"), "{error}");
    }
}
