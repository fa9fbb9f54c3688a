//! Facts for the tests: made from the columns of the ledgers themselves, so that a new column is tested without a line here.

use std::collections::BTreeMap;

use governance_efficacy::Error;
use governance_efficacy::governance::Facts;
use governance_efficacy::governance::ledger::{Column, Holds, Ledger, ledgers, read};

/// A generator of numbers that is the same everywhere (SplitMix64: Steele, Lea & Flood 2014).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % bound as u64).expect("below bound")
    }

    fn one_of<'a>(&mut self, choices: &[&'a str]) -> &'a str {
        choices[self.below(choices.len())]
    }
}

/// Keys that a careless writer or reader would spoil.
const KEYS: [&str; 5] = ["东湖", "c,d", "say \"so\"", "2024", "a b"];
const PERIODS: [&str; 2] = ["2023", "2024"];

type Rows = Vec<Vec<String>>;

/// Facts in which everything that can be recorded is recorded somewhere, different for every seed.
pub(crate) fn facts(seed: u64) -> Facts {
    let ledgers = ledgers();
    let mut numbers = Numbers(seed);
    let mut rows: Vec<Rows> = ledgers.iter().map(|ledger| random_rows(ledger, &mut numbers)).collect();
    loop {
        let files = ledgers.iter().zip(&rows).map(|(ledger, rows)| (ledger.file(), text(ledger, rows)));
        match read(files) {
            Ok(facts) => return facts,
            Err(Error::Facts(found)) => {
                let mut mended = BTreeMap::new();
                for one in &found {
                    let place = (one.file.clone().expect("a ledger"), one.row.expect("a row"));
                    mended.insert(place, one.kind.code());
                }
                // From the last row up, so that the numbers of the rows above stay right.
                for ((file, row), kind) in mended.into_iter().rev() {
                    let at = ledgers.iter().position(|ledger| ledger.file() == file).expect("a ledger");
                    mend(&ledgers[at], &mut rows[at], row - 2, kind);
                }
            }
            Err(other) => panic!("{other}"),
        }
    }
}

fn random_rows(ledger: &Ledger, numbers: &mut Numbers) -> Rows {
    let first = ledger.file() == "communities.csv";
    let count = if first { 6 } else { numbers.below(12) };
    let mut rows: Rows = (0..count).map(|_| random_row(ledger, numbers)).collect();
    if first {
        rows.push(ledger.columns().iter().map(|column| random_cell(column.holds(), column.name(), numbers)).collect());
    }
    rows
}

fn random_row(ledger: &Ledger, numbers: &mut Numbers) -> Vec<String> {
    let cell = |column: &Column| {
        if column.required() || numbers.below(4) > 0 {
            random_cell(column.holds(), column.name(), numbers)
        } else {
            String::new()
        }
    };
    ledger.columns().iter().map(cell).collect()
}

fn random_cell(holds: &Holds, name: &str, numbers: &mut Numbers) -> String {
    match holds {
        Holds::Count => numbers.below(40).to_string(),
        Holds::Amount => format!("{}.{}", numbers.below(3), numbers.below(10_000)),
        Holds::YesNo => numbers.one_of(&["yes", "no", "是", "否"]).to_owned(),
        Holds::Key => numbers.one_of(&KEYS).to_owned(),
        Holds::Period if name == "month" => format!("{}-{:02}", numbers.one_of(&PERIODS), 1 + numbers.below(12)),
        Holds::Period => numbers.one_of(&PERIODS).to_owned(),
        Holds::Word { words, .. } => {
            let (word, name) = &words[numbers.below(words.len())];
            numbers.one_of(&[*word, &name.zh]).to_owned()
        }
        _ => numbers.one_of(&["商品房小区", "old, \"inner\" city", "7"]).to_owned(),
    }
}

/// Takes out of a row what contradicts another: first what may be left out, then the row.
fn mend(ledger: &Ledger, rows: &mut Rows, row: usize, kind: &str) {
    let optional = |(cell, _): &(&mut String, bool)| !cell.is_empty();
    let cells = rows[row].iter_mut().zip(ledger.columns().iter().map(Column::required));
    let recorded: Vec<_> = cells.filter(|(_, required)| !required).filter(optional).collect();
    let whole_row = matches!(kind, "duplicate" | "unknown-reference" | "period-mismatch") || recorded.is_empty();
    if whole_row {
        rows.remove(row);
    } else {
        for (cell, _) in recorded {
            cell.clear();
        }
    }
}

fn text(ledger: &Ledger, rows: &Rows) -> String {
    let names: Vec<&str> = ledger.columns().iter().map(Column::name).collect();
    let quoted = |row: &Vec<String>| {
        let cells: Vec<String> = row.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect();
        cells.join(",") + "\n"
    };
    names.join(",") + "\n" + &rows.iter().map(quoted).collect::<String>()
}
