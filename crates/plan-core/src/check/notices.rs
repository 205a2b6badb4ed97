//! What planner, draft language, layers and library have to say themselves.
//!
//! A [`Rule`](super::Rule) measures a finished plan; a notice is raised while
//! one is made, read or resolved, by the code that had to decide something. A
//! [`Finding`](super::Finding) can be made from a rule or a notice and from
//! nothing else, so the two lists hold every word of `findings[]`;
//! `docs/checks.md` is written from them.

use super::Severity;

/// Something worth saying where no rule measures.
///
/// Made in this crate only, so that nobody adds an undocumented word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Notice {
    /// The stable word its findings carry.
    pub word: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// What has happened, in a sentence.
    pub says: &'static str,
    /// What it rests on.
    pub source: &'static str,
}

/// Declares notices, each once, and the list of them.
macro_rules! notices {
    (
        $(#[$meta:meta])*
        pub const $list:ident from $source:literal;
        $( $name:ident = $word:literal, $severity:ident, $says:literal; )+
    ) => {
        $(
            #[doc = $says]
            pub const $name: Notice = Notice {
                word: $word,
                severity: Severity::$severity,
                says: $says,
                source: $source,
            };
        )+
        $(#[$meta])*
        pub const $list: &[Notice] = &[$($name),+];
    };
}

notices! {
    /// What gave way while planning.
    pub const OF_THE_PLANNER from "The planner's rules of volume, growth and week shape";

    VOLUME_LIMITED_BY_DAYS = "volume_limited_by_days", Info,
        "The running days are too few for the usual peak; the volume gave way.";
    VOLUME_LIMITED_BY_MINUTES = "volume_limited_by_minutes", Info,
        "The days' minutes keep the weeks below the usual peak.";
    VOLUME_LIMITED_BY_LONG_RUN_TIME = "volume_limited_by_long_run_time", Info,
        "The long run takes as much time as it should, which keeps the weeks below the usual peak.";
    VOLUME_LIMITED_BY_GROWTH = "volume_limited_by_growth", Info,
        "There are too few weeks to reach the usual peak without growing too fast.";
    VOLUME_LIMITED_BY_RACES = "volume_limited_by_races", Info,
        "Races on the way take the place of the training that would reach the usual peak.";
    VOLUME_LIMITED_BY_WISH = "volume_limited_by_wish", Info,
        "The most a week may hold, as it was asked for, keeps the plan below the peak it would have.";
    WEEK_ABOVE_LIMIT = "week_above_limit", Warning,
        "A week holds more than was asked for at most: a race or its shortest runs leave nothing to take away.";
    QUALITY_REDUCED = "quality_reduced", Info,
        "The days leave no room for the usual number of quality sessions without making hard days adjacent.";
    LONG_RUN_GIVES_WAY = "long_run_gives_way", Info,
        "A race on the way is on the day before the usual long run, and the week has none: no other day would serve it better.";
    LONG_RUN_TIME = "long_run_time", Info,
        "The marathon's longest run takes longer than 150 minutes at the middle of E.";
    FIRST_WEEK_LIGHTENED = "first_week_lightened", Info,
        "Training begins after the first week has; its earlier days stay empty and it is lighter.";
    RACE_ON_UNAVAILABLE_DAY = "race_on_unavailable_day", Info,
        "Race day is a weekday that is otherwise kept free of running.";
    RACE_LONGER_THAN_TRAINED = "race_longer_than_trained", Warning,
        "A race on the way to the goal is much longer than the longest run of the four weeks before it.";
    RACE_DATE_ASSUMED = "race_date_assumed", Info,
        "No race date was given; the race is on the plan's last day.";
}

/// Those of the planner that are about days and dates; the others were measured on
/// the workouts it wrote.
pub(super) const ABOUT_DAYS: [Notice; 4] = [
    LONG_RUN_GIVES_WAY,
    FIRST_WEEK_LIGHTENED,
    RACE_ON_UNAVAILABLE_DAY,
    RACE_DATE_ASSUMED,
];

notices! {
    /// How a plan compares with published ones.
    pub const OF_THE_COMPARISON from "Published plans of Higdon, Pfitzinger, Hansons, Coogan and the Boston Athletic Association";

    OUTSIDE_PUBLISHED_RANGE = "outside_published_range", Info,
        "A number of the plan lies outside those of published plans for its race; the message says why.";
}

notices! {
    /// What became of wishes in free text.
    pub const OF_WISHES from "The request's `additional_prompt` and the training principle";

    WISH_USED = "wish_used", Info,
        "A phrase was understood, and the plan follows it.";
    WISH_OVERRULED = "wish_overruled", Info,
        "A phrase was understood, but a field of the request or a text that counts for more says otherwise.";
    WISH_NOT_USED = "wish_not_used", Warning,
        "A phrase was understood, and no plan can follow it.";
    WISH_NOT_UNDERSTOOD = "wish_not_understood", Warning,
        "A phrase was not understood, or not wholly.";
}

notices! {
    /// What the reader of a draft decided.
    pub const OF_THE_DRAFT from "The draft language: headlines win over steps, lines over the week's header";

    KIND_ASSUMED = "kind_assumed", Info,
        "A line names no kind of run and was read as easy, or as tempo where its repeats are long; short repeats behind an easy run were read as strides.";
    UNIT_ASSUMED = "unit_assumed", Info,
        "A number without a unit was read in the plan's.";
    WARM_UP_ASSUMED = "warm_up_assumed", Info,
        "A session does not say how long its warm-up and cool-down are and has the usual ones.";
    WHOLE_ASSUMED = "whole_assumed", Info,
        "A stretch at race pace names no warm-up and was read as the whole run.";
    FOOTNOTE_NOT_READ = "footnote_not_read", Info,
        "A star points to a footnote, of which nothing was read.";
    PACE_RANGE_NARROWED = "pace_range_narrowed", Info,
        "A range of paces was written; a step holds one, and has the slower end.";
    PHASE_ASSUMED = "phase_assumed", Info,
        "A week names no phase and has that of the week before.";
    NUMBER_NOT_UNDERSTOOD = "number_not_understood", Warning,
        "Words with a number in them were kept as a note.";
    GOAL_NOT_UNDERSTOOD = "goal_not_understood", Warning,
        "The goal line has neither a date nor a time and was kept as a note.";
    LINE_CHANGED = "line_changed", Info,
        "A line says what it was and what it is, or is struck out; what it is was taken.";
    CHANGE_IN_NOTE = "change_in_note", Warning,
        "A note says that the workout was cancelled, changed or moved, or names another day's; the workout stands as it is written.";
    WEEKDAY_ASSUMED = "weekday_assumed", Info,
        "A misspelled weekday was read as the one it can only be.";
    OTHER_DAY_NAMED = "other_day_named", Warning,
        "The line of a day names another day, for which nothing was read.";
    STEPS_DIFFER_FROM_HEADLINE = "steps_differ_from_headline", Warning,
        "The steps of a line do not add up to its distance.";
    TOTAL_DIFFERS_FROM_HEADLINE = "total_differs_from_headline", Info,
        "The distance at the end of a line is not the one at its beginning, which counts.";
    WEEK_VOLUME_DIFFERS = "week_volume_differs", Warning,
        "A week's header states another volume than its lines add up to; the lines count.";
    DAY_WRITTEN_TWICE = "day_written_twice", Info,
        "A day has more than one line; all of them count.";
    DATE_DIFFERS = "date_differs", Warning,
        "A date stands beside another weekday; the week and the weekday count.";
    WEEKS_OUT_OF_ORDER = "weeks_out_of_order", Warning,
        "A week stands after a later one; the numbers decide.";
    WEEK_MISSING = "week_missing", Warning,
        "A week is not in the text and has no training.";
    WEEK_WITHOUT_DAYS = "week_without_days", Warning,
        "No line of a week begins with a weekday; it has no training.";
    REST_BESIDE_TRAINING = "rest_beside_training", Warning,
        "A day asks for rest and for training; the training was taken.";
    LINE_REWRITTEN = "line_rewritten", Info,
        "A line that could not be read was rewritten by the model; the message says how.";
    WEEK_COUNT_DIFFERS = "week_count_differs", Warning,
        "The text has another number of weeks than was asked for.";
    REQUEST_DIFFERS = "request_differs", Warning,
        "The request says another race, start or level than the draft, which counts.";
}

notices! {
    /// What layers cannot have, and what a prudent coach would add.
    pub const OF_THE_LAYERS from "The layers: what stands, and in which order they apply";

    RACE_IN_VACATION = "race_in_vacation", Warning,
        "A race lies in a vacation; the race stands.";
    MOVED_ONTO_VACATION = "moved_onto_vacation", Info,
        "A workout was moved onto a day of a vacation and keeps its values.";
    RACE_WHILE_INJURED = "race_while_injured", Warning,
        "An injury, or the way back from it, reaches a race; the race stands, from severity 4 on the advice is not to run it.";
    SEE_A_PROFESSIONAL = "see_a_professional", Warning,
        "An injury has severity 7 or more, or is open longer than 14 days.";
    MOVE_BRINGS_HARD_DAYS_TOGETHER = "move_brings_hard_days_together", Warning,
        "A move put a hard day next to another.";
    MOVE_NOT_HONORED = "move_not_honored", Warning,
        "A move names a day, or a workout, that it cannot have.";
    EDIT_NOT_HONORED = "edit_not_honored", Warning,
        "An edit names a workout that is not in the plan.";
    ADDITION_OUTSIDE_PLAN = "addition_outside_plan", Warning,
        "A workout is added on a day outside the plan.";
    COMPLETION_OUTSIDE_PLAN = "completion_outside_plan", Warning,
        "A workout is logged on a day outside the plan.";
    DAY_OFF_ON_RACE_DAY = "day_off_on_race_day", Warning,
        "A day off takes a race away.";
    REDISTRIBUTION_UNPLACED = "redistribution_unplaced", Info,
        "A part of the miles, or all of them, found no prudent place.";
    REDISTRIBUTION_WITHOUT_SOURCE = "redistribution_without_source", Warning,
        "A redistribution makes up what nothing in force removed.";
}

notices! {
    /// What an organization's workout library could not give.
    pub const OF_THE_LIBRARY from "The request's `workout_preference`";

    LIBRARY_GAP = "library_gap", Warning,
        "In strict mode the library has nothing for a workout; its day is a rest day.";
}

notices! {
    /// What a request asks for that may not be meant, and what stood in for what.
    pub const OF_GENERATION from "The request's dates, the day it came, and its `fallback`";

    BEGINS_IN_THE_PAST = "begins_in_the_past", Warning,
        "The race is over, or more than a week of the plan.";
    FALLBACK_USED = "fallback_used", Warning,
        "The model was not to be had, and the planner stood in, as the request allows.";
}

/// Every list, with what it is about.
pub const ALL: [(&str, &[Notice]); 7] = [
    ("The planner", OF_THE_PLANNER),
    ("Published plans", OF_THE_COMPARISON),
    ("Wishes in free text", OF_WISHES),
    ("The draft language", OF_THE_DRAFT),
    ("The layers", OF_THE_LAYERS),
    ("The workout library", OF_THE_LIBRARY),
    ("Generation", OF_GENERATION),
];
