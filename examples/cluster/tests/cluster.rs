//! The same scores here, on a cluster and in memory; and what happens when an executor is lost.

use std::collections::HashMap;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use datafusion::arrow::array::AsArray;
use datafusion::arrow::compute::concat_batches;
use datafusion::arrow::datatypes::{Float64Type, Int64Type};
use datafusion::arrow::record_batch::RecordBatch;
use datafusion::parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use governance_efficacy::IndicatorTable;
use governance_efficacy::model::Model;

const PROGRAM: &str = env!("CARGO_BIN_EXE_governance-cluster");
const COLUMNS: usize = 16;

#[test]
fn scores_are_those_of_the_crate_here_and_on_a_cluster() {
    let place = Place::new("equal");
    let data = place.data(20_000);
    let cluster = Cluster::start(&place);
    for model in ["flat.toml", "dimensions.toml"] {
        let model = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("models").join(model);
        let expected = in_memory(&model, &data);
        for scheduler in [None, Some(cluster.scheduler.as_str())] {
            let out = place.file("scores.parquet");
            let done = run(&model, &data, &out, scheduler).wait_with_output().unwrap();
            assert!(done.status.success(), "{}", told(&done));
            assert_same(&expected, &scores(&out));
            place.assert_no_part();
        }
    }
}

#[test]
fn losing_an_executor_gives_the_whole_result_or_an_error() {
    let place = Place::new("lost");
    let data = place.data(3_000_000);
    let model = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("models/flat.toml");
    let whole = place.file("whole.parquet");
    let done = run(&model, &data, &whole, None).wait_with_output().unwrap();
    assert!(done.status.success(), "{}", told(&done));
    let undisturbed = {
        let cluster = Cluster::start(&place);
        let out = place.file("undisturbed.parquet");
        let started = Instant::now();
        let done = run(&model, &data, &out, Some(&cluster.scheduler)).wait_with_output().unwrap();
        assert!(done.status.success(), "{}", told(&done));
        started.elapsed()
    };
    // Early, in the middle and late in the run.
    for share in [0.2, 0.5, 0.8] {
        let mut cluster = Cluster::start(&place);
        let out = place.file(&format!("after-{share}.parquet"));
        let mut running = run(&model, &data, &out, Some(&cluster.scheduler));
        sleep(undisturbed.mul_f64(share));
        cluster.kill_executor();
        let was_running = running.try_wait().unwrap().is_none();
        let done = running.wait_with_output().unwrap();
        if done.status.success() {
            assert_same(&scores(&whole), &scores(&out));
        } else {
            assert!(!out.exists());
            let said = String::from_utf8_lossy(&done.stderr);
            assert!(said.contains("broke off a pass") || said.contains("a pass took more than"), "{}", told(&done));
        }
        println!("an executor lost after {share} of the run (still running: {was_running}): {}", told(&done));
        place.assert_no_part();
    }
}

#[test]
fn what_cannot_run_is_refused_before_the_file_is_read() {
    let place = Place::new("refused");
    for (from, to, names) in [("topsis", "electre-iii", "electre-iii"), ("entropy", "critic", "critic")] {
        let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("models/flat.toml")).unwrap();
        let model = place.file("refused.toml");
        std::fs::write(&model, text.replace(from, to)).unwrap();
        let done = run(&model, &place.file("none.parquet"), &place.file("out.parquet"), None).wait_with_output().unwrap();
        assert!(!done.status.success());
        assert!(String::from_utf8_lossy(&done.stderr).contains(names), "{}", told(&done));
    }
}

#[test]
fn a_cluster_that_is_not_there_is_an_error() {
    let place = Place::new("absent");
    let data = place.data(1000);
    let model = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("models/flat.toml");
    let nobody = format!("127.0.0.1:{}", free_port());
    let done = run(&model, &data, &place.file("out.parquet"), Some(&nobody)).wait_with_output().unwrap();
    assert!(!done.status.success() && !done.stderr.is_empty(), "{}", told(&done));
}

/// A directory of its own that goes with the test.
struct Place(PathBuf);

impl Place {
    fn new(name: &str) -> Self {
        let place = std::env::temp_dir().join(format!("governance-cluster-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&place).unwrap();
        Self(place)
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    fn data(&self, rows: usize) -> PathBuf {
        let out = self.file("data.parquet");
        let done = Command::new(PROGRAM).arg("generate").arg("--out").arg(&out).args(["--rows", &rows.to_string()]).output();
        assert!(done.unwrap().status.success());
        out
    }

    fn assert_no_part(&self) {
        let mut names = std::fs::read_dir(&self.0).unwrap().map(|entry| entry.unwrap().file_name());
        assert!(names.all(|name| !name.to_string_lossy().ends_with(".part")));
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A scheduler and two executors on this machine.
struct Cluster {
    scheduler: String,
    programs: Vec<Child>,
}

impl Cluster {
    fn start(place: &Place) -> Self {
        let port = free_port();
        let scheduler = format!("127.0.0.1:{port}");
        let mut programs = vec![start(&["scheduler", "--port", &port.to_string()])];
        wait_for(port);
        for number in 0..2 {
            let (port, work) = (two_free_ports(), place.file(&format!("work-{port}-{number}")));
            let (port_text, work) = (port.to_string(), work.to_string_lossy().into_owned());
            programs.push(start(&["executor", "--scheduler", &scheduler, "--port", &port_text, "--cores", "1", "--work", &work]));
            wait_for(port);
        }
        Self { scheduler, programs }
    }

    fn kill_executor(&mut self) {
        let mut lost = self.programs.pop().unwrap();
        lost.kill().unwrap();
        lost.wait().unwrap();
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        for program in &mut self.programs {
            let _ = program.kill();
            let _ = program.wait();
        }
    }
}

fn start(arguments: &[&str]) -> Child {
    Command::new(PROGRAM).args(arguments).stdout(Stdio::null()).spawn().unwrap()
}

fn run(model: &Path, data: &Path, out: &Path, scheduler: Option<&str>) -> Child {
    let mut command = Command::new(PROGRAM);
    command.arg("run").arg("--model").arg(model).arg("--data").arg(data).arg("--out").arg(out);
    command.args(["--limit", "60", "--parts", "2"]);
    if let Some(address) = scheduler {
        command.args(["--scheduler", address]);
    }
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

fn told(done: &Output) -> String {
    format!("{}: {}{}", done.status, String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr))
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// A port of which the next is free too.
fn two_free_ports() -> u16 {
    loop {
        let port = free_port();
        if port.checked_add(1).is_some_and(|next| TcpListener::bind(("127.0.0.1", next)).is_ok()) {
            return port;
        }
    }
}

fn wait_for(port: u16) {
    let started = Instant::now();
    while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
        assert!(started.elapsed() < Duration::from_secs(30), "nothing listens at port {port}");
        sleep(Duration::from_millis(50));
    }
}

fn read(file: &Path) -> RecordBatch {
    let reader = ParquetRecordBatchReaderBuilder::try_new(std::fs::File::open(file).unwrap()).unwrap().build().unwrap();
    let batches: Vec<RecordBatch> = reader.map(Result::unwrap).collect();
    concat_batches(&batches[0].schema(), &batches).unwrap()
}

fn scores(file: &Path) -> HashMap<i64, f64> {
    let batch = read(file);
    let units = batch.column_by_name("unit").unwrap().as_primitive::<Int64Type>().values().to_vec();
    let scores = batch.column_by_name("score").unwrap().as_primitive::<Float64Type>().values().to_vec();
    assert_eq!(units.len(), units.iter().collect::<std::collections::HashSet<_>>().len(), "a unit stands there twice");
    units.into_iter().zip(scores).collect()
}

/// What the crate makes of the same rows in memory.
fn in_memory(model: &Path, data: &Path) -> HashMap<i64, f64> {
    let batch = read(data);
    let units = batch.column_by_name("unit").unwrap().as_primitive::<Int64Type>().values().to_vec();
    let keys: Vec<String> = (1..=COLUMNS).map(|j| format!("x{j:02}")).collect();
    let columns: Vec<Vec<f64>> =
        keys.iter().map(|key| batch.column_by_name(key).unwrap().as_primitive::<Float64Type>().values().to_vec()).collect();
    let rows: Vec<Vec<Option<f64>>> =
        (0..units.len()).map(|row| columns.iter().map(|column| Some(column[row])).collect()).collect();
    let table = IndicatorTable::from_rows(units.iter().map(ToString::to_string), &keys, &rows).unwrap();
    let model = Model::from_toml(&std::fs::read_to_string(model).unwrap()).unwrap();
    let evaluation = model.fit(&table).unwrap().score(&table).unwrap();
    units.into_iter().zip(evaluation.root().scores().iter().map(|score| score.unwrap())).collect()
}

/// Equal within 10⁻¹², relative.
fn assert_same(expected: &HashMap<i64, f64>, found: &HashMap<i64, f64>) {
    assert_eq!(expected.len(), found.len());
    for (unit, x) in expected {
        let y = found[unit];
        assert!((x - y).abs() <= 1e-12 * x.abs(), "unit {unit}: {x} in memory, {y} over Parquet");
    }
}
