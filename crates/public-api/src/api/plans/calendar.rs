//! `GET /api/plans/{publicId}/calendar.ics`.

use actix_web::{HttpRequest, HttpResponse, web};
use chrono::NaiveTime;
use plan_export::calendar::{Audience, Options, Times};
use plan_export::json::Units;
use web_base::problem::{Fault, Problem, ProblemBody};
use web_base::query::Members;

use super::answering::answer;
use super::described::{Conditional, NotNow, NotThere};
use super::reading::{kept_by_id, units};
use crate::app::App;
use crate::ops::show_plan::Form;

// Both are unwrapped when this is compiled, or it is not.

/// When a day's first workout begins where only `pm` says something.
const MORNING: NaiveTime = NaiveTime::from_hms_opt(6, 30, 0).unwrap();
/// When a day's second workout begins, unless somebody says otherwise.
const EVENING: NaiveTime = NaiveTime::from_hms_opt(18, 0, 0).unwrap();

/// A published plan as a calendar.
///
/// To subscribe to, or to download: iCalendar with an event for each workout, or
/// with `feed=busy` only for the times somebody is busy. All-day events unless `at`
/// or `pm` says when workouts begin. An unchanged plan gives the same bytes,
/// and what changes one workout changes one event.
#[utoipa::path(get, path = "/api/plans/{publicId}/calendar.ics",
    operation_id = "get_plan_calendar", tag = "plans",
    params(
        ("publicId" = String, Path, description = "ShortId (7 letters and digits) or slug.",
            example = "4fT9bQz"),
        ("feed" = inline(Option<crate::openapi::FeedWord>), Query, description = "`busy` says \
            when its runner is busy and nothing else of the plan. Any other value is refused.",
            example = "busy"),
        ("at" = Option<String>, Query, description = "When the first workout of a day begins, \
            `H:MM` or `HH:MM` of 24 hours, in whatever time zone the reader is. Without either of the two times events are all-day.",
            example = "06:30", pattern = "^([01]?[0-9]|2[0-3]):[0-5][0-9]$"),
        ("pm" = Option<String>, Query, description = "When every further workout of a day begins, \
            later than `at`. Without it 18:00, or `at` where that is later; alone it has the first \
            begin at 06:30.",
            example = "18:00", pattern = "^([01]?[0-9]|2[0-3]):[0-5][0-9]$"),
        ("units" = inline(Option<crate::openapi::PageUnitsWord>), Query, description = "What \
            distances and paces are told in; the plan's own without it. Any other value is \
            refused.", example = "metric"),
        ("If-None-Match" = Option<String>, Header, description = "ETags the caller has.")),
    responses(
        (status = 200, description = "The calendar.", body = String,
            content_type = "text/calendar; charset=utf-8",
            headers(
                ("ETag" = String, description = "A strong tag: the hash \
                    of the plain body, and the coding's name."),
                ("Cache-Control" = String, description = "`public, no-cache`: keep it, ask first."),
                ("Content-Disposition" = String, description = "The name to save it by: the id \
                    that was asked for."))),
        NotThere,
        Conditional,
        (status = 422, description = "A known member of the query with another value, or given \
            twice. What is not known is ignored.",
            body = ProblemBody, content_type = "application/problem+json"),
        NotNow))]
pub(crate) async fn show(
    request: HttpRequest,
    app: web::Data<App>,
) -> Result<HttpResponse, Problem> {
    let options = options(&request)?;
    let response = answer(&request, &app, Form::Calendar(options)).await?;
    Ok(kept_by_id(response, &request, |id| {
        format!("inline; filename=\"{id}.ics\"")
    }))
}

fn options(request: &HttpRequest) -> Result<Options, Problem> {
    read(&Members::among(request, &["feed", "at", "pm", "units"])?).map_err(Problem::unprocessable)
}

/// What the query asks for, or everything that is wrong with it.
fn read(members: &Members) -> Result<Options, Vec<Fault>> {
    let mut faults = Vec::new();
    let audience = match members.get("feed") {
        None => Audience::Runner,
        Some("busy") => Audience::Others,
        Some(_) => {
            faults.push(Fault::at("feed", "expected busy, or nothing"));
            Audience::Runner
        }
    };
    let unit = units(members, &mut faults).map(Units::distance_unit);
    let times = times(members, &mut faults);
    if faults.is_empty() {
        Ok(Options {
            audience,
            times,
            unit,
        })
    } else {
        Err(faults)
    }
}

fn times(members: &Members, faults: &mut Vec<Fault>) -> Option<Times> {
    let mut time = |name: &'static str| {
        let text = members.get(name)?;
        let time = clock(text);
        if time.is_none() {
            faults.push(Fault::at(
                name,
                "expected a time of the day such as 6:30 or 18:00",
            ));
        }
        Some(time)
    };
    let (at, pm) = (time("at"), time("pm"));
    if at.is_none() && pm.is_none() {
        return None;
    }
    let first = at.unwrap_or(Some(MORNING))?;
    match pm {
        None => Some(Times {
            first,
            later: EVENING.max(first),
        }),
        Some(later) => {
            let later = later?;
            if later <= first {
                faults.push(Fault::at(
                    "pm",
                    "expected a time later than at, of 24 hours: 18:00",
                ));
            }
            Some(Times { first, later })
        }
    }
}

/// `HH:MM` or `H:MM`, from 00:00 to 23:59.
fn clock(text: &str) -> Option<NaiveTime> {
    let (hours, minutes) = text.split_once(':')?;
    if !(1..=2).contains(&hours.len()) || minutes.len() != 2 {
        return None;
    }
    let number = |digits: &str| {
        let is_number = digits.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then(|| digits.parse().ok()).flatten()
    };
    NaiveTime::from_hms_opt(number(hours)?, number(minutes)?, 0)
}
