mod rate_limit;
mod show;
