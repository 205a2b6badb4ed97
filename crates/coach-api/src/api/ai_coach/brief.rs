//! What a coach asks for: the members every generation request shares.

use std::str::FromStr;

use chrono::{NaiveDate, Weekday};
use plan_core::error::Error;
use plan_core::fitness::Vdot;
use plan_core::plan::{BasePlan, Level, ProgressionPattern, RaceDistance, RaceGoal};
use plan_core::planner::{PlanBrief, RunWalkPlan};
use plan_core::units::{Distance, Duration};
use plan_core::workout::RunWalk;
use plan_store::OrgId;
use serde::{Serialize, Serializer};
use utoipa::ToSchema;
use web_base::strict_json::{Field, Members};

use crate::api::values::{self, Clock, Units, schemas, words};
use crate::error::faults_of;
use crate::runs::job::DraftRequest;
use crate::writers::Brief;
use crate::writers::library::WorkoutPreference;

/// The longest `additional_prompt`, in bytes.
pub(crate) const MAX_PROMPT: usize = 4 * 1024;
/// The longest training principle, in bytes.
pub(crate) const MAX_PRINCIPLE: usize = 16 * 1024;
/// The largest seed: the largest whole number every JSON reader keeps.
const MAX_SEED: i64 = (1 << 53) - 1;

/// The request as a coach writes it; answers echo it with every default filled in.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub(crate) struct BriefBody {
    /// How many weeks.
    #[schema(minimum = 1, maximum = 52, example = 16)]
    pub(crate) weeks: u8,
    /// The runner's experience.
    #[schema(schema_with = schemas::level)]
    pub(crate) level: Level,
    /// The organization the plan is for.
    #[schema(value_type = String)]
    pub(crate) org_id: OrgId,
    /// Wishes in free text, at most 4 KiB. What was understood and what was not is named in `findings`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, max_length = 4096)]
    pub(crate) additional_prompt: Option<String>,
    /// Wins over the organization's principle for this request only, when not blank. At most 16 KiB.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, max_length = 16384)]
    pub(crate) training_principle: Option<String>,
    /// The first training day. Absent: weeks and days are relative.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    pub(crate) start_date: Option<NaiveDate>,
    /// Whether to use the organization's workout library.
    #[schema(required = false, schema_with = preferences)]
    pub(crate) workout_preference: WorkoutPreference,
    /// The goal race. Without one: Base and Build, no taper.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, inline)]
    pub(crate) race: Option<RaceBody>,
    /// Current fitness; not together with `recent_race`.
    #[serde(
        skip_serializing_if = "Option::is_none",
        serialize_with = "vdot_number"
    )]
    #[schema(required = false, value_type = Option<f64>, minimum = 10, maximum = 90)]
    pub(crate) vdot: Option<Vdot>,
    /// A race that tells current fitness; not together with `vdot`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, inline)]
    pub(crate) recent_race: Option<RecentRaceBody>,
    /// Running days a week.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, minimum = 3, maximum = 7)]
    pub(crate) days_per_week: Option<u8>,
    /// The weekday of the long run.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, schema_with = schemas::weekday_in_request)]
    pub(crate) long_run_day: Option<Weekday>,
    /// Weekdays that stay free of running, each once. Full or short names, in any case.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false, value_type = Vec<String>)]
    pub(crate) unavailable_days: Vec<Weekday>,
    /// The most minutes of training per weekday, by its full or short name.
    #[serde(skip_serializing_if = "MaxMinutes::is_empty")]
    #[schema(required = false, value_type = std::collections::BTreeMap<String, u16>, example = json!({"Mon": 45}))]
    pub(crate) max_minutes: MaxMinutes,
    /// The unit the plan is rounded and written in.
    #[schema(required = false, schema_with = schemas::units)]
    pub(crate) units: Units,
    /// How weeks rise and rest.
    #[schema(required = false, schema_with = schemas::progression_pattern)]
    pub(crate) progression_pattern: ProgressionPattern,
    /// The runner's present weekly volume, in miles or kilometers as `units` says.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, minimum = 0)]
    pub(crate) weekly_distance: Option<f64>,
    /// Running and walking in turn: `true` for minutes by phase, or minutes of one's own. Off unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, inline)]
    pub(crate) run_walk: Option<RunWalkBody>,
    /// The writer to fall back on when a model fails; `rule_based` never needs one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, inline)]
    pub(crate) fallback: Option<Fallback>,
    /// Chooses among equally good variants; the same request with the same seed gives the same draft.
    #[schema(required = false, minimum = 0, maximum = 9007199254740991_i64)]
    pub(crate) seed: u64,
}

/// The goal race.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub(crate) struct RaceBody {
    /// Which race.
    #[schema(schema_with = schemas::race_distance)]
    pub(crate) distance: RaceDistance,
    /// The day of the race.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    pub(crate) date: Option<NaiveDate>,
    /// The time hoped for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, schema_with = schemas::clock)]
    pub(crate) target_time: Option<Clock>,
}

/// A race that was run: `distance` or `distance_meters`, and `time` or `time_seconds`.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub(crate) struct RecentRaceBody {
    /// One of the common races.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, schema_with = schemas::race_distance)]
    pub(crate) distance: Option<RaceDistance>,
    /// Any other distance, from 1500 m to the marathon.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, minimum = 1500, maximum = 42195)]
    pub(crate) distance_meters: Option<f64>,
    /// How long it took.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, schema_with = schemas::clock)]
    pub(crate) time: Option<Clock>,
    /// How long it took, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    pub(crate) time_seconds: Option<f64>,
}

/// Running and walking in turn.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum RunWalkBody {
    /// `true`: 4:1, 6:1, 8:1, 8:1 minutes by phase; `false`: off.
    ByPhase(bool),
    /// The same minutes throughout.
    Custom {
        /// Minutes of running.
        #[schema(minimum = 1, maximum = 30)]
        run_minutes: u8,
        /// Minutes of walking.
        #[schema(minimum = 1, maximum = 10)]
        walk_minutes: u8,
    },
}

/// What may stand in for a model.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Fallback {
    /// The planner.
    RuleBased,
}

/// The most minutes of training per weekday, Monday first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct MaxMinutes(pub(crate) [Option<u16>; 7]);

impl MaxMinutes {
    fn is_empty(&self) -> bool {
        self.0.iter().all(Option::is_none)
    }
}

impl Serialize for MaxMinutes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let days = (0u8..7).filter_map(|index| {
            let minutes = self.0[usize::from(index)]?;
            let day = Weekday::try_from(index).ok()?;
            Some((day.to_string(), minutes))
        });
        serializer.collect_map(days)
    }
}

fn preferences() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
    schemas::of_words(WorkoutPreference::words())
}

fn vdot_number<S: Serializer>(vdot: &Option<Vdot>, serializer: S) -> Result<S::Ok, S::Error> {
    vdot.map(Vdot::as_f64).serialize(serializer)
}

impl BriefBody {
    /// Reads the shared members; the caller reads its own and finishes the object.
    ///
    /// `None` where a member without which there is no brief has a fault. Faults
    /// of the others are noted, and the caller looks at the notes.
    pub(crate) fn read(members: &mut Members<'_>) -> Option<Self> {
        let weeks = members.required("weeks", |f| f.whole(1..=BasePlan::MAX_WEEKS));
        let level = members.required("level", words);
        let org_id = members.required("org_id", organization);
        let additional_prompt = members.optional("additional_prompt", |f| f.text(MAX_PROMPT));
        let training_principle = members.optional("training_principle", |f| f.text(MAX_PRINCIPLE));
        let start_date = members.optional("start_date", values::date);
        let workout_preference = members.optional("workout_preference", |f| f.word());
        let race = members.optional("race", RaceBody::read);
        let vdot = members.optional("vdot", |f| {
            f.number_as(|vdot| Vdot::new(vdot).map_err(|error| values::reason(&error)))
        });
        let recent_race = members.optional("recent_race", RecentRaceBody::read);
        if members.has("vdot") && members.has("recent_race") {
            members.fault("recent_race", "give either vdot or recent_race, not both");
        }
        let days_per_week = members.optional("days_per_week", |f| f.whole(3..=7));
        let long_run_day = members.optional("long_run_day", values::weekday);
        let unavailable_days = members.optional("unavailable_days", |f| {
            let at = f.clone();
            let days = f.list(7, values::weekday)?;
            let again = (1..days.len()).find(|at| days[..*at].contains(&days[*at]));
            match again {
                Some(again) => at.fault(format!("names {} more than once", days[again])),
                None => Some(days),
            }
        });
        let max_minutes = members.optional("max_minutes", max_minutes);
        let units = members.optional("units", values::units).unwrap_or_default();
        let progression_pattern = members.optional("progression_pattern", words);
        let weekly_distance = members.optional("weekly_distance", |f| {
            // Its range is the planner's, in either unit.
            f.number_as(|value| {
                Distance::from_decimal("weekly_distance", value, units.0)
                    .map(|_| value)
                    .map_err(|error| values::reason(&error))
            })
        });
        let run_walk = members.optional("run_walk", RunWalkBody::read);
        let fallback = members.optional("fallback", |f| {
            f.text_as(|text| match text {
                "rule_based" => Ok(Fallback::RuleBased),
                _ => Err("expected rule_based"),
            })
        });
        let seed = members.optional("seed", |f| f.whole(0..=MAX_SEED));
        let mut unavailable_days = unavailable_days.unwrap_or_default();
        unavailable_days.sort_by_key(Weekday::num_days_from_monday);
        // Whatever is missing has its fault; the rest is judged all the same.
        let is_complete = weeks.is_some() && level.is_some();
        let body = Self {
            weeks: weeks.unwrap_or(1),
            level: level.unwrap_or(Level::Beginner),
            org_id: org_id?,
            additional_prompt,
            training_principle,
            start_date,
            workout_preference: workout_preference.unwrap_or_default(),
            race,
            vdot,
            recent_race,
            days_per_week,
            long_run_day,
            unavailable_days,
            max_minutes: max_minutes.unwrap_or_default(),
            units,
            progression_pattern: progression_pattern.unwrap_or(ProgressionPattern::ThreeUpOneDown),
            weekly_distance,
            run_walk,
            fallback,
            seed: seed.and_then(|seed| u64::try_from(seed).ok()).unwrap_or(0),
        };
        if let Err(error) = body.plan().validate() {
            for fault in faults_of(&error) {
                members.add(fault);
            }
        }
        is_complete.then_some(body)
    }
}

impl BriefBody {
    /// As the op and the writers take it.
    pub(crate) fn request(self) -> DraftRequest {
        let filled = |text: &Option<String>| text.clone().filter(|text| !text.trim().is_empty());
        DraftRequest {
            org: self.org_id,
            preference: self.workout_preference,
            may_fall_back: self.fallback == Some(Fallback::RuleBased),
            brief: Brief {
                plan: self.plan(),
                prompt: filled(&self.additional_prompt),
                principle: filled(&self.training_principle),
            },
            // Text and numbers under names: this is always JSON.
            parameters: serde_json::to_value(&self).unwrap_or_default(),
        }
    }

    /// As the planner takes it.
    fn plan(&self) -> PlanBrief {
        let unit = self.units.0;
        let raced = self.recent_race.as_ref().and_then(RecentRaceBody::fitness);
        PlanBrief {
            weeks: self.weeks,
            level: self.level,
            race: self.race.as_ref().map(RaceBody::goal),
            // The contract has no member for them; the words of the prompt may name some.
            races: Vec::new(),
            start: self.start_date,
            unit,
            pattern: self.progression_pattern,
            vdot: raced.and_then(Result::ok).or(self.vdot),
            days_per_week: self.days_per_week,
            long_run_day: self.long_run_day,
            unavailable_days: self.unavailable_days.clone(),
            max_minutes: self.max_minutes.0,
            weekly_distance: self
                .weekly_distance
                .and_then(|value| Distance::from_decimal("weekly_distance", value, unit).ok()),
            // The words of the prompt may ask for them.
            most_weekly: None,
            peak_weekly: None,
            run_walk: self.run_walk.and_then(RunWalkBody::plan),
            seed: self.seed,
        }
    }
}

impl RaceBody {
    fn read(field: Field<'_>) -> Option<Self> {
        let mut members = field.members();
        let distance = members.required("distance", words);
        let date = members.optional("date", values::date);
        let target_time = members.optional("target_time", values::time).map(Clock);
        members.finish();
        Some(Self {
            distance: distance?,
            date,
            target_time,
        })
    }

    /// A goal as a request has it.
    pub(crate) fn of(goal: &RaceGoal) -> Self {
        Self {
            distance: goal.distance,
            date: goal.date,
            target_time: goal.target_time.map(Clock),
        }
    }

    /// As the domain says it.
    pub(crate) fn goal(&self) -> RaceGoal {
        RaceGoal {
            distance: self.distance,
            date: self.date,
            target_time: self.target_time.map(|Clock(time)| time),
        }
    }
}

impl RecentRaceBody {
    /// Reads the race and the fitness it tells, so that an impossible one is a fault of the body.
    fn read(field: Field<'_>) -> Option<Self> {
        let at = field.clone();
        let mut members = field.members();
        let distance = members.optional("distance", words);
        let distance_meters = members.optional("distance_meters", |f| {
            f.number_as(|meters| {
                let within = (1_500.0..=42_195.0).contains(&meters);
                within
                    .then_some(meters)
                    .ok_or_else(|| format!("is {meters}; expected a number from 1500 to 42195"))
            })
        });
        let time = members.optional("time", values::time).map(Clock);
        let time_seconds = members.optional("time_seconds", |f| {
            f.number_as(|seconds| {
                Duration::from_decimal_seconds("time_seconds", seconds)
                    .map(|_| seconds)
                    .map_err(|error| values::reason(&error))
            })
        });
        for (one, other) in [("distance", "distance_meters"), ("time", "time_seconds")] {
            if members.has(one) == members.has(other) {
                members.fault(one, format!("give either {one} or {other}"));
            }
        }
        members.finish();
        let race = Self {
            distance,
            distance_meters,
            time,
            time_seconds,
        };
        match race.fitness()? {
            Ok(_) => Some(race),
            Err(error) => at.fault(values::reason(&error)),
        }
    }

    /// The fitness this race tells; `None` where a member is missing.
    pub(crate) fn fitness(&self) -> Option<Result<Vdot, Error>> {
        let distance = match (self.distance, self.distance_meters) {
            (Some(race), _) => race.distance(),
            (None, Some(meters)) => {
                Distance::from_decimal_meters("distance_meters", meters).ok()?
            }
            (None, None) => return None,
        };
        let time = match (self.time, self.time_seconds) {
            (Some(Clock(time)), _) => time,
            (None, Some(seconds)) => {
                Duration::from_decimal_seconds("time_seconds", seconds).ok()?
            }
            (None, None) => return None,
        };
        Some(Vdot::from_race(distance, time))
    }
}

impl RunWalkBody {
    fn read(field: Field<'_>) -> Option<Self> {
        match field.value().as_bool() {
            Some(flag) => Some(Self::ByPhase(flag)),
            None if field.value().is_object() => {
                let mut members = field.members();
                let run = members.required("run_minutes", |f| f.whole(1..=30));
                let walk = members.required("walk_minutes", |f| f.whole(1..=10));
                members.finish();
                Some(Self::Custom {
                    run_minutes: run?,
                    walk_minutes: walk?,
                })
            }
            None => field.fault("expected true, false or {run_minutes, walk_minutes}"),
        }
    }

    /// As the planner says it; `None` is off.
    pub(crate) fn plan(self) -> Option<RunWalkPlan> {
        match self {
            Self::ByPhase(on) => on.then_some(RunWalkPlan::ByPhase),
            Self::Custom {
                run_minutes,
                walk_minutes,
            } => RunWalk::new(run_minutes, walk_minutes)
                .ok()
                .map(RunWalkPlan::Custom),
        }
    }
}

/// The organization's id; whether it exists was asked before the body is judged.
pub(crate) fn organization(field: Field<'_>) -> Option<OrgId> {
    field.text_as(|text| OrgId::from_str(text).map_err(|_| "expected the id of an organization"))
}

fn max_minutes(field: Field<'_>) -> Option<MaxMinutes> {
    let Some(days) = field.value().as_object() else {
        return field.fault("expected an object of weekdays and minutes");
    };
    let mut minutes = MaxMinutes::default();
    let mut whole = true;
    for (name, value) in days {
        let entry = field.member(name, value);
        let Ok(day) = values::weekday_named(name) else {
            entry.fault::<()>("is not a weekday; expected Mon, Monday, …");
            whole = false;
            continue;
        };
        let place = &mut minutes.0[day.num_days_from_monday() as usize];
        if place.is_some() {
            entry.fault::<()>("names a weekday a second time");
            whole = false;
        }
        match entry.whole(0..=1440) {
            Some(most) => *place = Some(most),
            None => whole = false,
        }
    }
    whole.then_some(minutes)
}
