//! A table of workouts, as spreadsheets save it, turned into what a JSON list
//! would say: one reader judges both, and a fault finds its way back to its cell.
//!
//! Tolerated, because spreadsheets write it: a byte order mark, `sep=;`, commas,
//! semicolons or tabs between cells, any line ends, empty rows, decimal commas,
//! words in any case. Cells are text and numbers; a cell that looks like a
//! formula is text like any other.

use std::collections::HashMap;

use csv::{ReaderBuilder, StringRecord};
use plan_core::draft::parse_duration;
use plan_core::plan::Level;
use plan_core::units::Duration;
use plan_core::workout::WorkoutKind;
use plan_store::library;
use serde_json::{Map, Number, Value};
use web_base::problem::Fault;

use super::rows::{Broken, rows};

/// Each column, and the member it says.
const COLUMNS: [(&str, &str); 9] = [
    ("name", "name"),
    ("type", "type"),
    ("distance_miles", "distanceMiles"),
    ("distance_km", "distanceKilometers"),
    ("duration", "duration"),
    ("level", "level"),
    ("steps", "steps"),
    ("description", "description"),
    ("line", "line"),
];

/// A table, read.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    /// What each row says, as a JSON list would.
    pub(super) workouts: Vec<Value>,
    /// The number of each row in the table, empty lines counted.
    rows: Vec<usize>,
    /// The place of each member's column, from 1, and its name as it was written.
    columns: HashMap<&'static str, (usize, String)>,
    /// Cells that belong to no column.
    pub(super) faults: Vec<Fault>,
    /// What cells of a workout should have said that only a table may say so.
    expected: HashMap<(usize, &'static str), &'static str>,
}

/// Why a table says nothing about workouts.
#[derive(Debug)]
pub(super) enum Unusable {
    /// It is not UTF-8.
    NotText,
    /// What is a cell and what is not cannot be told.
    Broken(Broken),
    /// Its first row does not name columns, or not the right ones.
    Header(Vec<Fault>),
}

/// Reads a table.
pub(super) fn read(bytes: &[u8]) -> Result<Sheet, Unusable> {
    let text = std::str::from_utf8(bytes).map_err(|_| Unusable::NotText)?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let (told, text) = separator_line(text);
    let separator = told.unwrap_or_else(|| likely_separator(text));
    let numbers = rows(text, separator).map_err(Unusable::Broken)?;
    let mut records = ReaderBuilder::new()
        .delimiter(separator)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes())
        .into_records()
        // Text in memory, with rows of any length: there is nothing left to fail.
        .map_while(Result::ok)
        .zip(numbers);
    let columns = match records.next() {
        Some((header, row)) => columns(&header, row)?,
        None => return Err(Unusable::Header(vec![row_fault(1, "is missing")])),
    };
    let decimal_comma = separator != b',';
    let mut sheet = Sheet {
        columns,
        ..Sheet::default()
    };
    for (record, row) in records {
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        // One too many says that there are more, and nobody reads them.
        if sheet.workouts.len() > library::MOST {
            break;
        }
        for (place, cell) in (1..).zip(&record) {
            let is_named = sheet.columns.values().any(|(at, _)| *at == place);
            if !is_named && !cell.trim().is_empty() {
                let detail = "is in a column that the header does not name";
                let place_name = place.to_string();
                sheet
                    .faults
                    .push(cell_fault((row, place), &place_name, detail));
            }
        }
        let (workout, expected) = sheet.workout(&record, decimal_comma);
        let index = sheet.workouts.len();
        let expected = expected.into_iter();
        sheet
            .expected
            .extend(expected.map(|(member, what)| ((index, member), what)));
        sheet.workouts.push(workout);
        sheet.rows.push(row);
    }
    Ok(sheet)
}

/// `sep=;`, which Excel reads and writes above the header.
fn separator_line(text: &str) -> (Option<u8>, &str) {
    let line_end = text.find(['\r', '\n']).unwrap_or(text.len());
    match text.as_bytes() {
        [b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', separator, ..]
            if line_end == 5 && *separator != b'"' =>
        {
            let rest = &text[5..];
            let rest = rest.strip_prefix('\r').unwrap_or(rest);
            (Some(*separator), rest.strip_prefix('\n').unwrap_or(rest))
        }
        _ => (None, text),
    }
}

/// Of comma, semicolon and tab the one that the first row has most of.
fn likely_separator(text: &str) -> u8 {
    let header = text.lines().find(|line| !line.is_empty());
    let header = header.unwrap_or_default();
    let count = |separator: u8| header.bytes().filter(|byte| *byte == separator).count();
    // Of equals the last is taken, so the usual one stands there.
    let separators = [b'\t', b';', b','];
    separators
        .into_iter()
        .max_by_key(|separator| count(*separator))
        .unwrap_or(b',')
}

/// Letters and digits, small: `Distance (km)` is `distance_km` is `distanceKm`.
fn folded(text: &str) -> String {
    let letters = text.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

fn columns(
    header: &StringRecord,
    row: usize,
) -> Result<HashMap<&'static str, (usize, String)>, Unusable> {
    let mut found = HashMap::<_, (usize, String)>::new();
    let mut faults = Vec::new();
    for (place, written) in (1..).zip(header) {
        let name = folded(written);
        if name.is_empty() {
            continue;
        }
        let known = COLUMNS
            .iter()
            .find(|(column, member)| folded(column) == name || folded(member) == name);
        let fault = |detail: String| {
            let written = written.trim();
            cell_fault((row, place), written, &detail)
        };
        match known {
            None => {
                let names = COLUMNS.map(|(column, _)| column).join(", ");
                faults.push(fault(format!("is unknown; expected only {names}")));
            }
            Some((_, member)) if found.contains_key(member) => {
                faults.push(fault("is there twice".to_owned()));
            }
            Some((_, member)) => {
                found.insert(*member, (place, written.trim().to_owned()));
            }
        }
    }
    if !found.contains_key("line") {
        for needed in ["name", "type"] {
            if !found.contains_key(needed) {
                let detail = format!("has no column {needed}, and none called line instead");
                faults.push(row_fault(row, &detail));
            }
        }
    }
    if faults.is_empty() {
        Ok(found)
    } else {
        Err(Unusable::Header(faults))
    }
}

impl Sheet {
    /// What a row says, and what cells of it that cannot be read should have.
    fn workout(
        &self,
        record: &StringRecord,
        decimal_comma: bool,
    ) -> (Value, Vec<(&'static str, &'static str)>) {
        let mut workout = Map::new();
        let mut expected = Vec::new();
        for (member, (place, _)) in &self.columns {
            let cell = record.get(place - 1).unwrap_or_default().trim();
            if cell.is_empty() {
                continue;
            }
            let value = match *member {
                "distanceMiles" | "distanceKilometers" => number(cell, decimal_comma),
                "type" => Value::from(kind(cell)),
                "level" => Value::from(level(cell)),
                "duration" => duration(cell).unwrap_or_else(|what| {
                    expected.push((*member, what));
                    UNREADABLE
                }),
                _ => Value::from(cell),
            };
            workout.insert((*member).to_owned(), value);
        }
        (Value::Object(workout), expected)
    }

    /// What people call a row: `row 4`.
    pub(super) fn row_name(&self, index: usize) -> String {
        format!("row {}", self.row(index))
    }

    /// Where a row is, or a cell of it, as RFC 7111 writes it.
    pub(super) fn pointer(&self, index: usize, member: Option<&str>) -> String {
        let row = self.row(index);
        match member.and_then(|member| self.columns.get(member)) {
            Some((column, _)) => format!("#cell={row},{column}"),
            None => format!("#row={row}"),
        }
    }

    /// Puts a fault of the list into its cell.
    pub(super) fn place(&self, fault: &mut Fault) {
        let Some(path) = fault.pointer.strip_prefix("#/") else {
            return;
        };
        let (index, member) = path.split_once('/').unwrap_or((path, ""));
        let Ok(index) = index.parse() else { return };
        let row = self.row_name(index);
        let column = COLUMNS.iter().find(|(_, known)| *known == member);
        let place = match (self.columns.get(member), column) {
            (Some((_, written)), _) => format!("{row}, column {written}:"),
            (None, Some((column, _))) => format!("{row}: {column}"),
            (None, None) => format!("{row}:"),
        };
        let expected = column.and_then(|(_, member)| self.expected.get(&(index, *member)));
        let detail = match expected {
            Some(expected) => format!("{place} cannot be read; expected {expected}"),
            None => format!("{place} {}", fault.detail),
        };
        *fault = Fault {
            pointer: self.pointer(index, Some(member)),
            detail,
        };
    }

    fn row(&self, index: usize) -> usize {
        self.rows.get(index).copied().unwrap_or_default()
    }
}

fn row_fault(row: usize, detail: &str) -> Fault {
    Fault {
        pointer: format!("#row={row}"),
        detail: format!("row {row}: {detail}"),
    }
}

fn cell_fault((row, column): (usize, usize), name: &str, detail: &str) -> Fault {
    let name: String = name.chars().take(60).collect();
    Fault {
        pointer: format!("#cell={row},{column}"),
        detail: format!("row {row}, column {name}: {detail}"),
    }
}

/// `6.5`, and `6,5` where commas do not part cells; anything else stays text,
/// and is refused as such.
fn number(cell: &str, decimal_comma: bool) -> Value {
    let decimal = match decimal_comma && !cell.contains('.') {
        true => cell.replacen(',', ".", 1),
        false => cell.to_owned(),
    };
    let is_plain = decimal.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    let number = decimal.parse().ok().filter(|_| is_plain);
    match number.and_then(Number::from_f64) {
        Some(number) => Value::Number(number),
        None => Value::from(cell),
    }
}

/// `long run`, `Long` and `LongRun` are one; what is unknown stays as it is.
fn kind(cell: &str) -> &str {
    let name = folded(cell);
    let known = WorkoutKind::ALL
        .iter()
        .find(|kind| [kind.name(), kind.label()].map(folded).contains(&name));
    known.map_or(cell, |kind| kind.name())
}

fn level(cell: &str) -> &str {
    let known = Level::ALL
        .iter()
        .find(|level| folded(level.name()) == folded(cell));
    known.map_or(cell, |level| level.name())
}

/// What no member may be, so that the fault is found where the cell is.
const UNREADABLE: Value = Value::Bool(false);

/// A time as lines of a draft say it (`45 min`, `1h30`, `1:15:00`), as JSON bodies do
/// (`PT45M`), or as a number of minutes.
///
/// # Errors
/// What would have been understood.
fn duration(cell: &str) -> Result<Value, &'static str> {
    let is_number = cell.bytes().all(|byte| byte.is_ascii_digit());
    let time = if is_number {
        parse_duration(&format!("{cell} min"))
    } else {
        parse_duration(cell)
            .or_else(|expected| Duration::from_iso8601("duration", cell).map_err(|_| expected))
    };
    time.map(|time| Value::from(time.to_iso8601()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn spreadsheets_say_the_same_in_many_ways() {
        let expected = json!([
            {"name": "Loop", "type": "LongRun", "distanceKilometers": 10.5, "level": "beginner"},
            {"name": "Pool, then bar", "type": "CrossTraining", "duration": "PT45M"},
        ]);
        for text in [
            "name,type,distance_km,duration,level\nLoop,LongRun,10.5,,beginner\n\"Pool, then bar\",CrossTraining,,45 min,\n",
            "\u{feff}name,type,distance_km,duration,level\r\nLoop,long run,10.5,,Beginner\r\n\"Pool, then bar\",cross-training,,45 min.,\r\n",
            "sep=;\r\nName;Type;Distance (km);Duration;Level\r\nLoop;Long;10,5;;BEGINNER\r\n;;;;\r\nPool, then bar;Cross training;;45 Minutes;",
            "name\ttype\tdistanceKilometers\tduration\tlevel\nLoop\tLongRun\t10,5\t\tbeginner\n\nPool, then bar\tcrosstraining\t\tPT45M",
            "level,duration,distance_km,type,name\rbeginner,,10.5,LongRun,Loop\r,45min,,CrossTraining,\"Pool, then bar\"\r",
        ] {
            let sheet = read(text.as_bytes()).unwrap();
            assert_eq!(Value::Array(sheet.workouts), expected, "{text:?}");
        }
    }

    #[test]
    fn a_time_is_read_as_spreadsheets_hold_it() {
        for (cell, iso) in [
            ("90", "PT1H30M"),
            ("45 min", "PT45M"),
            ("1h", "PT1H"),
            ("1h30", "PT1H30M"),
            ("1:15:00", "PT1H15M"),
            ("45:00", "PT45M"),
            ("PT45M", "PT45M"),
        ] {
            assert_eq!(duration(cell), Ok(Value::from(iso)), "{cell}");
        }
        for cell in [
            "1:15",
            "0:45",
            "1.5",
            "soon",
            "45-60 min",
            "0",
            "99999",
            "P1D",
        ] {
            let expected = duration(cell).unwrap_err();
            assert!(expected.starts_with("a time with its unit"), "{cell}");
        }
    }

    #[test]
    fn rows_are_numbered_as_the_spreadsheet_shows_them() {
        let sheet = read(b"name,line\nA,Easy 5 mi\n,\nB,Easy 6 mi\n").unwrap();
        assert_eq!(sheet.row_name(1), "row 4");
        assert_eq!(sheet.pointer(1, Some("line")), "#cell=4,2");
        assert_eq!(sheet.pointer(1, Some("type")), "#row=4");
    }

    #[test]
    fn empty_lines_are_rows_too() {
        let sheet = read(b"\r\nname,line\r\n\r\nA,\"Easy\r\n5 mi\"\r\n\r\nB,x\r\n").unwrap();
        assert_eq!(sheet.row_name(0), "row 4");
        assert_eq!(sheet.pointer(1, Some("line")), "#cell=6,2");
        let Unusable::Header(faults) = read(b"\nname;miles\n").unwrap_err() else {
            panic!("a header without a type");
        };
        assert_eq!(faults[0].pointer, "#cell=2,2");
    }

    #[test]
    fn a_header_that_is_none_is_refused_once() {
        for (text, pointers) in [
            ("", &["#row=1"][..]),
            (
                "River loop,Easy,5\n",
                &["#cell=1,1", "#cell=1,2", "#cell=1,3", "#row=1", "#row=1"],
            ),
            ("name,name,line\n", &["#cell=1,2"]),
            ("name,miles\n", &["#cell=1,2", "#row=1"]),
            ("type\n", &["#row=1"]),
        ] {
            let Unusable::Header(faults) = read(text.as_bytes()).unwrap_err() else {
                panic!("{text}");
            };
            let found: Vec<_> = faults.iter().map(|fault| &fault.pointer).collect();
            assert_eq!(found, pointers, "{text}: {faults:?}");
        }
        assert!(matches!(
            read(b"name,line\n\xff,x\n"),
            Err(Unusable::NotText)
        ));
    }
}
