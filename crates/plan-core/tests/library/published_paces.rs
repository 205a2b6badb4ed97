//! Race times and training paces against the tables of *Daniels' Running
//! Formula*, 3rd ed.: every row of `fixtures/reference/vdot_paces.csv`.

use plan_core::fitness::Vdot;
use plan_core::units::{Distance, Duration, Pace};
use plan_core::zones::{PaceZones, Zone};

const TABLE: &str = include_str!("../../../../fixtures/reference/vdot_paces.csv");

struct Row {
    vdot: Vdot,
    distance: Distance,
    time: Duration,
    easy_slow: Option<f64>,
    easy_fast: f64,
    marathon: f64,
    threshold: f64,
    interval: f64,
    repetition: f64,
}

fn rows() -> Vec<Row> {
    let rows = TABLE.lines().skip(1).map(|line| {
        let cells = line.split(',').collect::<Vec<_>>();
        let number = |index: usize| cells[index].parse::<f64>().expect(line);
        Row {
            vdot: Vdot::new(number(0)).expect(line),
            distance: Distance::from_decimal_meters("distance_m", number(1)).expect(line),
            time: Duration::from_seconds(cells[2].parse().expect(line)),
            // One cell of the printed table is illegible.
            easy_slow: (!cells[3].is_empty()).then(|| number(3)),
            easy_fast: number(4),
            marathon: number(5),
            threshold: number(6),
            interval: number(7),
            repetition: number(8),
        }
    });
    rows.collect()
}

#[test]
fn the_table_covers_every_race_and_the_whole_range() {
    let rows = rows();
    assert_eq!(rows.len(), 344);
    for distance in plan_core::fitness::EQUIVALENT_DISTANCES {
        let vdots = rows.iter().filter(|row| row.distance == distance);
        assert_eq!(vdots.count(), 43, "{distance:?}");
    }
}

#[test]
fn race_times_are_within_a_second_of_the_book() {
    for row in rows() {
        let predicted = row.vdot.race_time(row.distance);
        assert!(
            predicted.as_seconds().abs_diff(row.time.as_seconds()) <= 1,
            "VDOT {}, {} m: {predicted}, the book says {}",
            row.vdot.as_f64(),
            row.distance.as_meters(),
            row.time
        );
    }
}

#[test]
fn the_vdot_of_a_race_is_the_book_s_row() {
    for row in rows() {
        let vdot = Vdot::from_race(row.distance, row.time).unwrap();
        // Whole seconds over a mile or less are worth a quarter of a point.
        let tolerance = if row.distance < Distance::from_meters(3_000) {
            0.29
        } else {
            0.14
        };
        assert!(
            (vdot.as_f64() - row.vdot.as_f64()).abs() <= tolerance,
            "{} m in {}: VDOT {}, the book says {}",
            row.distance.as_meters(),
            row.time,
            vdot.as_f64(),
            row.vdot.as_f64()
        );
    }
}

#[test]
fn paces_are_the_book_s_within_their_tolerance() {
    for row in rows() {
        let zones = PaceZones::from_vdot(row.vdot);
        let close = |pace: Pace, book: f64, tolerance: f64, zone: &str| {
            let seconds = pace.as_seconds_per_kilometer();
            assert!(
                (seconds - book).abs() <= tolerance,
                "VDOT {}, {zone}: {seconds} s/km, the book says {book}",
                row.vdot.as_f64()
            );
        };
        let easy = zones.range(Zone::Easy);
        if let Some(book) = row.easy_slow {
            close(easy.slow, book, 1.0, "E slow");
        }
        close(easy.fast, row.easy_fast, 1.0, "E fast");
        close(zones.midpoint(Zone::Marathon), row.marathon, 1.0, "M");
        close(zones.midpoint(Zone::Threshold), row.threshold, 1.0, "T");
        close(zones.midpoint(Zone::Interval), row.interval, 1.0, "I");
        close(zones.midpoint(Zone::Repetition), row.repetition, 1.3, "R");
    }
}
