use chrono::{NaiveDate, SecondsFormat};
use plan_core::overlay::{Redistribution, Scope};
use plan_core::plan::{Phase, PlanStatus, ProgressionPattern, RaceDistance, RaceGoal};
use plan_core::resolved::{
    RedistributionEffect, ResolvedPlan, ResolvedWeek, Summary, VacationEffect,
};
use plan_core::units::Distance;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Audience, Hundredths, Identity, Pen, Units, WorkoutBody, miles, word};

/// A plan, every layer applied.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PlanBody {
    /// The plan's ShortId, whatever name it was asked for by; null only for
    /// its editors, while it was never published.
    #[schema(required = true, example = "4fT9bQz")]
    pub public_id: Option<String>,
    /// What its owner calls it. Free text by a stranger.
    pub display_name: String,
    /// Where the plan stands; it never changes by the clock.
    #[schema(schema_with = word::plan_status)]
    pub status: PlanStatus,
    /// How weeks rise and rest.
    #[schema(schema_with = word::progression_pattern)]
    pub progression_pattern: ProgressionPattern,
    /// When it was created, UTC.
    #[schema(format = "date-time", example = "2026-11-22T08:15:00Z")]
    pub created_date: String,
    /// The race it leads to; null without one.
    #[schema(required = true)]
    pub race_goal: Option<RaceGoalBody>,
    /// The figures of the whole plan.
    pub summary: SummaryBody,
    /// Days away, oldest first.
    pub vacations: Vec<VacationBody>,
    /// Made-up miles, oldest first.
    pub redistributions: Vec<RedistributionBody>,
    /// The weeks, in order.
    // The last member: `public_text` writes them behind the others.
    pub weeks: Vec<WeekBody>,
}

impl PlanBody {
    /// The units it was rendered in.
    pub const fn units(&self) -> Units {
        match self.summary.total_kilometers {
            None => Units::Miles,
            Some(_) => Units::Metric,
        }
    }
}

/// The race a plan leads to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RaceGoalBody {
    /// Which race.
    #[schema(schema_with = word::race_distance)]
    pub distance: RaceDistance,
    /// The day.
    #[schema(required = true)]
    pub race_date: Option<NaiveDate>,
    /// The time hoped for, an ISO 8601 duration; null if none.
    #[schema(required = true, example = "PT3H55M")]
    pub target_time: Option<String>,
    /// Weeks from the plan's start to the race.
    pub plan_weeks: u8,
}

/// Figures recomputed from the resolved workouts. Only runs count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SummaryBody {
    /// Number of weeks.
    pub total_weeks: u8,
    /// All running, the race included.
    pub total_miles: Hundredths,
    /// The same in kilometers, with `units=metric`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub total_kilometers: Option<Hundredths>,
    /// The most in a week, the race excluded.
    pub peak_weekly_miles: Hundredths,
    /// The same in kilometers, with `units=metric`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub peak_weekly_kilometers: Option<Hundredths>,
    /// The longest run in miles, the race excluded.
    pub longest_run: Hundredths,
    /// The same in kilometers, with `units=metric`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub longest_run_kilometers: Option<Hundredths>,
    /// Completed runs outside vacations.
    pub completed_workouts: u32,
    /// Runs outside vacations.
    pub total_run_workouts: u32,
    /// Completed of all, in percent.
    pub completion_percentage: Hundredths,
}

/// Days on which less or nothing is run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct VacationBody {
    /// Its id, for editors only.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "o12")]
    pub id: Option<String>,
    /// The first day.
    pub start_date: NaiveDate,
    /// The last day.
    pub end_date: NaiveDate,
    /// Percent of the load that is kept: 0 is full rest, 80 a light reduction.
    #[schema(minimum = 0, maximum = 80)]
    pub load_percent: Hundredths,
    /// What it took. Already taken off the workouts.
    pub miles_removed: Hundredths,
    /// The same in kilometers, with `units=metric`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub kilometers_removed: Option<Hundredths>,
}

/// Miles of a vacation or a day off that are run later.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RedistributionBody {
    /// Its id, for editors only.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "o13")]
    pub id: Option<String>,
    /// The id of the vacation or day off, for editors only.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "o12")]
    pub source_id: Option<String>,
    /// What removed the miles.
    #[schema(value_type = String, inline, schema_with = source_type)]
    pub source_type: &'static str,
    /// What found a place. Already part of the workouts.
    pub miles_redistributed: Hundredths,
    /// The same in kilometers, with `units=metric`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub kilometers_redistributed: Option<Hundredths>,
    /// What did not.
    pub miles_unplaced: Hundredths,
    /// The same in kilometers, with `units=metric`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub kilometers_unplaced: Option<Hundredths>,
    /// How far it reaches.
    #[schema(schema_with = scope)]
    pub scope: &'static str,
    /// The weeks of `NextNWeeks`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, minimum = 1, maximum = 52)]
    pub weeks: Option<u8>,
    /// The last day of `UntilDate`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub until_date: Option<NaiveDate>,
}

/// Seven days.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct WeekBody {
    /// From 1.
    #[schema(minimum = 1, maximum = 52)]
    pub week_number: u8,
    /// The first of its seven days.
    pub start_date: NaiveDate,
    /// The part of the plan it belongs to.
    #[schema(schema_with = word::phase)]
    pub phase: Phase,
    /// Running as generated, races excluded. In public, what an injury touched
    /// counts with its final distance: a severity could be read off the difference. So
    /// in such a week equal numbers do not mean that nothing was reduced.
    pub planned_miles: Hundredths,
    /// The same in kilometers, with `units=metric`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub planned_kilometers: Option<Hundredths>,
    /// Running after every layer, races excluded.
    pub target_miles: Hundredths,
    /// The same in kilometers, with `units=metric`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub target_kilometers: Option<Hundredths>,
    /// By date; a double has two on a day.
    pub workouts: Vec<WorkoutBody>,
}

fn source_type() -> utoipa::openapi::Object {
    word::one_of(&["Vacation", "DayOff"])
}

fn scope() -> utoipa::openapi::Object {
    word::one_of(&["ThisWeek", "NextNWeeks", "UntilDate", "RestOfPlan"])
}

/// A scope as its word and parameters: weeks, last day.
pub(super) fn scope_parts(scope: Scope) -> (&'static str, Option<u8>, Option<NaiveDate>) {
    match scope {
        Scope::ThisWeek => ("ThisWeek", None, None),
        Scope::NextNWeeks(weeks) => ("NextNWeeks", Some(weeks), None),
        Scope::UntilDate(date) => ("UntilDate", None, Some(date)),
        Scope::RestOfPlan => ("RestOfPlan", None, None),
    }
}

impl Pen {
    pub(super) fn plan(&self, identity: &Identity<'_>, plan: &ResolvedPlan<'_>) -> PlanBody {
        let weeks = plan.weeks().iter().map(|week| self.week(plan, week));
        PlanBody {
            weeks: weeks.collect(),
            ..self.plan_without_weeks(identity, plan)
        }
    }

    pub(super) fn plan_without_weeks(
        &self,
        identity: &Identity<'_>,
        plan: &ResolvedPlan<'_>,
    ) -> PlanBody {
        let Identity {
            public_id,
            display_name,
            status,
            created,
        } = identity;
        let settings = plan.base().settings();
        PlanBody {
            public_id: public_id.map(|id| id.to_string()),
            display_name: (*display_name).to_owned(),
            status: *status,
            progression_pattern: settings.pattern,
            created_date: created.to_rfc3339_opts(SecondsFormat::Secs, true),
            race_goal: settings.race.as_ref().map(|race| {
                let RaceGoal {
                    distance,
                    date,
                    target_time,
                } = race;
                RaceGoalBody {
                    distance: *distance,
                    race_date: *date,
                    target_time: target_time.map(|time| time.to_iso8601()),
                    plan_weeks: plan.summary().total_weeks,
                }
            }),
            summary: self.summary(plan.summary()),
            vacations: plan.vacations().iter().map(|v| self.vacation(v)).collect(),
            redistributions: plan
                .redistributions()
                .iter()
                .map(|effect| self.redistribution(effect))
                .collect(),
            weeks: Vec::new(),
        }
    }

    fn summary(&self, summary: Summary) -> SummaryBody {
        let Summary {
            total_weeks,
            total,
            peak_week,
            longest_run,
            completed_workouts,
            total_run_workouts,
        } = summary;
        SummaryBody {
            total_weeks,
            total_miles: miles(total),
            total_kilometers: self.kilometers(total),
            peak_weekly_miles: miles(peak_week),
            peak_weekly_kilometers: self.kilometers(peak_week),
            longest_run: miles(longest_run),
            longest_run_kilometers: self.kilometers(longest_run),
            completed_workouts,
            total_run_workouts,
            completion_percentage: Hundredths::from(summary.completion()),
        }
    }

    fn vacation(&self, effect: &VacationEffect) -> VacationBody {
        let VacationEffect {
            id,
            start,
            end,
            load,
            removed,
        } = effect;
        VacationBody {
            id: self.for_editors(|| id.to_string()),
            start_date: *start,
            end_date: *end,
            load_percent: Hundredths::from(*load),
            miles_removed: miles(*removed),
            kilometers_removed: self.kilometers(*removed),
        }
    }

    fn redistribution(&self, effect: &RedistributionEffect) -> RedistributionBody {
        let RedistributionEffect {
            id,
            redistribution:
                Redistribution {
                    source,
                    scope,
                    // The day of the wish matters to the layer, not to a reader.
                    created_on: _,
                },
            source_is_day_off,
            placed,
            unplaced,
        } = effect;
        let (scope, weeks, until_date) = scope_parts(*scope);
        RedistributionBody {
            id: self.for_editors(|| id.to_string()),
            source_id: self.for_editors(|| source.to_string()),
            source_type: if *source_is_day_off {
                "DayOff"
            } else {
                "Vacation"
            },
            miles_redistributed: miles(*placed),
            kilometers_redistributed: self.kilometers(*placed),
            miles_unplaced: miles(*unplaced),
            kilometers_unplaced: self.kilometers(*unplaced),
            scope,
            weeks,
            until_date,
        }
    }

    pub(super) fn week(&self, plan: &ResolvedPlan<'_>, week: &ResolvedWeek<'_>) -> WeekBody {
        let planned = self.planned(plan, week);
        WeekBody {
            week_number: week.number,
            start_date: week.start,
            phase: week.phase,
            planned_miles: miles(planned),
            planned_kilometers: self.kilometers(planned),
            target_miles: miles(week.target()),
            target_kilometers: self.kilometers(week.target()),
            workouts: week
                .workouts
                .iter()
                .map(|workout| self.workout(plan.base(), week, workout))
                .collect(),
        }
    }

    /// The generated running of a week, as far as this reader may know it.
    fn planned(&self, plan: &ResolvedPlan<'_>, week: &ResolvedWeek<'_>) -> Distance {
        let touched = week
            .workouts
            .iter()
            .any(|workout| workout.touched_by_injury);
        let generated = plan.base().weeks().get(usize::from(week.number) - 1);
        let (Audience::Public, true, Some(generated)) = (self.audience, touched, generated) else {
            return week.planned();
        };
        let counted = generated.workouts.iter().map(|planned| {
            let hidden = week
                .workouts
                .iter()
                .find(|workout| workout.id == planned.id && workout.touched_by_injury);
            hidden
                .map_or(&planned.workout, |workout| workout.workout.as_ref())
                .training_distance()
        });
        counted.sum()
    }
}
