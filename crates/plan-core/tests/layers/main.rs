//! The layers: their laws, their fine print case by case, the log they are
//! replayed from, and what people ask of a resolved plan.

mod cases;
mod figures;
mod layer_laws;
mod log;
mod reference;
mod season;
mod second_opinion;
