//! The agreement of methods as a table (方法一致性表).

use crate::label::Label;
use crate::report::table::fixed;
use crate::report::{Cell, Table};
use crate::score::Comparison;
use crate::score::agreement::Agreement;

/// How far the methods agree in pairs (方法一致性表), by `measure`; a note tells Kendall's W and which methods gave no ranking. If the
/// comparison has no such measure the table has no rows.
///
/// # Example
/// Of one indicator all methods that rank by it give the same ranking.
/// ```
/// use governance_efficacy::model::{Model, System};
/// use governance_efficacy::report::{Wording, tables};
/// use governance_efficacy::score::agreement::Agreement;
/// use governance_efficacy::score::{ScoreMethod, Topsis, WeightedSum};
/// use governance_efficacy::{Indicator, IndicatorTable};
///
/// let model = Model::new(System::flat([Indicator::new("answered")?])?);
/// let table = IndicatorTable::from_rows(["A", "B", "C"], &["answered"], &[[Some(0.9)], [Some(0.6)], [Some(0.1)]])?;
/// let methods = [ScoreMethod::from(Topsis::default()), WeightedSum::default().into()];
/// let found = model.compare(&table, methods)?;
/// let text = tables::agreement(&found, Agreement::Spearman).to_markdown(Wording::En);
/// assert!(text.contains("| 1.000 | 1.000 |"));
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
pub fn agreement(found: &Comparison, measure: Agreement) -> Table {
    let names = found.methods.iter().map(|method| Label::same(method.name.as_str()));
    let header = std::iter::once(Label::new("method", "方法")).chain(names);
    let matrix = found.agreement.iter().find(|matrix| matrix.measure == measure);
    let rows = found.methods.iter().zip(matrix.into_iter().flat_map(|matrix| &matrix.values)).map(|(method, values)| {
        let name = Cell::Text(Label::new(
            format!("{} ({})", method.label.en, method.name),
            format!("{}（{}）", method.label.zh, method.name),
        ));
        std::iter::once(name).chain(values.iter().map(|x| Cell::number(*x, 3))).collect()
    });
    let (info, w) = (measure.info(), &found.kendall_w);
    let size = format!("{:.2e}", w.p_value);
    let mut table =
        Table::new(Label::new(format!("Agreement of methods: {}", info.en), format!("方法一致性：{}", info.zh)), header)
            .with_rows(rows.collect::<Vec<Vec<_>>>())
            .with_note(Label::new(
                format!("Kendall's W {} over {} methods and {} units, p {size}.", fixed(w.w, 3), w.rankings, w.units),
                format!("肯德尔和谐系数 W = {}（{} 种方法，{} 个单元），p = {size}。", fixed(w.w, 3), w.rankings, w.units),
            ));
    for refused in &found.refused {
        table = table.with_note(Label::new(
            format!("{} gave no ranking: {}", refused.name, refused.reason),
            format!("{} 未给出排序：{}", refused.name, refused.reason),
        ));
    }
    table
}
