//! The programs of a cluster, and the way to them.

use std::path::PathBuf;
use std::sync::Arc;

use ballista::prelude::SessionContextExt;
use ballista_core::extension::SessionConfigExt;
use ballista_executor::executor_process::{ExecutorProcessConfig, start_executor_process};
use ballista_scheduler::cluster::BallistaCluster;
use ballista_scheduler::config::SchedulerConfig;
use ballista_scheduler::scheduler_process::start_server;
use datafusion::execution::SessionStateBuilder;
use datafusion::prelude::{SessionConfig, SessionContext};

use crate::Failure;

/// Seconds between two signs of life of an executor.
const HEARTBEAT: u64 = 2;

/// Seconds without one after which an executor counts as lost, and its work is given to others.
const LOST_AFTER: u64 = 8;

/// The engine in this process.
pub fn here(parts: usize) -> SessionContext {
    SessionContext::new_with_config(SessionConfig::new().with_target_partitions(parts))
}

/// The cluster behind the scheduler at `address`, HOST:PORT.
pub async fn there(address: &str, parts: usize) -> Result<SessionContext, Failure> {
    let config = SessionConfig::new_with_ballista().with_target_partitions(parts).with_ballista_job_name("governance-efficacy");
    let state = SessionStateBuilder::new().with_default_features().with_config(config).build();
    Ok(SessionContext::remote_with_state(&format!("df://{address}"), state).await?)
}

/// Runs a scheduler until it is stopped.
pub async fn scheduler(host: String, port: u16) -> Result<(), Failure> {
    let config = SchedulerConfig {
        external_host: host.clone(),
        bind_host: host.clone(),
        bind_port: port,
        executor_timeout_seconds: LOST_AFTER,
        expire_dead_executor_interval_seconds: HEARTBEAT,
        no_executors_grace_period_seconds: LOST_AFTER,
        ..SchedulerConfig::default()
    };
    let cluster = BallistaCluster::new_from_config(&config).await?;
    println!("scheduler at {host}:{port}");
    Ok(start_server(cluster, format!("{host}:{port}").parse()?, Arc::new(config)).await?)
}

/// What an executor is started with.
pub struct Executor {
    pub host: String,
    /// Of the data; the port after it is that of the tasks.
    pub port: u16,
    pub scheduler: String,
    pub cores: usize,
    pub work: PathBuf,
}

/// Runs an executor until it is stopped.
pub async fn executor(executor: Executor) -> Result<(), Failure> {
    let (scheduler_host, scheduler_port) =
        executor.scheduler.rsplit_once(':').ok_or("give the scheduler as HOST:PORT, such as 127.0.0.1:50050")?;
    std::fs::create_dir_all(&executor.work).map_err(|e| format!("{}: {e}", executor.work.display()))?;
    let config = ExecutorProcessConfig {
        bind_host: executor.host.clone(),
        external_host: Some(executor.host.clone()),
        port: executor.port,
        grpc_port: executor.port.checked_add(1).ok_or("the port after this one is needed too")?,
        scheduler_host: scheduler_host.to_owned(),
        scheduler_port: scheduler_port.parse()?,
        scheduler_connect_timeout_seconds: 20,
        vcores: executor.cores,
        work_dir: Some(executor.work.to_str().ok_or("the work directory is no path in UTF-8")?.to_owned()),
        executor_heartbeat_interval_seconds: HEARTBEAT,
        job_data_ttl_seconds: 600,
        job_data_clean_up_interval_seconds: 60,
        ..ExecutorProcessConfig::default()
    };
    println!("executor at {}:{}", executor.host, executor.port);
    Ok(start_executor_process(Arc::new(config)).await?)
}
