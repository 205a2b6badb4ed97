//! Habits of coaches that once led to a wrong number.

use crate::readings::{read_as, refused};

#[test]
fn a_short_amount_in_parentheses_is_about_what_stands_before_it_and_not_the_whole() {
    read_as(&[
        (
            "2 mi WU, 10 x 400 m @ 5K (75 s), 200 m jog, 1 mi CD",
            "Intervals 6.73 mi: 2 mi warm-up, 10 x (400 m @ 5K pace \"75 s\", 200 m jog), 1 mi cool-down",
            &[],
        ),
        (
            "1 mi WU, 6 x 800 m @ I w/ 400 m jog (2:30), 1 mi CD",
            "Intervals 6.47 mi: 1 mi warm-up, 6 x (800 m @ I, 400 m jog \"2:30\"), 1 mi cool-down",
            &[],
        ),
        (
            "1 mi WU, 5 x 3 min @ I (800 m), 2 min jog, 1 mi CD",
            "Intervals ~4.5 mi: 1 mi warm-up, 5 x (3 min @ I \"800 m\", 2 min jog), 1 mi cool-down",
            &[],
        ),
        (
            "1 mi (8:20), 1 mi (8:00), 3 mi easy",
            "Easy 5 mi: 1 mi \"8:20\", 1 mi \"8:00\", 3 mi @ E",
            &[],
        ),
        // A round without a length has that one.
        (
            "6 mi w/ 6 x hill (60 s)",
            "Hill repeats 6 mi: 6 x 1 min (hill)",
            &[],
        ),
        // Long enough for a run, it is how long the run takes.
        ("5 mi easy (45 min)", "Easy 5 mi in 45 min", &[]),
        (
            "6 x 800 m @ I (50 min)",
            "Intervals 50 min: 6 x 800 m @ I",
            &[],
        ),
    ]);
}

#[test]
fn a_warm_up_and_a_cool_down_named_together_are_both_of_that_length() {
    read_as(&[
        (
            "2 mi WU/CD, 4 x 1 mi @ T",
            "Tempo 8 mi: 2 mi warm-up, 4 x 1 mi @ T, 2 mi cool-down",
            &[],
        ),
        (
            "5 x 1 km @ I w/ 400 m jog, 3 km warm-up and cool-down",
            "Intervals 13 km: 3000 m warm-up, 5 x (1000 m @ I, 400 m jog), 3000 m cool-down",
            &[],
        ),
        (
            "W/U & C/D: 2 mi, 6 x 800 m @ I",
            "Intervals 6.98 mi: 2 mi warm-up, 6 x 800 m @ I, 2 mi cool-down",
            &[],
        ),
        (
            "15 min warm up/down, 20 min @ T",
            "Tempo 50 min: 15 min warm-up, 20 min @ T, 15 min cool-down",
            &[],
        ),
        // Beside them the run is the work.
        (
            "4 mi tempo w/ 1.5 mi WU/CD",
            "Tempo 7 mi: 1.5 mi warm-up, 4 mi @ T, 1.5 mi cool-down",
            &[],
        ),
        // A whole stays the whole, and each length its own.
        (
            "8 mi w/ 4 mi @ T, WU/CD",
            "Tempo 8 mi: warm-up, 4 mi @ T, cool-down",
            &[],
        ),
        (
            "2 mi warm-up and cool-down 1 mi, 3 mi tempo",
            "Tempo 6 mi: 2 mi warm-up, 1 mi cool-down, 3 mi @ T",
            &[],
        ),
    ]);
    refused(&[(
        "2 mi WU/CD around the parade",
        "between warm-up and cool-down",
    )]);
}

#[test]
fn the_parts_of_a_whole_are_in_its_unit() {
    read_as(&[
        (
            "8 mi (2 easy, 4 at MP, 2 easy)",
            "Race pace 8 mi: 2 mi @ E, 4 mi @ M, 2 mi @ E",
            &[],
        ),
        (
            "18 mi: 10 easy, 6 @ MP, 2 easy",
            "Race pace 18 mi: 10 mi @ E, 6 mi @ M, 2 mi @ E",
            &[],
        ),
        (
            "12 km: 3 up, 6 @ HMP, 3 down",
            "Tempo 12 km: 3000 m warm-up, 6000 m @ half-marathon pace, 3000 m cool-down",
            &[],
        ),
        (
            "60 min: 20 easy, 20 @ T, 20 easy",
            "Tempo 60 min: 20 min @ E, 20 min @ T, 20 min @ E",
            &[],
        ),
        (
            "7 miles total: 2 WU, 4 tempo, 1 CD",
            "Tempo 7 mi: 2 mi warm-up, 4 mi @ T, 1 mi cool-down",
            &[],
        ),
        ("4 mi tempo (7 total)", "Tempo 7 mi: 4 mi @ T", &[]),
        // What is counted is no distance.
        (
            "Easy 5 mi: flat, 3 hills",
            "Easy 5 mi — flat; 3",
            &["number_not_understood"],
        ),
    ]);
}

#[test]
fn a_stretch_at_threshold_or_faster_is_the_work_and_at_marathon_pace_the_run() {
    read_as(&[
        (
            "4 mi @ T",
            "Tempo ~6.5 mi: 1.5 mi warm-up, 4 mi @ T, 1 mi cool-down",
            &[],
        ),
        (
            "20 min at threshold",
            "Tempo ~4.5 mi: 1.5 mi warm-up, 20 min @ T, 1 mi cool-down",
            &[],
        ),
        (
            "2 mi at 10K pace, 1 mi at 5K pace",
            "Intervals ~5.5 mi: 1.5 mi warm-up, 2 mi @ 10K pace, 1 mi @ 5K pace, 1 mi cool-down",
            &[],
        ),
        ("7 mi at MP", "Race pace 7 mi", &["whole_assumed"]),
        // A word for the run, a whole, or more than anybody runs so fast.
        ("4 mi tempo", "Tempo 4 mi", &[]),
        ("Run 4 mi @ T", "Tempo 4 mi", &[]),
        ("4 mi @ T, no warm-up", "Tempo 4 mi", &[]),
        ("4 mi @ T (7 mi)", "Tempo 7 mi: 4 mi @ T", &[]),
        ("12 mi @ T", "Tempo 12 mi", &["whole_assumed"]),
    ]);
}

#[test]
fn marks_for_minutes_and_seconds_and_long_times_are_read() {
    read_as(&[
        (
            "10' WU, 5 x 3' @ I, 90\" jog, 10' CD",
            "Intervals 42:30 min: 10 min warm-up, 5 x (3 min @ I, 90 s jog), 10 min cool-down",
            &[],
        ),
        ("Easy 40-50'", "Easy 50 min — 40-50'", &[]),
        ("Long run: 1h45-2h", "Long 120 min — 1h45-2h", &[]),
        (
            "Long 1 h - 1 h 30 min",
            "Long 90 min — 1 h - 1 h 30 min",
            &[],
        ),
    ]);
}

#[test]
fn repeats_behind_an_easy_run_have_what_they_have_elsewhere() {
    read_as(&[
        (
            "5 mi easy, 6 x 200 m",
            "Intervals 5.75 mi: 5 mi @ E, 6 x 200 m @ I",
            &[],
        ),
        (
            "4 mi easy + 3 x 1 mi, 400 m jog",
            "Intervals 7.75 mi: 4 mi @ E, 3 x (1 mi @ I, 400 m jog)",
            &[],
        ),
        // So short, they are strides.
        (
            "4 mi easy, 4 x 100 m",
            "Easy 4 mi: 4 x 100 m (strides)",
            &["kind_assumed"],
        ),
        (
            "Easy 40 min + 6 x 20 s",
            "Easy 40 min: 6 x 20 s (strides)",
            &["kind_assumed"],
        ),
        (
            "4 mi easy, 4 x 100 m @ R",
            "Intervals 4.25 mi: 4 mi @ E, 4 x 100 m @ R",
            &[],
        ),
    ]);
}

#[test]
fn letters_and_words_behind_repeats_are_about_every_round() {
    read_as(&[
        (
            "6 x 400 m R w/ 400 m jog",
            "Intervals ~5.5 mi: 1.5 mi warm-up, 6 x (400 m @ R, 400 m jog), 1 mi cool-down",
            &[],
        ),
        (
            "2 mi E + 4 x 1 mi T w/ 1 min rests + 2 mi E",
            "Tempo 8 mi: 2 mi @ E, 4 x (1 mi @ T, 1 min rest), 2 mi @ E",
            &[],
        ),
        (
            "7 mi w/ 4 mile repeats @ T",
            "Tempo 7 mi: 4 x 1 mi @ T",
            &[],
        ),
        (
            "6 mi w/ 8 hill reps",
            "Hill repeats 6 mi: 8 x run (hill)",
            &[],
        ),
        (
            "14 mi w/ 2 x 3 mi @ MP, 1 mi easy between",
            "Race pace 14 mi: 3 mi @ M, 1 mi jog, 3 mi @ M",
            &[],
        ),
        ("12 mi M-long", "Medium-long 12 mi", &[]),
    ]);
}

#[test]
fn what_is_done_on_a_mat_is_no_running() {
    read_as(&[
        (
            "Easy 5 mi, 10' stretching",
            "Easy 5 mi — 10' stretching",
            &["number_not_understood"],
        ),
        (
            "4 mi easy + 15 min mobility",
            "Easy 4 mi — 15 min mobility",
            &["number_not_understood"],
        ),
        ("5 mi easy, then pilates", "Easy 5 mi — pilates", &[]),
        ("Stretching 20 min", "Cross-training 20 min", &[]),
    ]);
}

#[test]
fn a_ladder_without_an_effort_is_called_easy_only_with_a_finding() {
    read_as(&[(
        "1-2-3-2-1 min hard",
        "Easy 9 min: 1 min, 2 min, 3 min, 2 min, 1 min — hard",
        &["kind_assumed"],
    )]);
}

#[test]
fn a_star_behind_a_word_is_told_and_one_around_words_is_not() {
    read_as(&[
        ("3 mi easy*", "Easy 3 mi", &["footnote_not_read"]),
        (
            "6 mi tempo* (8 mi)",
            "Tempo 8 mi: 6 mi @ T",
            &["footnote_not_read"],
        ),
        ("Easy *5 mi* flat", "Easy 5 mi — flat", &[]),
        ("*5 mi* easy", "Easy 5 mi", &[]),
    ]);
}
