//! Descriptive statistics as a table (描述统计表).

use crate::error::Error;
use crate::label::Label;
use crate::model::Evaluation;
use crate::numeric::{Moments, quantile};
use crate::report::{Cell, Table};

/// Descriptive statistics of the raw values of each indicator over all rows (描述统计表): number of values and of gaps, mean, sample standard
/// deviation, least, median, greatest, in the unit of the indicator.
///
/// # Errors
/// [`Error::InvalidSetting`] unless the evaluation holds the values (`detail = "full"`).
///
/// # Example
/// By hand: of 1, 2 and 6 the mean is 3, the median 2, and the variance (4 + 1 + 9)/2 = 7.
/// ```
/// use governance_efficacy::model::{Detail, Model, System};
/// use governance_efficacy::report::{Wording, tables};
/// use governance_efficacy::{Indicator, IndicatorTable};
///
/// let model = Model::new(System::flat([Indicator::new("solved")?])?).with_detail(Detail::Full);
/// let table = IndicatorTable::from_rows(["A", "B", "C"], &["solved"], &[[Some(1.0)], [Some(2.0)], [Some(6.0)]])?;
/// let text = tables::descriptive(&model.evaluate(&table)?)?.to_markdown(Wording::En);
/// // √7 = 2.646
/// assert!(text.contains("| solved |  | 3 | 0 | 3.000 | 2.646 | 1.000 | 2.000 | 6.000 |"));
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
pub fn descriptive(evaluation: &Evaluation) -> Result<Table, Error> {
    let header = [
        Label::new("indicator", "指标"),
        Label::new("unit", "单位"),
        Label::new("n", "样本量"),
        Label::new("gaps", "缺失"),
        Label::new("mean", "均值"),
        Label::new("s.d.", "标准差"),
        Label::new("min", "最小值"),
        Label::new("median", "中位数"),
        Label::new("max", "最大值"),
    ];
    let rows = evaluation.indicators().iter().map(|indicator| {
        let Some(cells) = &indicator.cells else { return None };
        let mut values: Vec<f64> = cells.values.iter().filter_map(|x| *x).collect();
        values.sort_by(f64::total_cmp);
        let gaps = cells.values.len() - values.len();
        let name =
            [Cell::Text(indicator.label.clone()), Cell::text(&indicator.unit), Cell::count(values.len()), Cell::count(gaps)];
        let numbers = if values.is_empty() {
            [None; 5]
        } else {
            let moments = Moments::of(&values);
            let deviation = (values.len() > 1).then(|| moments.standard_deviation(1));
            let at = |share| Some(quantile(&values, share));
            [Some(moments.mean), deviation, at(0.0), at(0.5), at(1.0)]
        };
        Some(name.into_iter().chain(numbers.map(|x| Cell::number(x, 3))).collect::<Vec<_>>())
    });
    let rows: Vec<Vec<Cell>> = rows.flatten().collect();
    if rows.is_empty() {
        let remedy = "set detail = \"full\" in the model, so that the evaluation holds the values";
        return Err(Error::setting("detail", "scores", remedy));
    }
    Ok(Table::new(Label::new("Descriptive statistics", "描述统计"), header).with_rows(rows))
}
