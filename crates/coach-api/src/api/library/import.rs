use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use actix_web::http::header;
use actix_web::web::{self, Bytes, Data, Json};
use actix_web::{FromRequest, HttpRequest, dev};
use plan_core::check::{Finding, Severity};
use plan_store::LibraryWorkoutId;
use plan_store::library::{self, OnTaken};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use web_base::body::{self, Limits, Unread};
use web_base::problem::{Fault, Problem, ProblemBody};
use web_base::query::Members;
use web_base::strict_json::{Faults, Field, StrictBody, Unreadable};

use super::entry::{self, LibraryEntryBody};
use super::sheet::{self, Sheet};
use crate::api::path::OfOrganization;
use crate::api::values::schemas;
use crate::app::State;
use crate::ops::import_library::{ImportRequest, ImportRow};
use crate::ops::{self, Actor};

/// The largest CSV file, in bytes.
const MAX_CSV: usize = 1024 * 1024;
/// How long a client may take to send it.
const READ_TIME: Duration = Duration::from_secs(30);

/// The body of an import.
pub(crate) enum ImportBody {
    /// A list of workouts.
    Json(Value),
    /// A table of workouts.
    Csv(Bytes),
}

impl FromRequest for ImportBody {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(request: &HttpRequest, payload: &mut dev::Payload) -> Self::Future {
        if !is_csv(request) {
            let json = StrictBody::from_request(request, payload);
            return Box::pin(async move {
                match json.await {
                    Ok(StrictBody(value)) => Ok(Self::Json(value)),
                    Err(Unreadable::NotJson) => Err(Problem::unsupported_media_type(
                        "the body as application/json, or as text/csv in UTF-8",
                    )),
                    Err(error) => Err(Problem::from(&error)),
                }
            });
        }
        let is_plain = body::is_plain(request);
        let payload = web::Payload::from_request(request, payload).into_inner();
        Box::pin(async move {
            if !is_plain {
                return Err(Problem::from(&Unreadable::Encoded));
            }
            let interrupted = Problem::bad_request("invalid_csv", "the body ended early");
            let Ok(payload) = payload else {
                return Err(interrupted);
            };
            let limits = Limits {
                bytes: MAX_CSV,
                time: READ_TIME,
            };
            let read = body::read(payload, limits).await;
            read.map(Self::Csv).map_err(|unread| match unread {
                Unread::TooLarge => Problem::content_too_large(MAX_CSV),
                Unread::TooSlow => Problem::from(&Unreadable::TooSlow),
                Unread::Interrupted => interrupted,
            })
        })
    }
}

/// `text/csv`, in UTF-8 unless it says nothing.
fn is_csv(request: &HttpRequest) -> bool {
    let media_type = request.headers().get(header::CONTENT_TYPE);
    let media_type = media_type.and_then(|value| value.to_str().ok());
    let media_type = media_type.unwrap_or_default().to_ascii_lowercase();
    let mut parts = media_type.split(';').map(str::trim);
    parts.next() == Some("text/csv")
        && parts.all(|part| match part.split_once('=') {
            Some(("charset", set)) => matches!(set.trim_matches('"'), "utf-8" | "us-ascii"),
            _ => true,
        })
}

/// What became of an import.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ImportedBody {
    /// How many are new.
    created: usize,
    /// How many took the place of one with their name.
    replaced: usize,
    /// Each of them, in the order of the request.
    workouts: Vec<ImportedWorkoutBody>,
    /// What was assumed where the request left it open.
    findings: Vec<ImportFindingBody>,
}

/// A workout that was imported.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ImportedWorkoutBody {
    /// Its id; that of the one it took the place of.
    #[schema(value_type = String)]
    id: LibraryWorkoutId,
    /// The number of its writes.
    version: u64,
    /// Its name.
    name: String,
    /// True where it took the place of one with its name.
    replaced: bool,
}

/// Something to know about an imported workout.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ImportFindingBody {
    /// The workout in the request: a JSON pointer, or a row as RFC 7111 writes it.
    #[schema(example = "#row=4")]
    pointer: String,
    /// A stable word for the rule.
    #[schema(example = "unit_assumed")]
    rule: String,
    /// `info` or `warning`.
    #[schema(schema_with = schemas::severity)]
    severity: Severity,
    /// A sentence for people.
    message: String,
}

/// A request, and what was assumed about which of its workouts.
type Import = (ImportRequest, Vec<(String, Finding)>);

/// Reads a list of workouts, noting every fault of each.
fn read_list(value: &Value, faults: Faults, on_taken: OnTaken) -> Import {
    let root = Field::root(value, &faults);
    let items = value.as_array().map(Vec::as_slice).unwrap_or_default();
    if !value.is_array() {
        root.fault::<()>("expected a list of workouts");
    } else if items.is_empty() {
        root.fault::<()>("is empty");
    } else if items.len() > library::MOST {
        root.fault::<()>(format!("expected at most {} workouts", library::MOST));
    }
    let mut rows = Vec::new();
    let mut findings = Vec::new();
    for (index, item) in items.iter().enumerate().take(library::MOST) {
        let mut members = root.member(&index.to_string(), item).members();
        let read = entry::read(&mut members);
        members.finish();
        let pointer = format!("#/{index}");
        rows.push(ImportRow {
            place: format!("workout {}", index + 1),
            name_at: format!("{pointer}/name"),
            name: read.name,
            entry: read.entry,
        });
        let found = read.findings.into_iter();
        findings.extend(found.map(|finding| (pointer.clone(), finding)));
    }
    let request = ImportRequest {
        rows,
        faults: faults.into_vec(),
        on_taken,
    };
    (request, findings)
}

/// Reads a table: each row as the workout its cells say, each fault in its cell.
fn read_sheet(sheet: &Sheet, faults: Faults, on_taken: OnTaken) -> Import {
    let mut earlier = faults.into_vec();
    earlier.extend(sheet.faults.iter().cloned());
    let list = Value::Array(sheet.workouts.clone());
    let (mut request, mut findings) = read_list(&list, Faults::default(), on_taken);
    for fault in &mut request.faults {
        sheet.place(fault);
    }
    for (index, row) in request.rows.iter_mut().enumerate() {
        row.place = sheet.row_name(index);
        row.name_at = sheet.pointer(index, Some("name"));
    }
    for (pointer, _) in &mut findings {
        let index = pointer.strip_prefix("#/").and_then(|at| at.parse().ok());
        *pointer = sheet.pointer(index.unwrap_or_default(), None);
    }
    request.faults.splice(0..0, earlier);
    (request, findings)
}

fn read(body: &ImportBody, query: &Members) -> Result<Import, Problem> {
    let faults = Faults::default();
    let on_taken = match query.get("mode") {
        None | Some("create") => OnTaken::Refuse,
        Some("replace") => OnTaken::Replace,
        Some(_) => {
            faults.add(Fault::at("mode", "expected create or replace"));
            OnTaken::Refuse
        }
    };
    let bytes = match body {
        ImportBody::Json(value) => return Ok(read_list(value, faults, on_taken)),
        ImportBody::Csv(bytes) => bytes,
    };
    match sheet::read(bytes) {
        Ok(sheet) => Ok(read_sheet(&sheet, faults, on_taken)),
        Err(sheet::Unusable::NotText) => Err(Problem::bad_request(
            "invalid_csv",
            "the file is not UTF-8; save it as `CSV UTF-8`",
        )),
        Err(sheet::Unusable::Broken(broken)) => {
            Err(Problem::bad_request("invalid_csv", broken.to_string()))
        }
        Err(sheet::Unusable::Header(mut wrong)) => {
            let mut faults = faults.into_vec();
            faults.append(&mut wrong);
            let request = ImportRequest {
                rows: Vec::new(),
                faults,
                on_taken,
            };
            Ok((request, Vec::new()))
        }
    }
}

/// Puts many workouts into the library, all of them or none.
///
/// Role coach. A JSON list (at most 256 KiB), or a CSV table (at most 1 MiB) with
/// a header row and the columns name, type, distance_miles or distance_km,
/// duration, level, steps, description, or line. Names the library has are
/// refused, each with its row, unless `mode=replace`.
#[utoipa::path(
    post,
    path = "/api/v1/organizations/{org_id}/workouts/import",
    tag = "library",
    params(
        ("org_id" = String, Path, description = "The organization"),
        ("mode" = Option<String>, Query, description = "`replace`: a workout takes the place of the one with its name; `create` (unless given): that is refused"),
    ),
    request_body(
        content((Vec<LibraryEntryBody> = "application/json"), (String = "text/csv")),
        description = "The workouts, at most 5000",
    ),
    responses(
        (status = 200, description = "What became of them", body = ImportedBody),
        (status = "default", description = "A problem", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn import_library(
    state: Data<State>,
    actor: Actor,
    OfOrganization(org): OfOrganization,
    request: HttpRequest,
    body: ImportBody,
) -> Result<Json<ImportedBody>, Problem> {
    let query = Members::of(&request, &["mode"])?;
    // Thousands of lines are read for what they mean, before anybody is asked who it is.
    let (import, findings) = ops::apart(move || read(&body, &query)).await??;
    let names: Vec<_> = import.rows.iter().map(|row| row.name.clone()).collect();
    let imported = ops::import_library::import_library(&state.store, actor, org?, import).await?;
    let replaced = imported.iter().filter(|it| it.replaced.is_some()).count();
    let workouts = imported
        .iter()
        .zip(names)
        .map(|(it, name)| ImportedWorkoutBody {
            id: it.id,
            version: it.version,
            name: name.unwrap_or_default(),
            replaced: it.replaced.is_some(),
        });
    let findings = findings
        .into_iter()
        .map(|(pointer, finding)| ImportFindingBody {
            pointer,
            rule: finding.rule.to_string(),
            severity: finding.severity,
            message: finding.message,
        });
    Ok(Json(ImportedBody {
        created: imported.len() - replaced,
        replaced,
        workouts: workouts.collect(),
        findings: findings.collect(),
    }))
}
