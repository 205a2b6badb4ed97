//! How coaches write: the same thing in many ways, and what each turns into.

use crate::readings::{read_as, refused};

#[test]
fn numbers_are_read_as_people_write_them() {
    read_as(&[
        (
            "2 mi WU, 1,200 m @ I, 2 mi CD",
            "Intervals 4.75 mi: 2 mi warm-up, 1200 m @ I, 2 mi cool-down",
            &[],
        ),
        ("6,5 km easy", "Easy 6.5 km", &[]),
        ("Easy 6,5, flat", "Easy 6.5 mi — flat", &["unit_assumed"]),
        (
            "3,2,1 mi @ T",
            "Tempo ~8.5 mi: 1.5 mi warm-up, 3 mi @ T, 2 mi @ T, 1 mi @ T, 1 mi cool-down",
            &[],
        ),
        ("1:30:00 long run", "Long 90 min", &[]),
        ("2:30 h long", "Long 150 min", &[]),
        ("90:00 easy", "Easy 90 min", &[]),
        ("1h30 easy", "Easy 90 min", &[]),
        ("Easy 1 1/2 mi", "Easy 1.5 mi", &[]),
        ("6½ mi easy", "Easy 6.5 mi", &[]),
    ]);
}

#[test]
fn a_letter_of_daniels_in_front_is_a_kind_of_run() {
    read_as(&[
        ("E 5 mi", "Easy 5 mi", &[]),
        ("L 10 mi", "Long 10 mi", &[]),
        ("M 8 mi", "Race pace 8 mi", &[]),
        ("T 5 mi", "Tempo 5 mi", &[]),
        ("I 5 mi", "Intervals 5 mi", &[]),
        ("R 4 mi", "Intervals 4 mi", &[]),
    ]);
}

#[test]
fn a_line_may_hold_the_two_runs_of_a_day() {
    // A mark in front of everything is no second run.
    read_as(&[("AM 5 mi easy", "Easy 5 mi", &[])]);
    let both = |line: &str| {
        let parsed = crate::read(&format!("## Week 1 · Base\n- Mon: {line}\n"));
        assert_eq!(parsed.unreadable, [], "{line}");
        let text = plan_core::draft::print(&parsed.draft);
        let lines = text.lines().filter_map(|line| line.strip_prefix("- Mon "));
        lines.collect::<Vec<_>>().join("; ")
    };
    for (line, runs) in [
        (
            "AM: 4 mi easy / PM: 6 mi easy",
            "AM: Easy 4 mi; PM: Easy 6 mi",
        ),
        (
            "am: 4 mi easy, pm: 6 mi easy",
            "AM: Easy 4 mi; PM: Easy 6 mi",
        ),
        (
            "Recovery AM 5 mi PM 4 mi",
            "AM: Recovery 5 mi; PM: Recovery 4 mi",
        ),
        ("5 mi am + 4 mi pm", "AM: Easy 5 mi; PM: Easy 4 mi"),
        (
            "6 mi easy AM, 30 min tempo PM",
            "AM: Easy 6 mi; PM: Tempo 30 min",
        ),
        // The words before the mark belong to the second run.
        (
            "Recovery AM 4 mi LT PM 11 mi",
            "AM: Recovery 4 mi; PM: Tempo 11 mi",
        ),
        ("5 mi easy PM 4 mi LT", "AM: Easy 5 mi; PM: Easy 4 mi @ T"),
        (
            "Endurance 13 mi Recovery 5 mi",
            "AM: Long 13 mi; PM: Recovery 5 mi",
        ),
    ] {
        assert_eq!(both(line), runs, "{line}");
    }
}

#[test]
fn of_a_choice_the_first_counts_and_two_sessions_are_no_choice() {
    read_as(&[
        ("or 5 mi easy", "Easy 5 mi — or", &[]),
        (
            "Easy 5 mi (2 mi or 3 mi on grass) with Jo",
            "Easy 5 mi — 2 mi or 3 mi on grass; with Jo",
            &[],
        ),
        ("Rest or 5 mi easy", "Rest — or 5 mi easy", &[]),
        ("Bike or swim", "Cross-training — or swim", &[]),
        (
            "Easy 5 mi or bike 45 min",
            "Easy 5 mi — or bike 45 min",
            &["number_not_understood"],
        ),
    ]);
    refused(&[("5 mi or 6 x 800 m @ I", "a choice of two")]);
}

#[test]
fn a_total_is_the_whole_wherever_it_stands() {
    for line in [
        "Total 8 mi: 6 x 800 m @ I",
        "6 x 800 m @ I, total 8 mi",
        "6 x 800 m @ I = 8 mi",
        "8 mi total, 6 x 800 m @ I",
        "8 mi overall w/ 6 x 800 m @ I",
        "6 x 800 m @ I (8 mi)",
        "6 x 800 m @ I (8 mi total)",
    ] {
        read_as(&[(line, "Intervals 8 mi: 6 x 800 m @ I", &[])]);
    }
}

#[test]
fn a_race_is_the_longest_of_its_line_or_what_the_day_adds_up_to() {
    read_as(&[
        (
            "5K tune-up race 9 mi",
            "Race 9 mi — 5K tune-up race 9 mi",
            &[],
        ),
        (
            "10K race (total 9–11 mi)",
            "Race 9–11 mi — 10K race (total 9–11 mi)",
            &[],
        ),
        (
            "10K race day, total of 9 mi",
            "Race 9 mi — 10K race day, total of 9 mi",
            &[],
        ),
        (
            "5K tune-up race 9-11 mi",
            "Race 9–11 mi — 5K tune-up race 9-11 mi",
            &[],
        ),
        (
            "10K race, 2 mi WU, 2 mi CD",
            "10K race — 10K race, 2 mi WU, 2 mi CD",
            &[],
        ),
        (
            "Half marathon race, 2 mi warm up, 1 mi cool down",
            "Half marathon race — Half marathon race, 2 mi warm up, 1 mi cool down",
            &[],
        ),
        ("Race: 8 km", "Race 8 km", &[]),
        ("Marathon (26.2 mi)", "Full marathon race", &[]),
    ]);
}

#[test]
fn a_recovery_belongs_to_the_repeats_before_it() {
    read_as(&[
        (
            "10 min warm-up jog, 3 mi @ T, 10 min cool-down jog",
            "Tempo ~5 mi: 10 min warm-up, 3 mi @ T, 10 min cool-down",
            &[],
        ),
        (
            "6 x 800 m @ I (400 m jog)",
            "Intervals ~7 mi: 1.5 mi warm-up, 6 x (800 m @ I, 400 m jog), 1 mi cool-down",
            &[],
        ),
        // Nobody jogs at I.
        (
            "6 x 800 m (400 m jog) @ I",
            "Intervals ~7 mi: 1.5 mi warm-up, 6 x (800 m @ I, 400 m jog), 1 mi cool-down",
            &[],
        ),
        (
            "5 x 1 km @ I, 90 s walk/jog",
            "Intervals ~6.4 mi: 1.5 mi warm-up, 5 x (1000 m @ I, 90 s jog), 1 mi cool-down",
            &[],
        ),
        (
            "5 x 1 km @ I, jog 50–90% interval time",
            "Intervals ~5.6 mi: 1.5 mi warm-up, 5 x (1000 m @ I, jog \"jog 50–90% interval time\"), 1 mi cool-down",
            &[],
        ),
        (
            "6 x 800 m @ I, jog for 2 min, no warm-up",
            "Intervals ~4.2 mi: 6 x (800 m @ I, 2 min jog)",
            &[],
        ),
        (
            "Warm up for 10 min, 3 mi @ T, cool down for 10 min",
            "Tempo ~5 mi: 10 min warm-up, 3 mi @ T, 10 min cool-down",
            &[],
        ),
        // Short and easy behind repeats is what lies between them,
        (
            "3 x 1 mi @ T, 800 m easy",
            "Tempo ~7 mi: 1.5 mi warm-up, 3 x (1 mi @ T, 800 m jog), 1 mi cool-down",
            &[],
        ),
        // longer is a part of its own; and there is one recovery a repeat.
        (
            "3 x 1 mi @ T, 900 m easy",
            "Tempo 3.56 mi: 3 x 1 mi @ T, 900 m @ E",
            &[],
        ),
        (
            "4 x 400 m @ I, 200 m jog, 400 m jog",
            "Intervals ~4.2 mi: 1.5 mi warm-up, 4 x (400 m @ I, 200 m jog), 400 m jog, 1 mi cool-down",
            &[],
        ),
        // Sets in sets are written out.
        (
            "2 x (2 x (2 x (200 m @ R, 100 m jog), 400 m jog), 800 m jog), no warm-up",
            "Intervals 5.6 km: 2 x (200 m @ R, 100 m jog), 400 m jog, 2 x (200 m @ R, 100 m jog), 400 m jog, 800 m jog, 2 x (200 m @ R, 100 m jog), 400 m jog, 2 x (200 m @ R, 100 m jog), 400 m jog, 800 m jog",
            &[],
        ),
        // Between four there are three.
        (
            "4 x 2 mi @ T with 800 m jog between",
            "Tempo ~12 mi: 1.5 mi warm-up, 3 x (2 mi @ T, 800 m jog), 2 mi @ T, 1 mi cool-down",
            &[],
        ),
        (
            "4 x 2 mi @ T; between reps 800 m jog",
            "Tempo ~12 mi: 1.5 mi warm-up, 3 x (2 mi @ T, 800 m jog), 2 mi @ T, 1 mi cool-down",
            &[],
        ),
        (
            "2 mi @ T, 2 mi @ T, 400 m jog between all",
            "Tempo ~6.7 mi: 1.5 mi warm-up, 2 mi @ T, 400 m jog, 2 mi @ T, 1 mi cool-down",
            &[],
        ),
        (
            "1 min run, 1 min walk; repeat 10-12 times",
            "Easy 24 min: 12 x (1 min, 1 min walk)",
            &[],
        ),
        (
            "30 min of (1 min @ I, 2 min jog)",
            "Intervals ~5.5 mi: 1.5 mi warm-up, 10 x (1 min @ I, 2 min jog), 1 mi cool-down",
            &[],
        ),
    ]);
    refused(&[
        ("Repeat 15 times", "a meaning for `Repeat 15 times`"),
        ("5 x 1 km @ I w/ 50-90% jog", "a meaning for `50-90% jog`"),
    ]);
}

#[test]
fn an_effort_that_is_about_or_beside_a_pace_keeps_its_words() {
    read_as(&[
        (
            "3 mi half marathon pace, no warm-up",
            "Tempo 3 mi: 3 mi @ half-marathon pace",
            &[],
        ),
        (
            "3 mi half marathon effort, no warm-up",
            "Tempo 3 mi: 3 mi @ half-marathon pace",
            &[],
        ),
        (
            "3 mi @ about 95% 5K pace, no warm-up",
            "Intervals 3 mi: 3 mi @ 95% of 5K pace \"about 95% 5K pace\"",
            &[],
        ),
        (
            "3 mi @ 95% of 5K effort, no warm-up",
            "Intervals 3 mi: 3 mi @ 95% of 5K pace",
            &[],
        ),
        (
            "3 mi @ 103/105% MP, no warm-up",
            "Tempo 3 mi: 3 mi @ 105% of marathon race pace \"103/105% MP\"",
            &[],
        ),
        (
            "3 mi @ 5K-10K pace, no warm-up",
            "Intervals 3 mi: 3 mi @ 5K pace \"5K-10K pace\"",
            &[],
        ),
        (
            "3 mi @ 10K pace - 10 sec/mi, no warm-up",
            "Intervals 3 mi: 3 mi @ 10K pace \"10K pace - 10 sec/mi\"",
            &[],
        ),
        (
            "3 mi @ MP + 10s, no warm-up",
            "Race pace 3 mi — MP + 10s",
            &[],
        ),
        (
            "3 mi @ about 8:00",
            "Easy 3 mi: 3 mi @ 8:00/mi \"about 8:00\"",
            &[],
        ),
        (
            "8 mi progression, 3-5 sec/mi",
            "Tempo 8 mi — 3-5 sec/mi",
            &[],
        ),
        (
            "8 mi easy, 5 sec per mile quicker",
            "Easy 8 mi — 5 sec per mile; quicker",
            &[],
        ),
        ("4 mi @ tempo pace, no warm-up", "Tempo 4 mi", &[]),
        ("4 mi @ easy effort", "Easy 4 mi", &[]),
        ("8 mi @ marathon pace", "Race pace 8 mi", &["whole_assumed"]),
        (
            "8 mi @ marathon effort",
            "Race pace 8 mi",
            &["whole_assumed"],
        ),
        ("3 mi @ 7:30 per mile", "Easy 3 mi: 3 mi @ 7:30/mi", &[]),
        ("3 mi @ 4:40/km", "Easy 3 mi: 3 mi @ 4:40/km", &[]),
        (
            "20 min at HMP, no warm-up",
            "Tempo 20 min: 20 min @ half-marathon pace",
            &[],
        ),
        (
            "6 x 400 m in 90 s, 200 m jog",
            "Intervals ~4.7 mi: 1.5 mi warm-up, 6 x (400 m \"in 90 s\", 200 m jog), 1 mi cool-down",
            &[],
        ),
    ]);
}

#[test]
fn strides_add_nothing_to_a_run_and_words_stay_words() {
    read_as(&[
        (
            "5 mi easy, 100 m strides",
            "Easy 5 mi: 100 m (strides)",
            &[],
        ),
        ("5 mi easy strides", "Easy 5 mi — strides", &[]),
        (
            "Easy 5 mi (road or trail) with Jo",
            "Easy 5 mi — road or trail; with Jo",
            &[],
        ),
        ("5 mi easy + 6 strides", "Easy 5 mi: 6 x run (strides)", &[]),
        (
            "Easy 6 mi with 4 x 100 m strides",
            "Easy 6 mi: 4 x 100 m (strides)",
            &[],
        ),
        ("Easy 5 mi. Then strides", "Easy 5 mi: run (strides)", &[]),
        (
            "8 mi (last 4 mi at MP)",
            "Easy 8 mi: 4 mi @ M — last",
            &["kind_assumed"],
        ),
        (
            "3 mi easy / 2 mi @ T",
            "Tempo 5 mi: 3 mi @ E, 2 mi @ T",
            &[],
        ),
        ("3 mi easy. 2 mi @ T", "Tempo 5 mi: 3 mi @ E, 2 mi @ T", &[]),
        (
            "Easy 5 mi (by the river) slowly",
            "Easy 5 mi — by the river; slowly",
            &[],
        ),
        ("hilly 8 mi easy shaded", "Easy 8 mi — hilly; shaded", &[]),
        (
            "8 mi over hills",
            "Easy 8 mi — over hills",
            &["kind_assumed"],
        ),
        ("8 mi very easy", "Easy 8 mi — very easy", &[]),
        ("10 mi steady", "Easy 10 mi — steady", &[]),
        ("Easy 5 mi *", "Easy 5 mi", &[]),
        (
            "6 mi incl 800s",
            "Easy 6 mi — incl 800s",
            &["kind_assumed", "number_not_understood"],
        ),
    ]);
}
