mod calendar;
mod evasion;
mod not_found;
mod pdf;
mod rate_limit;
mod replicas;
mod show;
mod workouts;
