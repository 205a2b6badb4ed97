//! Equivalent race times and training paces of a race: its meters and its time.
//!
//! `cargo run -p plan-core --example training_paces -- 10000 41:21`
#![expect(clippy::print_stdout, reason = "a program for a terminal")]

use std::error::Error;

use plan_core::fitness::{EQUIVALENT_DISTANCES, Vdot};
use plan_core::units::{Distance, DistanceUnit, Duration};
use plan_core::zones::{PaceZones, Zone};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (meters, time) = match arguments.as_slice() {
        [] => (10_000, "41:21"),
        [meters, time] => (meters.parse()?, time.as_str()),
        _ => return Err("expected the race's meters and its time, e.g. 10000 41:21".into()),
    };
    let time = Duration::from_clock("time", time)?;
    let vdot = Vdot::from_race(Distance::from_meters(meters), time)?;

    println!("VDOT {:.1}", vdot.as_f64());
    println!("\nEquivalent races");
    for distance in EQUIVALENT_DISTANCES {
        println!(
            "  {:>8} m  {}",
            distance.as_meters(),
            vdot.race_time(distance)
        );
    }
    println!("\nTraining paces");
    let zones = PaceZones::from_vdot(vdot);
    for &zone in Zone::ALL {
        let range = zones.range(zone);
        let effort = zone.effort();
        println!(
            "  {:<10} {:>5}–{}/mi  {:>4}–{}/km  RPE {}–{}",
            zone.name(),
            range.slow.to_clock(DistanceUnit::Mile),
            range.fast.to_clock(DistanceUnit::Mile),
            range.slow.to_clock(DistanceUnit::Kilometer),
            range.fast.to_clock(DistanceUnit::Kilometer),
            effort.min,
            effort.max,
        );
    }
    Ok(())
}
