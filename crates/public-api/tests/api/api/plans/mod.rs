mod rate_limit;
mod replicas;
mod show;
