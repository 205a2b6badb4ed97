//! `GET /api/plans/{publicId}/plan.pdf`: the plan on paper.

use actix_web::{HttpRequest, HttpResponse, web};
use plan_export::pdf::Paper;
use utoipa::ToSchema;
use web_base::problem::{Fault, Problem, ProblemBody};
use web_base::query::Members;

use super::answering::answer;
use super::described::{Conditional, NotNow, NotThere};
use super::reading::{kept_by_id, units};
use crate::app::App;
use crate::ops::show_plan::Form;

/// What `paper` may be.
#[derive(ToSchema)]
#[schema(rename_all = "lowercase")]
#[expect(
    dead_code,
    reason = "a schema; the handler reads the query strictly itself"
)]
pub(crate) enum PaperWord {
    /// 210 × 297 mm.
    A4,
    /// 8.5 × 11 in.
    Letter,
}

/// The bytes of a document.
#[derive(ToSchema)]
#[schema(value_type = String, content_media_type = "application/pdf")]
#[expect(dead_code, reason = "a schema; bytes are answered as they are")]
struct DocumentBytes(Vec<u8>);

/// A published plan on paper, as a coach would hand it out.
///
/// The plan's figures, its weekly distance as a chart, its paces, and each week
/// as a table with a box to tick at every workout. It says what the plan's JSON
/// says, and nothing that JSON hides. The same plan is the same bytes.
#[utoipa::path(get, path = "/api/plans/{publicId}/plan.pdf", operation_id = "print_plan",
    tag = "plans",
    params(
        ("publicId" = String, Path, description = "ShortId (7 letters and digits) or slug.",
            example = "4fT9bQz"),
        ("units" = inline(Option<crate::openapi::PageUnitsWord>), Query,
            description = "What distances and paces are told in; the plan's own without it. \
                Any other value is refused.", example = "metric"),
        ("paper" = inline(Option<PaperWord>), Query,
            description = "What it is printed on: `a4`, also without it, or `letter`.",
            example = "letter"),
        ("If-None-Match" = Option<String>, Header, description = "ETags the caller has.")),
    responses(
        (status = 200, description = "The document: PDF 1.7, tagged, its fonts embedded.",
            body = inline(DocumentBytes), content_type = "application/pdf",
            headers(
                ("ETag" = String, description = "A strong tag: the hash \
                    of the plain body, and the coding's name."),
                ("Cache-Control" = String, description = "`public, no-cache`: keep it, ask first."),
                ("Content-Disposition" = String, description = "`inline`, with the plan's id \
                    as the file's name."))),
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
    let form = form(&request)?;
    let response = answer(&request, &app, form).await?;
    Ok(kept_by_id(response, &request, |id| {
        format!("inline; filename=\"{id}.pdf\"")
    }))
}

fn form(request: &HttpRequest) -> Result<Form, Problem> {
    let members = Members::among(request, &["units", "paper"])?;
    let mut faults = Vec::new();
    let units = units(&members, &mut faults);
    let paper = match members.get("paper") {
        None | Some("a4") => Paper::A4,
        Some("letter") => Paper::Letter,
        Some(_) => {
            faults.push(Fault::at("paper", "expected a4, letter, or nothing"));
            Paper::A4
        }
    };
    if faults.is_empty() {
        Ok(Form::Pdf { units, paper })
    } else {
        Err(Problem::unprocessable(faults))
    }
}
