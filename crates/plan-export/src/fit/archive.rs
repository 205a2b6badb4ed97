//! Every file of a plan in one archive, with a list of what is in it.

use std::io::{Cursor, Write};

use plan_core::resolved::{ResolvedPlan, ResolvedWorkout};
use plan_core::workout::WorkoutKind;
use serde::Serialize;
use zip::result::ZipResult;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::Exporter;
use crate::fidelity::{Fidelity, Lost};
use crate::json::Identity;

/// The list of workouts inside an archive.
const MANIFEST: &str = "manifest.json";

/// All workouts of a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Archive {
    /// What it is called.
    pub name: String,
    /// A ZIP file.
    pub bytes: Vec<u8>,
    /// What is not in it, in sum; its manifest says it for each workout.
    pub fidelity: Fidelity,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Manifest<'p> {
    plan: &'p str,
    workouts: Vec<Entry>,
}

/// Every workout has one, also those without a file.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Entry {
    workout_id: String,
    date: String,
    #[serde(rename = "type")]
    kind: WorkoutKind,
    file: Option<String>,
    #[serde(flatten)]
    fidelity: Fidelity,
}

/// Every workout that can be carried as a file, in the order of the plan, and
/// `manifest.json`, which says of each workout what its file is called and what
/// is missing in it.
///
/// Stored without compression: the files are small, and the same plan gives the
/// same bytes whatever a compressor's next version does. All files are dated
/// 1980-01-01, the format's own beginning.
///
/// # Errors
/// In words; none is known for a plan.
pub fn archive(identity: &Identity<'_>, plan: &ResolvedPlan<'_>) -> Result<Archive, String> {
    let exporter = Exporter::of(identity, plan);
    let mut files = Vec::new();
    let mut entries = Vec::new();
    for resolved in plan.workouts() {
        let (file, fidelity) = match exporter.workout(resolved) {
            Ok(file) => {
                let name = file.name.clone();
                files.push((file.name, file.bytes));
                (Some(name), file.fidelity)
            }
            Err(lost) => (None, Fidelity::Unsupported(lost)),
        };
        entries.push(entry(resolved, file, fidelity));
    }
    let fidelity = in_sum(entries.iter().map(|it| (it.kind, &it.fidelity)));
    let manifest = Manifest {
        plan: identity.display_name,
        workouts: entries,
    };
    let mut manifest = serde_json::to_vec_pretty(&manifest).map_err(|error| error.to_string())?;
    manifest.push(b'\n');
    files.push((MANIFEST.to_owned(), manifest));
    let name = identity.public_id.map_or_else(
        || "workouts.zip".to_owned(),
        |id| format!("{id}_workouts.zip"),
    );
    Ok(Archive {
        name,
        bytes: zip(&files).map_err(|error| error.to_string())?,
        fidelity,
    })
}

fn entry(resolved: &ResolvedWorkout<'_>, file: Option<String>, fidelity: Fidelity) -> Entry {
    Entry {
        workout_id: resolved.id.to_string(),
        date: resolved.date.to_string(),
        kind: resolved.workout.kind,
        file,
        fidelity,
    }
}

/// Each kind of loss once, with the number of workouts it happens to. A day of
/// rest needs no file.
pub(super) fn in_sum<'f>(all: impl Iterator<Item = (WorkoutKind, &'f Fidelity)>) -> Fidelity {
    let mut counts: Vec<(&'static str, usize)> = Vec::new();
    for (_, fidelity) in all.filter(|(kind, _)| *kind != WorkoutKind::Rest) {
        // Of one workout, a kind of loss is told once.
        for lost in fidelity.lost() {
            match counts.iter_mut().find(|(what, _)| *what == lost.what) {
                Some((_, count)) => *count += 1,
                None => counts.push((lost.what, 1)),
            }
        }
    }
    let told = counts.into_iter().map(|(what, count)| {
        let workouts = if count == 1 { "workout" } else { "workouts" };
        let detail = match what {
            "workout" => "no file, because there is nothing to run",
            "effort" => "how hard is told in words, because paces are not known",
            "distance" => "the file does not end where the plan does",
            "description" => "the description is shortened",
            "steps" => "more steps than many watches take",
            _ => "not in the file",
        };
        Lost::new(what, format!("{detail} ({count} {workouts})"))
    });
    told.collect()
}

fn zip(files: &[(String, Vec<u8>)]) -> ZipResult<Vec<u8>> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        archive.start_file(name.as_str(), options)?;
        archive.write_all(bytes)?;
    }
    Ok(archive.finish()?.into_inner())
}
