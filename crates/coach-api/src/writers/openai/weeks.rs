//! Weeks of a draft: what is asked for, and what of an answer is taken.
//!
//! The skeleton is the planner's. An answer is read like a stranger's text: its
//! form first, then its lines by the parser of the draft language, then what
//! has to hold whatever the model thinks of it. A valid week takes the place of
//! the skeleton's, so that each further week is judged in the plan that will be.

use std::fmt::Write;

use chrono::Weekday;
use plan_core::check::{self, Constraints, Finding, notices};
use plan_core::draft::{self, Draft, DraftWeek, ParseContext};
use plan_core::overlay::{self, Overlays};
use plan_core::planner::PlanBrief;
use plan_core::units::{Distance, DistanceUnit, Percent};
use plan_core::workout::{Workout, WorkoutKind};
use serde_json::Value;
use web_base::strict_json::{Field, read_object};

use super::asking::{Complaint, Job, listed};
use super::exact::{self, Day};
use super::plain;
use super::prompt::{Boundary, Prompt, rules_of_writing};
use super::schema::Schema;
use super::settings::LlmSettings;
use crate::conversion;
use crate::outcome::PlanSource;
use crate::writers::fault::ModelFault;
use crate::writers::library::LibraryWorkout;
use crate::writers::{Brief, WeekLines};

/// The longest line of an answer, and the longest note, in bytes; the words behind
/// a line's dash, and a note, are cut where they are longer.
const LONGEST_LINE: usize = 600;
/// More workouts on a day are nobody's.
const MOST_WORKOUTS: usize = 4;
/// More days are refused without a look at them.
const MOST_DAYS: usize = 31;
/// Of the library, as many workouts are offered.
const MOST_OFFERED: usize = 100;

/// Rules of `check` whose findings refuse a week, unless the skeleton has them.
const HARD_RULES: [&str; 4] = [
    "unavailable_day",
    "day_minutes",
    "race_day",
    "weekly_growth",
];

/// What the reader of a draft assumes and a model has to say.
const REFUSED_ASSUMPTIONS: [&str; 5] = [
    notices::KIND_ASSUMED.word,
    notices::UNIT_ASSUMED.word,
    notices::STEPS_DIFFER_FROM_HEADLINE.word,
    notices::TOTAL_DIFFERS_FROM_HEADLINE.word,
    notices::REST_BESIDE_TRAINING.word,
];

/// A draft that is being written.
pub(super) struct Writing<'a> {
    /// The planner's weeks, those that were written in their places.
    pub(super) draft: Draft,
    /// What is wrong with the skeleton already.
    known: Vec<Finding>,
    /// The brief with what the coach's words add to it.
    plan: &'a PlanBrief,
    /// The coach's words.
    brief: &'a Brief,
    library: &'a [LibraryWorkout],
    boundary: Boundary,
    tokens_per_week: u32,
}

impl<'a> Writing<'a> {
    /// Begins with the planner's draft.
    ///
    /// # Errors
    /// What the calendar refuses.
    pub(super) fn begin(
        skeleton: Draft,
        plan: &'a PlanBrief,
        brief: &'a Brief,
        library: &'a [LibraryWorkout],
        boundary: Boundary,
        settings: &LlmSettings,
    ) -> Result<Self, String> {
        Ok(Self {
            known: findings(&skeleton, plan)?,
            draft: skeleton,
            plan,
            brief,
            library: &library[..library.len().min(MOST_OFFERED)],
            boundary,
            tokens_per_week: settings.tokens_per_week,
        })
    }

    /// Takes a week that was written before; false where it does not read.
    pub(super) fn resume(&mut self, lines: &WeekLines) -> bool {
        let index = usize::from(lines.week.wrapping_sub(1));
        let Some(planned) = self.draft.weeks.get(index) else {
            return false;
        };
        let mut text = format!("## Week 1 · {}\n", planned.phase);
        // The first line is the header.
        for (_, line) in lines.lines.iter().skip(1) {
            text.push_str(line);
            text.push('\n');
        }
        let parsed = draft::parse(&text, &self.context());
        match <[DraftWeek; 1]>::try_from(parsed.draft.weeks) {
            Ok([week]) if parsed.unreadable.is_empty() => {
                self.put(index, week);
                true
            }
            _ => false,
        }
    }

    /// What `check` says about the whole.
    pub(super) fn findings(&self) -> Vec<Finding> {
        // Every week of it was judged in this calendar.
        findings(&self.draft, self.plan).unwrap_or_default()
    }

    fn put(&mut self, index: usize, mut week: DraftWeek) {
        let place = &mut self.draft.weeks[index];
        week.stated_volume = place.stated_volume.map(|_| week.training_distance());
        *place = week;
    }

    fn context(&self) -> ParseContext {
        let mut race = self.draft.race.clone();
        if let Some(race) = &mut race {
            race.date = None;
        }
        ParseContext {
            unit: self.draft.unit,
            level: self.draft.level,
            weeks: Some(1),
            start: None,
            race,
        }
    }

    /// True where somebody has said anything that the skeleton may not know of.
    fn has_wishes(&self) -> bool {
        let texts = [&self.brief.prompt, &self.brief.principle];
        let said = |text: &&Option<String>| text.as_deref().is_some_and(|it| !it.trim().is_empty());
        texts.iter().any(said) || !self.library.is_empty()
    }

    /// The weekdays of a week, in the order of the plan's weeks.
    fn weekdays(&self) -> Vec<Weekday> {
        self.draft.weekdays().collect()
    }

    /// A week that was not written yet, as the planner made it.
    fn planned(&self, week: u8) -> &DraftWeek {
        &self.draft.weeks[usize::from(week) - 1]
    }

    /// Reads the lines of a week.
    fn parse(&self, week: u8, answer: &Answer) -> Result<DraftWeek, Complaint> {
        let planned = self.planned(week);
        let mut messages = Vec::new();
        let mut text = format!("## Week 1 · {}\n", planned.phase);
        let mut unknown = Vec::new();
        for (day, lines) in &answer.days {
            let labels: &[&str] = if lines.len() == 2 {
                &[" AM", " PM"]
            } else {
                &[]
            };
            for (index, line) in lines.iter().enumerate() {
                let label = labels.get(index).copied().unwrap_or_default();
                let line = without_weekday(line, *day);
                match self.with_name(line) {
                    Ok(line) => {
                        let _ = writeln!(text, "- {day}{label}: {line}");
                    }
                    Err(mark) => {
                        unknown.push(format!("{day}: [{mark}] is no mark of a library workout"))
                    }
                }
            }
            if lines.is_empty() && !planned.on(*day).is_empty() {
                let _ = writeln!(text, "- {day}: Rest");
            }
        }
        if !unknown.is_empty() {
            let fault = ModelFault::UnknownLibraryWorkout { week };
            return Err(Complaint::about(week, fault, unknown));
        }
        let parsed = draft::parse(&text, &self.context());
        for line in &parsed.unreadable {
            messages.push(format!("`{}`: expected {}", line.text, line.expected));
        }
        let assumed = parsed.findings.iter();
        for finding in assumed.filter(|it| REFUSED_ASSUMPTIONS.contains(&it.rule.as_str())) {
            let line = finding
                .place
                .line
                .and_then(|line| text.lines().nth(line as usize - 1));
            messages.push(format!(
                "`{}`: {}",
                line.unwrap_or_default(),
                finding.message
            ));
        }
        match <[DraftWeek; 1]>::try_from(parsed.draft.weeks) {
            Ok([mut read]) if messages.is_empty() => {
                read.notes.extend(answer.note.clone());
                Ok(read)
            }
            _ => Err(Complaint::about(
                week,
                ModelFault::UnreadableLines { week },
                messages,
            )),
        }
    }

    /// A line with the name of the library workout it is marked with.
    ///
    /// # Errors
    /// What stands in its square brackets, where that is no mark that was offered.
    fn with_name(&self, line: &str) -> Result<String, String> {
        let Some((before, rest)) = line.split_once('[') else {
            return Ok(line.to_owned());
        };
        let (mark, after) = rest.split_once(']').unwrap_or((rest, ""));
        let number = mark
            .strip_prefix('L')
            .and_then(|digits| digits.parse::<usize>().ok());
        let offered = number.and_then(|number| self.library.get(number.checked_sub(1)?));
        let found = offered.filter(|_| after.trim().is_empty() && !before.contains('['));
        let Some(workout) = found else {
            return Err(mark.chars().take(40).collect());
        };
        let line = before.trim_end().trim_end_matches('—').trim_end();
        let kind = workout.workout.kind.label();
        let is_of_kind = line
            .get(..kind.len())
            .is_some_and(|it| it.eq_ignore_ascii_case(kind));
        if !is_of_kind || line.contains('"') {
            return Ok(line.to_owned());
        }
        let name = workout.name.replace('"', "\"\"");
        Ok(format!("{kind} \"{name}\"{}", &line[kind.len()..]))
    }

    /// What has to hold, whatever the model thinks of it.
    fn must_hold(&self, week: u8, read: &DraftWeek) -> Result<(), Vec<String>> {
        let planned = self.planned(week);
        let mut broken = Vec::new();
        for day in self.weekdays() {
            let races = |of: &DraftWeek| {
                let races = of.on(day).iter().filter(|it| it.kind == WorkoutKind::Race);
                races.map(|race| race.distance).collect::<Vec<_>>()
            };
            if races(read) != races(planned) {
                broken.push(match races(planned).is_empty() {
                    true => format!("{day}: there is no race on this day"),
                    false => format!("{day}: keep the race of the skeleton, word for word"),
                });
            }
            let is_long = |it: &Workout| it.kind == WorkoutKind::LongRun;
            if let Some(long) = self.plan.long_run_day
                && long != day
                && read.on(day).iter().any(is_long)
            {
                broken.push(format!("{day}: the long run is on {long}"));
            }
        }
        if self.plan.days_per_week.is_some() && running_days(read) > running_days(planned) {
            broken.push(format!(
                "{} running days; there are {}",
                running_days(read),
                running_days(planned)
            ));
        }
        let index = usize::from(week) - 1;
        let mut candidate = self.draft.clone();
        candidate.weeks[index] = read.clone();
        broken.extend(match self.judge_volume(index, &candidate) {
            Ok(message) => message,
            Err(refusal) => Some(refusal),
        });
        match findings(&candidate, self.plan) {
            Ok(found) => broken.extend(self.hard(week, found)),
            Err(refusal) => broken.push(refusal),
        }
        if broken.is_empty() {
            Ok(())
        } else {
            Err(broken)
        }
    }

    /// Findings of hard rules about a week that the skeleton does not have.
    fn hard(&self, week: u8, found: Vec<Finding>) -> Vec<String> {
        let is_known = |it: &Finding| {
            let same =
                |known: &&Finding| known.rule == it.rule && known.place.week == it.place.week;
            self.known.iter().any(|known| same(&known))
        };
        found
            .into_iter()
            .filter(|it| HARD_RULES.contains(&it.rule.as_str()))
            .filter(|it| it.place.week == Some(week) && !is_known(it))
            .map(|it| it.message)
            .collect()
    }

    /// A week's running stays near what the planner worked out: within a tenth,
    /// or a mile or one and a half kilometers where that is more.
    fn judge_volume(&self, index: usize, candidate: &Draft) -> Result<Option<String>, String> {
        let volume = |draft: &Draft| {
            Ok::<_, String>(plan_of(draft, self.plan)?.weeks()[index].training_distance())
        };
        let (read, planned) = (volume(candidate)?, volume(&self.draft)?);
        let step = match self.draft.unit {
            DistanceUnit::Mile => Distance::from_miles(1),
            DistanceUnit::Kilometer => Distance::from_meters(1_500),
        };
        let room = planned.percent(Percent::from_whole(10)).max(step);
        let off = read.saturating_sub(planned) + planned.saturating_sub(read);
        let in_unit = |distance: Distance| {
            let hundredths = distance.to_hundredths(self.draft.unit);
            format!(
                "{}.{:02} {}",
                hundredths / 100,
                hundredths % 100,
                self.draft.unit
            )
        };
        Ok((off > room).then(|| {
            format!(
                "the week has {} of running; it is to have {}",
                in_unit(read),
                in_unit(planned)
            )
        }))
    }
}

fn running_days(week: &DraftWeek) -> usize {
    let runs = |day: &&Vec<Workout>| day.iter().any(|workout| workout.kind.is_run());
    week.days.iter().filter(runs).count()
}

fn plan_of(draft: &Draft, plan: &PlanBrief) -> Result<plan_core::plan::BasePlan, String> {
    let source = PlanSource {
        pattern: plan.pattern,
        vdot: plan.vdot,
    };
    conversion::schedule(draft, source).map_err(|refusal| refusal.to_string())
}

/// What `check` says about a draft.
fn findings(draft: &Draft, plan: &PlanBrief) -> Result<Vec<Finding>, String> {
    let base = plan_of(draft, plan)?;
    let overlays = Overlays::default();
    let constraints = Constraints {
        unavailable_days: plan.unavailable_days.clone(),
        max_minutes: plan.max_minutes,
    };
    let mut found = check::check(&overlay::resolve(&base, &overlays), &constraints);
    if !conversion::is_dated(draft) {
        for finding in &mut found {
            finding.place.date = None;
        }
    }
    Ok(found)
}

impl Job for Writing<'_> {
    const SCHEMA: Schema = Schema::Weeks;

    fn tokens_of(&self, _: u8) -> u64 {
        u64::from(self.tokens_per_week)
    }

    fn exact_schema(&self, weeks: &[u8]) -> String {
        let weeks = weeks.iter().map(|week| {
            let planned = self.planned(*week);
            let days = self.weekdays().into_iter().map(|day| {
                let planned = planned.on(day);
                let races = planned.iter().any(|it| it.kind == WorkoutKind::Race);
                let day_form = if planned.is_empty() {
                    Day::Nothing
                } else if self.has_wishes() && !races {
                    Day::Any
                } else {
                    let unit = self.draft.unit;
                    let lines = planned.iter().map(|it| draft::print_workout(it, unit));
                    Day::Planned(lines.collect())
                };
                (day, day_form)
            });
            (*week, days.collect())
        });
        exact::weeks(&weeks.collect::<Vec<_>>())
    }

    fn prompt(&self, weeks: &[u8], complaints: &[Complaint]) -> Prompt {
        let mut user = String::new();
        self.describe_plan(&mut user);
        self.describe_constraints(&mut user);
        user.push_str("Skeleton of the weeks to write:\n");
        for week in weeks {
            user.push('\n');
            self.describe_week(&mut user, *week);
        }
        user.push('\n');
        self.add_library(&mut user);
        let texts = [
            ("training principle", &self.brief.principle),
            ("wishes", &self.brief.prompt),
        ];
        for (name, text) in texts {
            if let Some(text) = text.as_deref().filter(|text| !text.trim().is_empty()) {
                user.push_str(&self.boundary.around(name, text));
                user.push('\n');
            }
        }
        add_complaints(&mut user, &self.boundary, complaints);
        let _ = writeln!(user, "Write weeks: {}", listed(weeks));
        Prompt {
            system: rules_of_writing(&self.boundary),
            user,
        }
    }

    fn judge(&mut self, week: u8, answer: &Value) -> Result<WeekLines, Complaint> {
        let answer = Answer::read(answer).map_err(|faults| Complaint::of_form(week, faults))?;
        let weekdays = self.weekdays();
        let given: Vec<_> = answer.days.iter().map(|(day, _)| *day).collect();
        let wrong_days =
            |message: String| Complaint::about(week, ModelFault::WrongDays { week }, vec![message]);
        if given != weekdays {
            let names: Vec<_> = weekdays.iter().map(Weekday::to_string).collect();
            return Err(wrong_days(format!(
                "the days have to be {}, in this order, each once",
                names.join(", ")
            )));
        }
        for (day, lines) in &answer.days {
            if self.planned(week).on(*day).is_empty() && !lines.is_empty() {
                return Err(wrong_days(format!("{day} lies before the plan begins: []")));
            }
        }
        let read = self.parse(week, &answer)?;
        self.must_hold(week, &read).map_err(|broken| {
            Complaint::about(week, ModelFault::ConstraintsBroken { week }, broken)
        })?;
        let index = usize::from(week) - 1;
        self.put(index, read);
        let lines = (1..).zip(week_lines(&self.draft, week)).collect();
        Ok(WeekLines { week, lines })
    }

    fn watch(&self, entry: &Value) -> Option<String> {
        let day = entry.get("day")?.as_str()?;
        let workouts = entry.get("workouts")?.as_array()?;
        let workouts = workouts.iter().filter_map(Value::as_str);
        let workouts: Vec<_> = workouts.map(plain::plain).collect();
        let day = plain::plain(day);
        Some(format!("- {day}: {}\n", workouts.join("; ")))
    }

    fn doing(&self, weeks: &[u8]) -> String {
        let whole = self.draft.weeks.len();
        match weeks {
            [only] => format!("Writing week {only} of {whole}"),
            [first, .., last] => format!("Writing weeks {first}–{last} of {whole}"),
            [] => "Writing".to_owned(),
        }
    }
}

impl Writing<'_> {
    fn describe_plan(&self, text: &mut String) {
        let skeleton = &self.draft;
        let race = skeleton.race.as_ref().map_or_else(
            || "no race".to_owned(),
            |race| {
                let date = race.date.map(|date| format!(" on {date}"));
                let time = race
                    .target_time
                    .map(|time| format!(", hoped for in {time}"));
                let label = race.distance.label().to_lowercase();
                format!(
                    "{label}{}{}",
                    date.unwrap_or_default(),
                    time.unwrap_or_default()
                )
            },
        );
        let _ = writeln!(
            text,
            "Plan: {race}, {} weeks, {} runner, distances in {}.",
            skeleton.weeks.len(),
            skeleton.level,
            skeleton.unit
        );
    }

    fn describe_constraints(&self, text: &mut String) {
        let plan = self.plan;
        if let Some(days) = plan.days_per_week {
            let _ = writeln!(text, "Constraint: {days} running days a week at most.");
        }
        if let Some(day) = plan.long_run_day {
            let _ = writeln!(text, "Constraint: the long run is on {day}.");
        }
        if !plan.unavailable_days.is_empty() {
            let days: Vec<_> = plan
                .unavailable_days
                .iter()
                .map(Weekday::to_string)
                .collect();
            let _ = writeln!(text, "Constraint: no running on {}.", days.join(", "));
        }
        for day in self.weekdays() {
            if let Some(minutes) = plan.max_minutes[day.num_days_from_monday() as usize] {
                let _ = writeln!(text, "Constraint: {minutes} minutes on {day} at most.");
            }
        }
        text.push('\n');
    }

    fn describe_week(&self, text: &mut String, week: u8) {
        let planned = self.planned(week);
        let mut lines = week_lines(&self.draft, week).into_iter();
        text.extend(lines.next().map(|header| header + "\n"));
        for day in self.weekdays() {
            if planned.on(day).is_empty() {
                let _ = writeln!(text, "- {day}: nothing, the plan has not begun");
            }
        }
        for line in lines {
            let _ = writeln!(text, "{line}");
        }
    }

    fn add_library(&self, text: &mut String) {
        if self.library.is_empty() {
            return;
        }
        let mut offered = String::new();
        for (number, it) in (1..).zip(self.library) {
            let unnamed = Workout {
                name: None,
                ..it.workout.clone()
            };
            let line = draft::print_workout(&unnamed, self.draft.unit);
            let _ = writeln!(offered, "[L{number}] {}: {line}", one_line(&it.name));
        }
        text.push_str("Library workouts, each with its mark:\n");
        text.push_str(&self.boundary.around("library", &offered));
        text.push('\n');
    }
}

/// What was wrong with an earlier answer; it may quote that answer.
pub(super) fn add_complaints(text: &mut String, boundary: &Boundary, complaints: &[Complaint]) {
    if complaints.is_empty() {
        return;
    }
    let mut said = String::new();
    for complaint in complaints {
        for message in &complaint.messages {
            let _ = match complaint.week {
                Some(week) => writeln!(said, "week {week}: {}", one_line(message)),
                None => writeln!(said, "{}", one_line(message)),
            };
        }
    }
    text.push_str("An earlier answer was refused. Mend this:\n");
    text.push_str(&boundary.around("faults", &said));
    text.push('\n');
}

fn one_line(text: &str) -> String {
    text.replace(['\n', '\r'], " ")
}

/// A week as a draft prints it, its header first.
fn week_lines(draft: &Draft, week: u8) -> Vec<String> {
    let index = usize::from(week) - 1;
    let alone = Draft {
        race: None,
        // Only for the order of the days.
        start: draft.block_start(),
        notes: Vec::new(),
        weeks: vec![draft.weeks[index].clone()],
        ..draft.clone()
    };
    let text = draft::print(&alone);
    let lines = text.lines().skip_while(|line| !line.starts_with("## "));
    let mut lines: Vec<_> = lines.map(str::to_owned).collect();
    if let Some(header) = lines.first_mut() {
        *header = header.replacen("## Week 1 ", &format!("## Week {week} "), 1);
    }
    lines
}

/// A line without the weekday that some write although it stands beside it.
fn without_weekday(line: &str, day: Weekday) -> &str {
    let line = line.trim().trim_start_matches(['-', '•']).trim_start();
    let day = day.to_string();
    let rest = line
        .get(day.len()..)
        .filter(|_| line[..day.len()].eq_ignore_ascii_case(&day));
    match rest.and_then(|rest| rest.strip_prefix(':')) {
        Some(rest) => rest.trim_start(),
        None => line,
    }
}

/// A week of an answer that has its form.
struct Answer {
    days: Vec<(Weekday, Vec<String>)>,
    note: Option<String>,
}

impl Answer {
    fn read(value: &Value) -> Result<Self, Vec<web_base::problem::Fault>> {
        read_object(value, |members| {
            let week = members.required("week", |field| field.whole(1..=u8::MAX));
            let days = members.required("days", |field| field.list(MOST_DAYS, day));
            let note = members.required("note", |field| match field.value().as_str() {
                Some(text) => Some(plain::note(text, LONGEST_LINE)),
                None => field.fault("expected text"),
            });
            week?;
            Some(Self {
                days: days?,
                note: note?,
            })
        })
    }
}

fn day(field: Field<'_>) -> Option<(Weekday, Vec<String>)> {
    let mut members = field.members();
    let day = members.required("day", |field| field.text_as(weekday));
    let workouts = members.required("workouts", |field| {
        field.list(MOST_WORKOUTS, |field| plain::line(field, LONGEST_LINE))
    });
    members.finish();
    Some((day?, workouts?))
}

fn weekday(text: &str) -> Result<Weekday, &'static str> {
    match text {
        "Mon" => Ok(Weekday::Mon),
        "Tue" => Ok(Weekday::Tue),
        "Wed" => Ok(Weekday::Wed),
        "Thu" => Ok(Weekday::Thu),
        "Fri" => Ok(Weekday::Fri),
        "Sat" => Ok(Weekday::Sat),
        "Sun" => Ok(Weekday::Sun),
        _ => Err("expected Mon, Tue, Wed, Thu, Fri, Sat or Sun"),
    }
}
