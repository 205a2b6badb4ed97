mod paces;
mod plans;
