//! `GET /api/plans/{publicId}/workouts/{workoutId}.fit` and `…/workouts.zip`.

use actix_web::{HttpRequest, HttpResponse, web};
use plan_core::plan::WorkoutId;
use web_base::problem::{Problem, ProblemBody};
use web_base::query::Members;

use super::answering::{answer, not_found};
use super::described::{Conditional, NotNow, NotThere};
use super::reading::kept_by_id;
use crate::app::App;
use crate::ops::show_plan::Form;

/// One workout for a watch.
///
/// A FIT workout file: its parts as steps, with speeds where paces are known.
/// Copied into a Garmin watch's `NewFiles` folder it appears among the workouts;
/// a newer file of the same workout takes its place.
#[utoipa::path(get, path = "/api/plans/{publicId}/workouts/{workoutId}.fit",
    operation_id = "get_workout_file", tag = "plans",
    params(
        ("publicId" = String, Path, description = "ShortId (7 letters and digits) or slug.",
            example = "4fT9bQz"),
        ("workoutId" = String, Path, description = "The `id` of a workout of the plan.",
            example = "w17"),
        ("If-None-Match" = Option<String>, Header, description = "ETags the caller has.")),
    responses(
        (status = 200, description = "The file.", body = inline(crate::openapi::FileBytes),
            content_type = "application/vnd.ant.fit",
            headers(
                ("Content-Disposition" = String, description = "A file name that sorts by date: \
                    `attachment; filename=\"2026-03-02_w17_tempo.fit\"`."),
                ("ETag" = String, description = "A strong tag: the hash of the file."),
                ("Cache-Control" = String, description = "`public, no-cache`: keep it, ask first."))),
        (status = 404, description = "`not_found`: no such plan, or no such workout in it; one \
            answer for all. `not_carried`: a workout without running (rest, strength, \
            cross-training) has no file; `detail` says why.",
            body = ProblemBody, content_type = "application/problem+json"),
        Conditional,
        (status = 422, description = "Nothing is read from the query here.",
            body = ProblemBody, content_type = "application/problem+json"),
        NotNow))]
pub(crate) async fn file(
    request: HttpRequest,
    app: web::Data<App>,
) -> Result<HttpResponse, Problem> {
    Members::of(&request, &[])?;
    let workout = request
        .match_info()
        .query("workoutId")
        .parse::<WorkoutId>()
        .map_err(|_| not_found())?;
    answer(&request, &app, Form::Fit(workout)).await
}

/// Every workout for a watch.
///
/// A ZIP archive of the FIT file of every run, and of `manifest.json`, which says
/// of each workout what its file is called, and what could not be carried
/// (`fidelity`: `exact`, `degraded` with what was `lost`, or `unsupported`).
#[utoipa::path(get, path = "/api/plans/{publicId}/workouts.zip",
    operation_id = "get_workout_files", tag = "plans",
    params(
        ("publicId" = String, Path, description = "ShortId (7 letters and digits) or slug.",
            example = "4fT9bQz"),
        ("If-None-Match" = Option<String>, Header, description = "ETags the caller has.")),
    responses(
        (status = 200, description = "The archive.", body = inline(crate::openapi::FileBytes),
            content_type = "application/zip",
            headers(
                ("Content-Disposition" = String, description = "`attachment` and a file name."),
                ("ETag" = String, description = "A strong tag: the hash of the archive."),
                ("Cache-Control" = String, description = "`public, no-cache`: keep it, ask first."))),
        NotThere,
        Conditional,
        (status = 422, description = "Nothing is read from the query here.",
            body = ProblemBody, content_type = "application/problem+json"),
        NotNow))]
pub(crate) async fn archive(
    request: HttpRequest,
    app: web::Data<App>,
) -> Result<HttpResponse, Problem> {
    Members::of(&request, &[])?;
    let response = answer(&request, &app, Form::FitArchive).await?;
    Ok(kept_by_id(response, &request, |id| {
        format!("attachment; filename=\"{id}_workouts.zip\"")
    }))
}
