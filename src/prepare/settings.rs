//! How a table is prepared (预处理设置).

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::document::{Entry, Node, TableBuilder, Value};
use crate::error::Error;
use crate::indicator::{Indicator, Normalization, Role};
use crate::label::Key;
use crate::table::{Column, DecisionMatrix, IndicatorTable, Terms};

use super::{Denominator, Missing, OnConstant, Screen, Treatment, Wanted};

/// How a table is prepared (预处理设置).
///
/// ```
/// use governance_efficacy::prepare::{Missing, Preparation};
///
/// let preparation = Preparation::default().with_missing(Missing::Median);
/// assert_eq!(preparation.missing().name(), "median");
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Preparation {
    screen: Option<Screen>,
    denominators: Vec<Denominator>,
    missing: Missing,
    /// Kept as its opposite, so that the default is to try.
    untried: bool,
    treatment: Option<Treatment>,
    on_constant: OnConstant,
    normalization: Option<Normalization>,
}

impl Preparation {
    /// Leaves out indicators and units with too many gaps or zeros; none if not set.
    #[must_use]
    pub fn with_screen(mut self, screen: Screen) -> Self {
        self.screen = Some(screen);
        self
    }

    /// Divides an indicator by another column, replacing what it was divided by before.
    #[must_use]
    pub fn with_denominator(mut self, denominator: Denominator) -> Self {
        self.denominators.retain(|other| other.indicator() != denominator.indicator());
        self.denominators.push(denominator);
        self
    }

    /// Sets what to do about gaps; an error if not set.
    #[must_use]
    pub fn with_missing(mut self, missing: Missing) -> Self {
        self.missing = missing;
        self
    }

    /// Treats outliers, after gaps are filled; none if not set.
    #[must_use]
    pub fn with_treatment(mut self, treatment: Treatment) -> Self {
        self.treatment = Some(treatment);
        self
    }

    /// Fills gaps without trying first how far the policy is off, which takes several times as long as filling them.
    #[must_use]
    pub fn without_held_out(mut self) -> Self {
        self.untried = true;
        self
    }

    /// Sets what to do about an indicator that doesn't vary; an error if not set. Under goalposts it need not vary: one unit alone can
    /// be scored.
    #[must_use]
    pub fn with_on_constant(mut self, on_constant: OnConstant) -> Self {
        self.on_constant = on_constant;
        self
    }

    /// Normalises the table once, for every method that doesn't name a normalisation of its own; if not set, each method uses
    /// the one of its paper. An indicator's own normalisation stands before it.
    #[must_use]
    pub fn with_normalization(mut self, normalization: Normalization) -> Self {
        self.normalization = Some(normalization);
        self
    }

    /// Which indicators and units are left out for their gaps or zeros.
    pub fn screen(&self) -> Option<Screen> {
        self.screen
    }

    /// Which indicators are divided by what.
    pub fn denominators(&self) -> &[Denominator] {
        &self.denominators
    }

    /// What is done about gaps.
    pub fn missing(&self) -> &Missing {
        &self.missing
    }

    /// Whether a policy that fills gaps is tried on values that are known.
    pub fn is_held_out(&self) -> bool {
        !self.untried
    }

    /// What is done about outliers.
    pub fn treatment(&self) -> Option<&Treatment> {
        self.treatment.as_ref()
    }

    /// What is done about an indicator that doesn't vary.
    pub fn on_constant(&self) -> OnConstant {
        self.on_constant
    }

    /// The normalisation for every method that doesn't name its own.
    pub fn normalization(&self) -> Option<Normalization> {
        self.normalization
    }

    /// Makes a complete matrix of `indicators` out of `table`, in their order and with their directions. Diagnostic indicators
    /// are left out. For a policy within dimensions they are all of one.
    ///
    /// The values are not normalised: they are as the steps leave them, in the unit of the table unless a denominator or a treatment
    /// of outliers changes it. The normalisation that is set here only tells whether an indicator may be constant; the method that
    /// takes the matrix applies its own.
    ///
    /// # Errors
    /// [`Error::Unknown`] for an indicator the table lacks, [`Error::Missing`] and [`Error::Constant`] as the policies say,
    /// [`Error::TooFew`] if no indicator is left; [`Error::Missing`] if gaps remain, which they do under [`Missing::Renormalize`];
    /// what the steps refuse.
    ///
    /// ```
    /// use governance_efficacy::prepare::{Missing, Preparation};
    /// use governance_efficacy::{Indicator, IndicatorTable};
    ///
    /// let table = IndicatorTable::from_rows(["A", "B", "C"], &["x"], &[[Some(1.0)], [None], [Some(3.0)]])?;
    /// let matrix = Preparation::default().with_missing(Missing::Mean).matrix(&table, &[Indicator::new("x")?])?;
    /// assert_eq!(matrix.criteria()[0].values(), [1.0, 2.0, 3.0]);
    /// # Ok::<(), governance_efficacy::Error>(())
    /// ```
    pub fn matrix(&self, table: &IndicatorTable, indicators: &[Indicator]) -> Result<DecisionMatrix, Error> {
        self.check(indicators.iter().map(Indicator::key))?;
        let scored = indicators.iter().filter(|i| i.role() == Role::Scored);
        let wanted: Vec<Wanted<'_>> = scored.map(|indicator| Wanted::new(indicator, self.normalization, 0)).collect();
        let fitted = self.fit(table, &wanted)?;
        let prepared = fitted.apply(table)?;
        let columns: Vec<(Column, Terms)> = prepared.columns.into_iter().map(|c| (c.column, c.terms)).collect();
        DecisionMatrix::of_columns(prepared.rows, &columns)
    }

    /// Refuses settings for indicators that are not among `known`.
    pub(crate) fn check<'a>(&self, known: impl Iterator<Item = &'a Key> + Clone) -> Result<(), Error> {
        let divided = self.denominators.iter().map(|denominator| ("indicator to divide", denominator.indicator()));
        let treated = self.treatment.iter().filter_map(Treatment::indicators).flatten().map(|key| ("indicator to treat", key));
        match divided.chain(treated).find(|(_, key)| !known.clone().any(|k| k == *key)) {
            None => Ok(()),
            Some((what, key)) => Err(Error::unknown(what, key.as_str(), known.map(Key::as_str))),
        }
    }

    pub(crate) fn read(entry: &Entry<'_>) -> Result<Self, Error> {
        let mut reader = entry.table()?;
        let mut preparation = Self::default();
        if let Some(screen) = reader.optional("screen") {
            preparation.screen = Some(Screen::read(&screen)?);
        }
        if let Some(denominate) = reader.optional("denominate") {
            preparation.denominators = Denominator::read_all(&denominate)?;
        }
        if let Some(missing) = reader.optional("missing") {
            preparation.missing = Missing::read(&missing)?;
        }
        if let Some(held_out) = reader.optional("held-out") {
            preparation.untried = !held_out.truth()?;
        }
        if let Some(treat) = reader.optional("treat") {
            preparation.treatment = Some(Treatment::read(&treat)?);
        }
        if let Some(on_constant) = reader.optional("on-constant") {
            preparation.on_constant = OnConstant::read(&on_constant)?;
        }
        if let Some(normalization) = reader.optional("normalization") {
            preparation.normalization = Some(Normalization::read(&normalization)?);
        }
        reader.finish()?;
        Ok(preparation)
    }

    pub(crate) fn write(&self) -> Value {
        TableBuilder::default()
            .with_some("screen", self.screen.map(Screen::write))
            .with_some("denominate", (!self.denominators.is_empty()).then(|| Denominator::write_all(&self.denominators)))
            .with("missing", self.missing.write())
            .with("held-out", !self.untried)
            .with_some("treat", self.treatment.as_ref().map(Treatment::write))
            .with("on-constant", self.on_constant.write())
            .with_some("normalization", self.normalization.map(Normalization::write))
            .into()
    }
}

impl Serialize for Preparation {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.write().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Preparation {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let node: Node = Value::deserialize(deserializer)?.into();
        Self::read(&Entry::root(&node)).map_err(D::Error::custom)
    }
}
