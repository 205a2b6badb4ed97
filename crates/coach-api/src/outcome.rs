//! What came out of a generation: kept with its run, so that it can be read
//! again and made into a plan.

use plan_core::check::Finding;
use plan_core::draft::{Difference, Draft, Schedule};
use plan_core::fitness::Vdot;
use plan_core::plan::ProgressionPattern;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::ops::OpError;
use crate::writers::{Cost, Writer};

/// The result of a run.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Outcome {
    /// A draft, as text.
    Draft(DraftOutcome),
    /// A structured plan.
    Plan(PlanOutcome),
}

impl Outcome {
    /// As a run keeps it.
    pub(crate) fn to_document(&self) -> Result<String, OpError> {
        serde_json::to_string(self).map_err(|cause| OpError::Broken(cause.to_string()))
    }

    /// What holds for every outcome.
    pub(crate) fn about_mut(&mut self) -> &mut About {
        match self {
            Self::Draft(draft) => &mut draft.about,
            Self::Plan(plan) => &mut plan.about,
        }
    }

    /// As a run kept it.
    pub(crate) fn from_document(document: &str) -> Result<Self, OpError> {
        serde_json::from_str(document)
            .map_err(|cause| OpError::Broken(format!("a run's result cannot be read: {cause}")))
    }
}

/// A draft that was written.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct DraftOutcome {
    /// In the draft language.
    pub(crate) draft: String,
    /// The principle that was in force.
    pub(crate) training_principle: Option<String>,
    /// What holds for every outcome.
    #[serde(flatten)]
    pub(crate) about: About,
}

/// A draft that was converted.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct PlanOutcome {
    /// What was read, library workouts in their places.
    pub(crate) draft: Draft,
    /// What a draft does not say and a plan must know.
    pub(crate) settings: PlanSource,
    /// Where the plan differs from the edited draft.
    pub(crate) differences: Vec<Difference>,
    /// What holds for every outcome.
    #[serde(flatten)]
    pub(crate) about: About,
}

/// What a draft does not say and a plan must know.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct PlanSource {
    /// How weeks rise and rest.
    pub(crate) pattern: ProgressionPattern,
    /// Current fitness.
    pub(crate) vdot: Option<Vdot>,
}

impl PlanSource {
    /// How to put a draft into the calendar; `start` counts where it names none.
    pub(crate) fn schedule(self, start: Option<chrono::NaiveDate>) -> Schedule {
        Schedule {
            start,
            pattern: self.pattern,
            vdot: self.vdot,
        }
    }
}

/// What holds for every outcome.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct About {
    /// The request with every default filled in, as the wire says it; where an edited
    /// draft says otherwise, what the draft says.
    pub(crate) parameters: Value,
    /// What to know.
    pub(crate) findings: Vec<Finding>,
    /// Where it comes from.
    pub(crate) provenance: Provenance,
}

/// Where a result comes from: the same input to the same engine gives it again.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Provenance {
    /// Which writer.
    pub(crate) generator: String,
    /// The version of the engine.
    pub(crate) engine_version: String,
    /// The model that was asked; none for the planner.
    #[serde(default)]
    pub(crate) model: Option<String>,
    /// The version of what it was asked with; none for the planner.
    #[serde(default)]
    pub(crate) prompt_version: Option<String>,
    /// Chose among equally good variants.
    pub(crate) seed: u64,
    /// SHA-256 of everything that went in.
    pub(crate) input_hash: InputHash,
    /// Tokens of a model, prompt and answer together.
    pub(crate) tokens_used: u64,
}

impl Provenance {
    /// Of what `writer` made.
    pub(crate) fn of(writer: &dyn Writer, seed: u64, input_hash: InputHash, cost: Cost) -> Self {
        let model = writer.model();
        Self {
            generator: writer.generator().to_owned(),
            engine_version: env!("CARGO_PKG_VERSION").to_owned(),
            model: model.map(|model| model.name.to_owned()),
            prompt_version: model.map(|model| model.prompt_version.to_owned()),
            seed,
            input_hash,
            tokens_used: cost.tokens,
        }
    }
}

/// SHA-256 of everything that went into a generation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct InputHash(pub(crate) [u8; 32]);

impl InputHash {
    /// Of the parts, each with its length, so that no two lists of parts collide.
    pub(crate) fn of(parts: &[&str]) -> Self {
        let mut hash = Sha256::new();
        for part in parts {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part.as_bytes());
        }
        Self(hash.finalize().into())
    }
}

impl std::fmt::Display for InputHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl Serialize for InputHash {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for InputHash {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        let mut bytes = [0; 32];
        let digits = text.as_bytes();
        if digits.len() != 64 {
            return Err(serde::de::Error::custom("not 64 hexadecimal digits"));
        }
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
            let digit = |d: u8| char::from(d).to_digit(16);
            let value = digit(pair[0])
                .zip(digit(pair[1]))
                .map(|(high, low)| high * 16 + low);
            *byte = value
                .and_then(|value| u8::try_from(value).ok())
                .ok_or_else(|| serde::de::Error::custom("not hexadecimal"))?;
        }
        Ok(Self(bytes))
    }
}
