//! `/api/v1/ai-coach`: from a wish to a draft, from an edited draft to a
//! structured plan. Members here are snake_case.

mod answer;
pub(crate) mod brief;
pub(crate) mod generate_draft;
pub(crate) mod generate_plan;
pub(crate) mod named;
pub(crate) mod parse_draft;
pub(crate) mod runs;
pub(crate) mod stream;
pub(crate) mod training_principle;
