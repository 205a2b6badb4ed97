//! A published plan as finished bytes, in the form somebody asked for.
//!
//! Every answer rests on a look into the database that began after the request
//! arrived: which plan the id names now, and in which version. Only the work
//! after that is remembered, by plan, version and form, so that an
//! unpublished plan is gone at once and an unchanged one costs one small query.

use std::fmt;
use std::sync::{Arc, OnceLock};

use actix_web::web::{self, Bytes};
use moka::sync::Cache;
use plan_core::overlay::{Overlays, resolve};
use plan_core::plan::PublicId;
use plan_core::resolved::ResolvedPlan;
use plan_export::json::{self, Identity, Units};
use plan_store::public_plans::{self, PublicPlan, PublicVersion};
use plan_store::{PlanId, Store, StoreError};
use sha2::{Digest, Sha256};

use super::coding::Coding;

/// What a plan is served as: all that decides the bytes besides the plan's version.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Form {
    /// The contract itself.
    Json(Units),
}

impl Form {
    /// The media type of its bytes.
    pub(crate) const fn media_type(&self) -> &'static str {
        match self {
            Self::Json(_) => "application/json",
        }
    }
}

/// A finished body, the name of exactly these bytes, and its codings.
#[derive(Debug)]
pub(crate) struct Answer {
    body: Bytes,
    /// The hash of the body.
    hash: Box<str>,
    /// Made when first asked for.
    gzip: OnceLock<Bytes>,
    zstd: OnceLock<Bytes>,
}

impl Answer {
    fn new(body: Vec<u8>) -> Self {
        Self {
            hash: hash_of(&body),
            body: body.into(),
            gzip: OnceLock::new(),
            zstd: OnceLock::new(),
        }
    }

    /// The entity tag of a coding, without quotes.
    pub(crate) fn tag(&self, coding: Coding) -> String {
        match coding.name() {
            None => self.hash.to_string(),
            Some(name) => format!("{}-{name}", self.hash),
        }
    }

    /// The body in a coding.
    ///
    /// # Errors
    /// As [`Coding::encode`].
    pub(crate) fn body(&self, coding: Coding) -> std::io::Result<Bytes> {
        let made = match coding {
            Coding::Identity => return Ok(self.body.clone()),
            Coding::Gzip => &self.gzip,
            Coding::Zstd => &self.zstd,
        };
        if let Some(bytes) = made.get() {
            return Ok(bytes.clone());
        }
        let bytes = Bytes::from(coding.encode(&self.body)?);
        Ok(made.get_or_init(|| bytes).clone())
    }
}

/// Why there is no answer.
#[derive(Debug)]
pub(crate) enum ShowError {
    /// Unknown, not published, deleted: nobody is told which.
    NotFound,
    /// The database failed.
    Store(StoreError),
    /// What is stored cannot be rendered.
    Broken(String),
}

impl From<StoreError> for ShowError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl fmt::Display for ShowError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFound => f.write_str("there is no such published plan"),
            Self::Store(error) => error.fmt(f),
            Self::Broken(cause) => write!(f, "the plan cannot be shown: {cause}"),
        }
    }
}

type Key = (PlanId, u64, Form);

/// Finished answers, up to a number of bytes; the least useful go first.
pub(crate) struct Answers(Cache<Key, Arc<Answer>>);

impl Answers {
    pub(crate) fn new(megabytes: u64) -> Self {
        let weigh = |_: &Key, answer: &Arc<Answer>| {
            // The codings of such a body take less than a third of it.
            const BOOKKEEPING: usize = 300;
            u32::try_from(answer.body.len() / 3 * 4 + BOOKKEEPING).unwrap_or(u32::MAX)
        };
        Self(
            Cache::builder()
                .max_capacity(megabytes * 1_024 * 1_024)
                .weigher(weigh)
                .build(),
        )
    }
}

/// The plan `id` names, now, in a form.
///
/// # Errors
/// [`ShowError`].
pub(crate) async fn show_plan(
    store: &Store,
    answers: &Answers,
    id: PublicId,
    form: Form,
) -> Result<Arc<Answer>, ShowError> {
    let key_of = |version: &PublicVersion| (version.plan_id, version.version, form.clone());
    let asked = id.clone();
    let version = store
        .read(move |conn| public_plans::public_version(conn, &asked))
        .await?
        .ok_or(ShowError::NotFound)?;
    if let Some(answer) = answers.0.get(&key_of(&version)) {
        return Ok(answer);
    }
    let plan = store
        .read(move |conn| public_plans::find_public(conn, &id))
        .await?
        .ok_or(ShowError::NotFound)?;
    // The plan may have been written since; then this is the newer one.
    let key = key_of(&plan.version);
    let cache = answers.0.clone();
    web::block(move || cache.try_get_with(key, || render(&plan, &form).map(Arc::new)))
        .await
        .map_err(|error| ShowError::Broken(error.to_string()))?
        .map_err(|error| ShowError::Broken(error.to_string()))
}

/// Replays, resolves and writes: pure, and the expensive part.
fn render(plan: &PublicPlan, form: &Form) -> Result<Answer, String> {
    let overlays = Overlays::replay(&plan.operations).map_err(|error| error.to_string())?;
    let resolved = resolve(&plan.base, &overlays);
    let identity = Identity {
        public_id: Some(plan.version.short_id),
        display_name: &plan.display_name,
        status: plan.status,
        created: plan.created_at,
    };
    let body = match form {
        Form::Json(units) => as_json(&identity, &resolved, *units)?,
    };
    Ok(Answer::new(body))
}

fn as_json(
    identity: &Identity<'_>,
    plan: &ResolvedPlan<'_>,
    units: Units,
) -> Result<Vec<u8>, String> {
    serde_json::to_vec(&json::public(identity, plan, units)).map_err(|error| error.to_string())
}

/// The first half of the SHA-256, in hexadecimal: 128 bits name bytes for good.
fn hash_of(body: &[u8]) -> Box<str> {
    Sha256::digest(body)
        .iter()
        .take(16)
        .map(|byte| format!("{byte:02x}"))
        .collect::<String>()
        .into()
}
