//! `GET /api/paces`: equivalent races and training paces, so that anyone can
//! check us against the book.

use actix_web::http::header::CACHE_CONTROL;
use actix_web::{HttpRequest, HttpResponse};
use plan_core::error::Error;
use plan_core::fitness::Vdot;
use plan_core::units::{Distance, DistanceUnit, Duration};
use plan_core::zones::{PaceZones, Zone};
use plan_export::json::Hundredths;
use serde::Serialize;
use utoipa::ToSchema;
use web_base::problem::{Fault, Problem, ProblemBody};
use web_base::query::Members;

/// What a fitness means.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PacesBody {
    /// Daniels' measure of it.
    #[schema(example = 49.81)]
    vdot: Hundredths,
    /// What it runs over the usual distances.
    equivalents: Vec<EquivalentBody>,
    /// The five training zones, from easy to fast.
    zones: Vec<ZoneBody>,
}

/// An equivalent race.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct EquivalentBody {
    /// How far, in meters. (The mile is 1609.344 m.)
    #[schema(example = 10000)]
    distance_meters: f64,
    /// How long it takes.
    #[schema(example = 2481)]
    time_seconds: u32,
}

/// A training zone.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ZoneBody {
    /// Its name.
    #[schema(value_type = String, example = "Easy")]
    zone: Zone,
    /// The faster end, in seconds a kilometer.
    #[schema(example = 296)]
    min_seconds_per_km: Hundredths,
    /// The slower end, in seconds a kilometer.
    #[schema(example = 334)]
    max_seconds_per_km: Hundredths,
    /// The faster end, `m:ss` a mile.
    #[schema(example = "7:56")]
    min_pace_per_mile: String,
    /// The slower end, `m:ss` a mile.
    #[schema(example = "8:58")]
    max_pace_per_mile: String,
    /// Perceived effort on Borg's scale, 6–20: from.
    rpe_min: u8,
    /// Perceived effort on Borg's scale, 6–20: to.
    rpe_max: u8,
}

/// The distances of the published tables, in hundredths of a millimeter.
const RACES: [Distance; 8] = [
    Distance::from_meters(1_500),
    Distance::from_miles(1),
    Distance::from_meters(3_000),
    Distance::from_meters(5_000),
    Distance::from_meters(10_000),
    Distance::from_meters(15_000),
    plan_core::plan::RaceDistance::HalfMarathon.distance(),
    plan_core::plan::RaceDistance::FullMarathon.distance(),
];

/// Equivalent races and training paces of a fitness.
///
/// Exactly one of two forms: `vdot`, or a race as `distanceMeters` and `timeSeconds`.
#[utoipa::path(get, path = "/api/paces", operation_id = "get_paces", tag = "paces",
    params(
        ("vdot" = Option<f64>, Query, minimum = 10, maximum = 90,
            description = "Daniels' measure of fitness; not together with the others.",
            example = 50),
        ("distanceMeters" = Option<f64>, Query, minimum = 1500, maximum = 42195,
            description = "A race: how far. Needs `timeSeconds`; not together with `vdot`."),
        ("timeSeconds" = Option<f64>, Query, minimum = 0, maximum = 360000,
            description = "A race: how long. Needs `distanceMeters`.")),
    responses(
        (status = 200, description = "Its paces.", body = PacesBody),
        (status = 422, description = "Neither form, both, or values out of range.",
            body = ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests at once.",
            body = ProblemBody, content_type = "application/problem+json",
            headers(("Retry-After" = u64, description = "Seconds.")))))]
pub(crate) async fn show(request: HttpRequest) -> Result<HttpResponse, Problem> {
    let vdot = vdot(&Members::of(
        &request,
        &["vdot", "distanceMeters", "timeSeconds"],
    )?)?;
    Ok(HttpResponse::Ok()
        .insert_header((CACHE_CONTROL, "public, max-age=3600"))
        .json(body(vdot)))
}

fn vdot(members: &Members) -> Result<Vdot, Problem> {
    const FORMS: &str = "give vdot, or distanceMeters and timeSeconds";
    let (vdot, distance, time) = (
        members.get("vdot"),
        members.get("distanceMeters"),
        members.get("timeSeconds"),
    );
    let faults_at = |names: &[&str]| {
        let faults = names.iter().map(|name| Fault::at(name, FORMS));
        Err(Problem::unprocessable(faults.collect()))
    };
    match (vdot, distance, time) {
        (Some(vdot), None, None) => number("vdot", vdot)
            .and_then(|vdot| Vdot::new(vdot).map_err(|error| fault("vdot", &error)))
            .map_err(|fault| Problem::unprocessable(vec![fault])),
        (None, Some(distance), Some(time)) => from_race(distance, time),
        (None, None, None) => faults_at(&["vdot"]),
        (None, Some(_), None) => faults_at(&["timeSeconds"]),
        (None, None, Some(_)) => faults_at(&["distanceMeters"]),
        (Some(_), _, _) => {
            let both = [("distanceMeters", distance), ("timeSeconds", time)];
            let too_many = both.iter().filter(|(_, given)| given.is_some());
            faults_at(&too_many.map(|(name, _)| *name).collect::<Vec<_>>())
        }
    }
}

fn from_race(distance: &str, time: &str) -> Result<Vdot, Problem> {
    let distance = number("distanceMeters", distance).and_then(|meters| {
        Distance::from_decimal_meters("distanceMeters", meters)
            .map_err(|error| fault("distanceMeters", &error))
    });
    let time = number("timeSeconds", time).and_then(|seconds| {
        Duration::from_decimal_seconds("timeSeconds", seconds)
            .map_err(|error| fault("timeSeconds", &error))
    });
    match (distance, time) {
        (Ok(distance), Ok(time)) => Vdot::from_race(distance, time)
            .map_err(|error| Problem::unprocessable(vec![fault("timeSeconds", &error)])),
        (distance, time) => {
            let faults = [distance.err(), time.err()].into_iter().flatten();
            Err(Problem::unprocessable(faults.collect()))
        }
    }
}

/// Digits with at most one point: no sign, no exponent, no `inf`.
fn number(name: &str, text: &str) -> Result<f64, Fault> {
    let is_plain = text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'.')
        && text.bytes().any(|byte| byte.is_ascii_digit());
    text.parse()
        .ok()
        .filter(|_| is_plain)
        .ok_or_else(|| Fault::at(name, "expected a number such as 50 or 49.81"))
}

/// The domain's refusal, at the member it names.
fn fault(otherwise: &str, error: &Error) -> Fault {
    Fault::at(error.field().unwrap_or(otherwise), error.to_string())
}

fn body(vdot: Vdot) -> PacesBody {
    let paces = PaceZones::from_vdot(vdot);
    PacesBody {
        vdot: hundredths(vdot.as_f64()),
        equivalents: RACES
            .iter()
            .map(|race| EquivalentBody {
                distance_meters: race.as_meters(),
                time_seconds: vdot.race_time(*race).as_seconds(),
            })
            .collect(),
        zones: Zone::ALL
            .iter()
            .map(|zone| {
                let (range, effort) = (paces.range(*zone), zone.effort());
                ZoneBody {
                    zone: *zone,
                    min_seconds_per_km: hundredths(range.fast.as_seconds_per_kilometer()),
                    max_seconds_per_km: hundredths(range.slow.as_seconds_per_kilometer()),
                    min_pace_per_mile: range.fast.to_clock(DistanceUnit::Mile),
                    max_pace_per_mile: range.slow.to_clock(DistanceUnit::Mile),
                    rpe_min: effort.min,
                    rpe_max: effort.max,
                }
            })
            .collect(),
    }
}

fn hundredths(value: f64) -> Hundredths {
    Hundredths::new((value * 100.0).round() as u64)
}
