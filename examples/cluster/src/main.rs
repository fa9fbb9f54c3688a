//! Runs a model over Parquet, on this machine or on a cluster; see README.md.
#![forbid(unsafe_code)]

mod cluster;
mod gather;
mod generate;
mod recipe;
mod run;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use lexopt::{Arg, Parser, ValueExt};

/// What went wrong, in words for whoever started the program.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;

const USAGE: &str = "\
governance-cluster generate  --out F.parquet [--rows N] [--columns M] [--seed S]
governance-cluster run       --model M.toml --data F.parquet --out O.parquet
                             [--unit COLUMN] [--scheduler HOST:PORT] [--parts N] [--limit SECONDS]
governance-cluster plain     --data F.parquet [--scheduler HOST:PORT] [--parts N]
governance-cluster scheduler [--host H] [--port P]
governance-cluster executor  --scheduler HOST:PORT [--host H] [--port P] [--cores N] [--work DIRECTORY]";

/// The stack of a thread: plans of deep expressions are walked by recursion.
const STACK: usize = 32 << 20;

fn main() -> ExitCode {
    let begun = tokio::runtime::Builder::new_multi_thread().enable_all().thread_stack_size(STACK).build();
    let done = begun.map_err(Failure::from).and_then(|runtime| {
        let work = Options::read().map(|options| runtime.spawn(options.run()))?;
        runtime.block_on(work)?
    });
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("error: {failure}");
            ExitCode::FAILURE
        }
    }
}

struct Options {
    command: String,
    model: Option<PathBuf>,
    data: Option<PathBuf>,
    out: Option<PathBuf>,
    work: Option<PathBuf>,
    scheduler: Option<String>,
    host: String,
    port: Option<u16>,
    unit: String,
    rows: usize,
    columns: usize,
    seed: u64,
    parts: usize,
    cores: usize,
    limit: u64,
}

impl Options {
    fn read() -> Result<Self, Failure> {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let mut options = Self {
            command: String::new(),
            model: None,
            data: None,
            out: None,
            work: None,
            scheduler: None,
            host: "127.0.0.1".to_owned(),
            port: None,
            unit: "unit".to_owned(),
            rows: 1_000_000,
            columns: 16,
            seed: 1,
            parts: cores,
            cores,
            limit: 600,
        };
        let mut parser = Parser::from_env();
        while let Some(arg) = parser.next()? {
            match arg {
                Arg::Value(command) if options.command.is_empty() => options.command = command.string()?,
                Arg::Long("model") => options.model = Some(parser.value()?.into()),
                Arg::Long("data") => options.data = Some(parser.value()?.into()),
                Arg::Long("out") => options.out = Some(parser.value()?.into()),
                Arg::Long("work") => options.work = Some(parser.value()?.into()),
                Arg::Long("scheduler") => options.scheduler = Some(parser.value()?.string()?),
                Arg::Long("host") => options.host = parser.value()?.string()?,
                Arg::Long("port") => options.port = Some(parser.value()?.parse()?),
                Arg::Long("unit") => options.unit = parser.value()?.string()?,
                Arg::Long("rows") => options.rows = parser.value()?.parse()?,
                Arg::Long("columns") => options.columns = parser.value()?.parse()?,
                Arg::Long("seed") => options.seed = parser.value()?.parse()?,
                Arg::Long("parts") => options.parts = parser.value()?.parse::<usize>()?.max(1),
                Arg::Long("cores") => options.cores = parser.value()?.parse::<usize>()?.max(1),
                Arg::Long("limit") => options.limit = parser.value()?.parse()?,
                Arg::Short('h') | Arg::Long("help") => options.command = "help".to_owned(),
                other => return Err(other.unexpected().into()),
            }
        }
        Ok(options)
    }

    async fn run(self) -> Result<(), Failure> {
        match self.command.as_str() {
            "generate" => generate::generate(&needed(self.out, "--out")?, self.rows, self.columns, self.seed),
            "run" => {
                let context = context(self.scheduler.as_deref(), self.parts).await?;
                let (model, data) = (needed(self.model, "--model")?, needed(self.data, "--data")?);
                let (out, limit) = (needed(self.out, "--out")?, Duration::from_secs(self.limit));
                run::run(&context, &run::Run { model, data, out, unit: self.unit, limit, scheduler: self.scheduler }).await
            }
            "plain" => {
                let context = context(self.scheduler.as_deref(), self.parts).await?;
                run::plain(&context, &needed(self.data, "--data")?).await
            }
            "scheduler" => cluster::scheduler(self.host, self.port.unwrap_or(50050)).await,
            "executor" => {
                let scheduler = self.scheduler.ok_or("give --scheduler HOST:PORT")?;
                let unnamed = || std::env::temp_dir().join(format!("governance-executor-{}", std::process::id()));
                let (port, work) = (self.port.unwrap_or(50051), self.work.unwrap_or_else(unnamed));
                cluster::executor(cluster::Executor { host: self.host, port, scheduler, cores: self.cores, work }).await
            }
            "help" => {
                println!("{USAGE}");
                Ok(())
            }
            other => Err(format!("{other:?} is no command\n{USAGE}").into()),
        }
    }
}

fn needed(given: Option<PathBuf>, name: &str) -> Result<PathBuf, Failure> {
    given.ok_or_else(|| format!("give {name}\n{USAGE}").into())
}

async fn context(scheduler: Option<&str>, parts: usize) -> Result<datafusion::prelude::SessionContext, Failure> {
    match scheduler {
        Some(address) => cluster::there(address, parts).await,
        None => Ok(cluster::here(parts)),
    }
}
