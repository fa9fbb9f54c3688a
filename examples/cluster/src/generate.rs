//! A synthetic file to measure with: it is drawn, and says nothing of any place.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, Float64Array, Int64Array};
use datafusion::arrow::datatypes::{DataType, Field, Schema};
use datafusion::arrow::record_batch::RecordBatch;
use datafusion::parquet::arrow::ArrowWriter;
use datafusion::parquet::file::metadata::KeyValue;
use datafusion::parquet::file::properties::WriterProperties;
use indicatif::ProgressBar;
use rand_pcg::Pcg64;
use rand_pcg::rand_core::{Rng, SeedableRng};

use crate::Failure;

/// Rows written at a time, and rows of one row group: a part that an executor reads.
const ROWS: usize = 1 << 17;

/// Writes `rows` rows of the columns x01, x02, … with values in [0, 1), beside a column `unit`.
pub fn generate(out: &Path, rows: usize, columns: usize, seed: u64) -> Result<(), Failure> {
    let fields = (1..=columns).map(|j| Field::new(format!("x{j:02}"), DataType::Float64, false));
    let fields: Vec<Field> = std::iter::once(Field::new("unit", DataType::Int64, false)).chain(fields).collect();
    let schema = Arc::new(Schema::new(fields));
    // Values that never come again are no longer for a dictionary.
    let properties = WriterProperties::builder()
        .set_dictionary_enabled(false)
        .set_max_row_group_row_count(Some(ROWS))
        .set_key_value_metadata(Some(vec![KeyValue::new("synthetic".to_owned(), format!("Pcg64, seed {seed}"))]))
        .build();
    let file = File::create(out).map_err(|e| format!("{}: {e}", out.display()))?;
    let mut writer = ArrowWriter::try_new(file, schema.clone(), Some(properties))?;
    let mut random = Pcg64::seed_from_u64(seed);
    let progress = ProgressBar::new(rows as u64);
    for from in (0..rows).step_by(ROWS) {
        let to = (from + ROWS).min(rows);
        let units: ArrayRef = Arc::new(Int64Array::from_iter_values(from as i64..to as i64));
        let mut batch = vec![units];
        for _ in 0..columns {
            // 53 random bits are a number in [0, 1) without bias; the square sets the columns apart from an even spread.
            let drawn = (from..to).map(|_| ((random.next_u64() >> 11) as f64 / (1_u64 << 53) as f64).powi(2));
            batch.push(Arc::new(Float64Array::from_iter_values(drawn)));
        }
        writer.write(&RecordBatch::try_new(schema.clone(), batch)?)?;
        progress.inc((to - from) as u64);
    }
    writer.close()?;
    progress.finish_and_clear();
    println!("{rows} synthetic rows of {columns} columns: {}", out.display());
    Ok(())
}
