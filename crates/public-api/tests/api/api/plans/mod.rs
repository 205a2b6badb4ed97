mod evasion;
mod rate_limit;
mod replicas;
mod show;
