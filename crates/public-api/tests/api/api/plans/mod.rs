mod evasion;
mod pdf;
mod rate_limit;
mod replicas;
mod show;
