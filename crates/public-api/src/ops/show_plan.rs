//! A published plan as finished bytes, in the form somebody asked for.
//!
//! Every answer rests on a look into the database that began after the request
//! arrived ([`freshness`](super::freshness)): which plan the id names now, and in
//! which version. Only the work after that is remembered, by plan, version, form
//! and coding, so that an unpublished plan is gone at once and an unchanged one
//! costs its share of a small query. Where nothing is remembered there is nothing
//! to compare, and the plan itself is what is looked at.

use std::fmt;
use std::sync::Arc;

use actix_web::web;
use chrono::NaiveDate;
use moka::sync::Cache;
use plan_core::overlay::{Overlays, resolve};
use plan_core::plan::{PublicId, WorkoutId};
use plan_core::resolved::ResolvedPlan;
use plan_export::calendar;
use plan_export::fit;
use plan_export::json::{self, Identity, Units};
use plan_export::pdf::{self, Paper};
use plan_store::public_plans::{self, PublicPlan, PublicVersion};
use plan_store::{PlanId, StoreError};

use super::answer::Answer;
use super::as_calendar::as_calendar;
use super::as_page::as_page;
use super::as_pdf::as_pdf;
use super::coding::Coding;
use super::turns::Turn;
use crate::app::{Addresses, App};
use crate::figures::AnswerFigures;

/// What a plan is served as: all that decides the bytes besides the plan's version.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Form {
    /// The contract itself.
    Json(Units),
    /// A page for people.
    Page {
        /// In which distances and paces are told; without, in the plan's own.
        units: Option<Units>,
        /// The day it counts from. Part of the form, so that what is kept of
        /// yesterday is not shown today.
        today: NaiveDate,
    },
    /// On paper; without units, in the plan's own.
    Pdf {
        /// In which distances and paces are told.
        units: Option<Units>,
        /// On which paper.
        paper: Paper,
    },
    /// A feed to subscribe to.
    Calendar(calendar::Options),
    /// One workout for a watch.
    Fit(WorkoutId),
    /// Every workout for a watch, in one archive; stored, so coding it would pay
    /// little and make its bytes depend on a compressor.
    FitArchive,
}

impl Form {
    /// The media type of its bytes.
    pub(crate) const fn media_type(&self) -> &'static str {
        match self {
            Self::Json(_) => "application/json",
            Self::Page { .. } => "text/html; charset=utf-8",
            Self::Pdf { .. } => pdf::MEDIA_TYPE,
            Self::Calendar(_) => "text/calendar; charset=utf-8",
            // Not registered; what services for runners call it.
            Self::Fit(_) => "application/vnd.ant.fit",
            Self::FitArchive => "application/zip",
        }
    }

    /// Waits for the turn to make it, where it takes one.
    async fn turn(&self, app: &App) -> Result<Option<Turn>, StoreError> {
        match self {
            Self::Json(_) => app.turns.take().await.map(Some),
            _ => Ok(None),
        }
    }
}

/// Why there is no answer.
#[derive(Clone, Debug)]
pub(crate) enum ShowError {
    /// Unknown, not published, deleted, or without such a workout: nobody is told which.
    NotFound,
    /// The plan is there, and this form cannot carry what was asked for; in words.
    NotCarried(String),
    /// The database failed.
    Store(Arc<StoreError>),
    /// What is stored cannot be rendered.
    Broken(String),
}

impl From<StoreError> for ShowError {
    fn from(error: StoreError) -> Self {
        Self::Store(Arc::new(error))
    }
}

/// What pure code says of a plan that it cannot write.
impl From<String> for ShowError {
    fn from(cause: String) -> Self {
        Self::Broken(cause)
    }
}

impl fmt::Display for ShowError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFound => f.write_str("there is no such published plan"),
            Self::NotCarried(why) => f.write_str(why),
            Self::Store(error) => error.fmt(f),
            Self::Broken(cause) => write!(f, "the plan cannot be shown: {cause}"),
        }
    }
}

/// All that decides an answer's bytes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Key {
    plan: PlanId,
    version: u64,
    form: Form,
    coding: Coding,
}

/// Why a kept answer was not made: not at all, or too new for its place.
enum NotKept {
    Error(ShowError),
    /// The plan was written after it had been looked at. That is as good an
    /// answer, and better than what was asked for; it has no place under the
    /// version that was.
    Newer(Arc<Answer>),
}

impl From<ShowError> for NotKept {
    fn from(error: ShowError) -> Self {
        Self::Error(error)
    }
}

/// Where answers are made, and kept.
pub(crate) struct Answers {
    /// `None`: nothing is kept.
    kept: Option<Kept>,
    figures: AnswerFigures,
}

impl Answers {
    pub(crate) fn new(megabytes: u64, figures: AnswerFigures) -> Self {
        Self {
            kept: (megabytes > 0).then(|| Kept::up_to(megabytes * 1_024 * 1_024)),
            figures,
        }
    }

    /// The memory of all that is kept.
    pub(crate) fn bytes(&self) -> u64 {
        self.kept.as_ref().map_or(0, |kept| kept.0.weighted_size())
    }
}

/// Finished answers, up to a number of bytes; the least useful go first. Clones
/// share them.
#[derive(Clone)]
struct Kept(Cache<Key, Arc<Answer>>);

impl Kept {
    fn up_to(bytes: u64) -> Self {
        Self(
            Cache::builder()
                .max_capacity(bytes)
                .weigher(|_, answer: &Arc<Answer>| answer.weight())
                .build(),
        )
    }

    /// The answer under `key`, made by one caller at a time where it is not there.
    fn get_or_make(
        &self,
        key: Key,
        make: impl FnOnce() -> Result<Arc<Answer>, NotKept>,
    ) -> Result<Arc<Answer>, ShowError> {
        self.0.try_get_with(key, make).or_else(|why| match &*why {
            NotKept::Error(error) => Err(error.clone()),
            NotKept::Newer(answer) => Ok(Arc::clone(answer)),
        })
    }
}

/// The plan `id` names, now, in a form and a coding.
///
/// # Errors
/// [`ShowError`].
pub(crate) async fn show_plan(
    app: &web::Data<App>,
    id: PublicId,
    form: Form,
    coding: Coding,
) -> Result<Arc<Answer>, ShowError> {
    let Some(kept) = &app.answers.kept else {
        let turn = form.turn(app).await?;
        return off_the_worker(app, turn, move |app| make_anew(app, &id, &form, coding)).await;
    };
    let look = app.freshness.look(id.clone()).await;
    let version = look.map_err(ShowError::Store)?.ok_or(ShowError::NotFound)?;
    let key = Key {
        plan: version.plan_id,
        version: version.version,
        form,
        coding,
    };
    if let Some(answer) = kept.0.get(&key) {
        app.answers.figures.kept.inc();
        return Ok(answer);
    }
    let turn = key.form.turn(app).await?;
    let kept = kept.clone();
    off_the_worker(app, turn, move |app| {
        make_to_keep(app, &kept, &id, version, key)
    })
    .await
}

/// Runs what blocks, or takes long, where nobody else waits for it.
async fn off_the_worker(
    app: &web::Data<App>,
    turn: Option<Turn>,
    make: impl FnOnce(&App) -> Result<Arc<Answer>, ShowError> + Send + 'static,
) -> Result<Arc<Answer>, ShowError> {
    app.answers.figures.made.inc();
    let app = app.clone();
    let make = move || {
        let made = make(&app);
        drop(turn);
        made
    };
    web::block(make)
        .await
        .map_err(|error| ShowError::Broken(error.to_string()))?
}

/// Makes an answer that nobody keeps.
fn make_anew(
    app: &App,
    id: &PublicId,
    form: &Form,
    coding: Coding,
) -> Result<Arc<Answer>, ShowError> {
    let plan = load(app, id)?;
    let plain = render(&plan, form, &app.addresses)?;
    coded(plain.into(), coding)
}

/// Makes an answer that is not kept yet, from the plain one where it is to be coded.
fn make_to_keep(
    app: &App,
    kept: &Kept,
    id: &PublicId,
    version: PublicVersion,
    key: Key,
) -> Result<Arc<Answer>, ShowError> {
    let plain = Key {
        coding: Coding::Identity,
        ..key.clone()
    };
    let plain = kept.get_or_make(plain, || {
        let plan = load(app, id)?;
        let answer = Arc::new(render(&plan, &key.form, &app.addresses)?);
        if plan.version == version {
            Ok(answer)
        } else {
            Err(NotKept::Newer(answer))
        }
    })?;
    match key.coding {
        Coding::Identity => Ok(plain),
        coding => kept.get_or_make(key, || Ok(coded(plain, coding)?)),
    }
}

fn coded(plain: Arc<Answer>, coding: Coding) -> Result<Arc<Answer>, ShowError> {
    match coding {
        Coding::Identity => Ok(plain),
        coding => plain
            .coded(coding)
            .map(Arc::new)
            .map_err(|error| ShowError::Broken(error.to_string())),
    }
}

fn load(app: &App, id: &PublicId) -> Result<PublicPlan, ShowError> {
    app.store
        .read_blocking(|conn| public_plans::find_public(conn, id))?
        .ok_or(ShowError::NotFound)
}

/// Replays, resolves and writes: pure, and the expensive part.
fn render(plan: &PublicPlan, form: &Form, addresses: &Addresses) -> Result<Answer, ShowError> {
    let overlays = Overlays::replay(&plan.operations).map_err(|error| error.to_string())?;
    let resolved = resolve(&plan.base, &overlays);
    let identity = Identity {
        public_id: Some(plan.version.short_id),
        display_name: &plan.display_name,
        status: plan.status,
        created: plan.created_at,
    };
    Ok(match form {
        Form::Json(units) => Answer::plain(as_json(&identity, &resolved, *units)?),
        Form::Page { units, today } => {
            Answer::plain(as_page(&identity, &resolved, *units, *today, addresses)?)
        }
        Form::Pdf { units, paper } => {
            Answer::plain(as_pdf(&identity, &resolved, *units, *paper, addresses)?)
        }
        Form::Calendar(options) => Answer::plain(as_calendar(plan, &resolved, options, addresses)?),
        Form::Fit(id) => {
            let workout = resolved.workout(*id).ok_or(ShowError::NotFound)?;
            let file = fit::workout(&identity, &resolved, workout)
                .map_err(|lost| ShowError::NotCarried(lost.detail))?;
            Answer::plain(file.bytes).kept_as(&file.name)
        }
        Form::FitArchive => {
            let archive = fit::archive(&identity, &resolved)?;
            Answer::plain(archive.bytes).kept_as(&archive.name)
        }
    })
}

fn as_json(
    identity: &Identity<'_>,
    plan: &ResolvedPlan<'_>,
    units: Units,
) -> Result<Vec<u8>, String> {
    json::public_text(identity, plan, units).map_err(|error| error.to_string())
}
