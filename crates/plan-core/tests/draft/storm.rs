//! Millions of texts nobody meant well, and how long reading them takes.
//!
//! `just fuzz-draft 10000000` reads that many, optimized but with debug
//! assertions and overflow checks; a few thousand are read with every test.
//! An input is a function of the seed and its number, so a fault is found
//! again; what is reported is the smallest text that still shows it.

use std::panic::{AssertUnwindSafe, catch_unwind};

use chrono::NaiveDate;
use plan_core::draft::{ParseContext, Schedule, differences, parse, print};
use plan_core::plan::{Level, ProgressionPattern, RaceDistance, RaceGoal};
use plan_core::planner::{self, PlanBrief};
use plan_core::units::{DistanceUnit, Duration};

use crate::hostile::{is_read_in, on_a_day, words};

/// What people may send in one piece.
const LONGEST: usize = 64 * 1_024;

/// Counts its way through all numbers and stirs each (SplitMix64).
struct Dice(u64);

impl Dice {
    fn new(seed: u64, number: u64) -> Self {
        Self(seed.wrapping_mul(0xA24B_AED4_963E_E407) ^ number.wrapping_mul(0x9FB2_1C65_1E98_DF25))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut stirred = self.0;
        stirred = (stirred ^ (stirred >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        stirred = (stirred ^ (stirred >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        stirred ^ (stirred >> 31)
    }

    /// Below `sides`.
    fn below(&mut self, sides: usize) -> usize {
        (self.next() % sides.max(1) as u64) as usize
    }

    fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }

    fn once_in(&mut self, sides: usize) -> bool {
        self.below(sides) == 0
    }
}

/// What inputs are made of.
struct Stock {
    /// Lines as coaches write them.
    lines: Vec<String>,
    /// Plans as the planner prints them.
    plans: Vec<String>,
    /// The words the reader knows, and signs.
    words: Vec<String>,
}

impl Stock {
    fn new() -> Self {
        // A fuzzer's dictionary: the strings the program compares with.
        let sources = [
            include_str!("../../src/draft/parse/canonical.rs"),
            include_str!("../../src/draft/parse/race_lines.rs"),
            include_str!("../../src/draft/parse/scan/mod.rs"),
            include_str!("../../src/draft/parse/scan/words.rs"),
            include_str!("../../src/draft/parse/scan/numbers.rs"),
            include_str!("../../src/draft/parse/targets.rs"),
            include_str!("../../src/draft/parse/unsaid.rs"),
            include_str!("../../src/draft/parse/vocabulary.rs"),
        ];
        let compared = sources
            .into_iter()
            .flat_map(str::lines)
            .filter(|line| !line.trim_start().starts_with("//"))
            .flat_map(|line| line.split('"').skip(1).step_by(2))
            .filter(|word| (1..=24).contains(&word.len()) && !word.contains(['{', '\\']));
        let mut all: Vec<String> = compared
            .chain(words().iter().copied())
            .map(str::to_owned)
            .collect();
        all.sort();
        all.dedup();
        Self {
            lines: crate::lines::labeled()
                .into_iter()
                .map(|it| it.line)
                .collect(),
            plans: printed_plans(),
            words: all,
        }
    }

    fn input(&self, dice: &mut Dice) -> String {
        match dice.below(2_000) {
            0 => self.long(dice),
            1..=99 => {
                let bytes: Vec<u8> = (0..dice.below(300)).map(|_| dice.next() as u8).collect();
                let text = String::from_utf8_lossy(&bytes);
                if dice.once_in(2) {
                    text.into_owned()
                } else {
                    on_a_day(&text)
                }
            }
            100..=699 => on_a_day(&self.soup(dice, 24)),
            700..=1_699 => {
                let mut line = dice.one(&self.lines).clone();
                for _ in 0..=dice.below(4) {
                    line = self.mutated(line, dice);
                }
                on_a_day(&line)
            }
            _ => {
                let plan: Vec<&str> = dice.one(&self.plans).lines().collect();
                let from = if dice.once_in(2) {
                    0
                } else {
                    dice.below(plan.len())
                };
                let length = 1 + dice.below(20);
                let mut text = plan[from..]
                    .iter()
                    .take(length)
                    .copied()
                    .collect::<Vec<_>>()
                    .join("\n");
                for _ in 0..=dice.below(4) {
                    text = self.mutated(text, dice);
                }
                text
            }
        }
    }

    fn soup(&self, dice: &mut Dice, most: usize) -> String {
        let mut text = String::new();
        for _ in 0..=dice.below(most) {
            text.push_str(dice.one::<String>(&self.words));
            if !dice.once_in(4) {
                text.push(' ');
            }
        }
        text
    }

    /// One thing over and over, up to the longest text there is.
    fn long(&self, dice: &mut Dice) -> String {
        let piece = if dice.once_in(2) {
            self.soup(dice, 4)
        } else {
            dice.one(&self.lines).clone()
        };
        let body = piece.repeat(1 + dice.below(LONGEST / piece.len().max(1)));
        match dice.below(4) {
            0 => body,
            1 => format!("# {body}"),
            2 => format!("## Week 1 · {body}"),
            _ => on_a_day(&body),
        }
    }

    /// The text after one slip of the pen.
    fn mutated(&self, text: String, dice: &mut Dice) -> String {
        let mut signs: Vec<char> = text.chars().collect();
        let at = dice.below(signs.len() + 1);
        let to = (at + dice.below(20)).min(signs.len());
        match dice.below(9) {
            0 => drop(signs.drain(at..to)),
            1 => {
                let again = signs[at..to].to_vec();
                let times = 1 + dice.below(6);
                signs.splice(at..at, again.repeat(times));
            }
            2 => drop(signs.splice(at..to, dice.one(&self.words).chars())),
            3 => drop(signs.splice(at..at, format!(" {} ", dice.one(&self.words)).chars())),
            4 => {
                let other: Vec<char> = dice.one(&self.lines).chars().collect();
                let cut = dice.below(other.len());
                signs.truncate(at);
                signs.extend(&other[cut..]);
            }
            // A digit for a digit.
            5 | 6 => {
                for sign in signs.iter_mut().filter(|sign| sign.is_ascii_digit()) {
                    if dice.once_in(3) {
                        *sign = char::from(b'0' + dice.below(10) as u8);
                    }
                }
            }
            7 => {
                let sign = char::from_u32(dice.below(0x11_0000) as u32).unwrap_or('\u{301}');
                signs.splice(at..at, [sign]);
            }
            _ => {
                const SIGNS: &[char] = &[
                    '"', '(', ')', '—', '–', '-', ',', '.', ':', ';', '/', '@', 'x', '×', '+', '~',
                    '%', '\n', '\t', ' ', '½', '\'', '#', '|', '*', '\u{0}', '\r', '\u{202e}', '9',
                    '0',
                ];
                let sign = *dice.one(SIGNS);
                if let Some(old) = signs.get_mut(at) {
                    *old = sign
                } else {
                    signs.push(sign)
                }
            }
        }
        signs.into_iter().collect()
    }
}

fn printed_plans() -> Vec<String> {
    let mut plans = Vec::new();
    for race in RaceDistance::ALL {
        for level in Level::ALL {
            for unit in [DistanceUnit::Mile, DistanceUnit::Kilometer] {
                let mut brief = PlanBrief::new(9, *level);
                brief.unit = unit;
                brief.race = Some(RaceGoal {
                    distance: *race,
                    date: NaiveDate::from_ymd_opt(2026, 10, 18)
                        .filter(|_| *level != Level::Beginner),
                    target_time: Some(Duration::from_minutes(200)),
                });
                plans.push(print(&planner::plan(&brief).expect("a plan").draft));
            }
        }
    }
    plans
}

/// What a text may be read with, both ends of the calendar included.
fn context(dice: &mut Dice) -> ParseContext {
    let dates = [
        NaiveDate::from_ymd_opt(2026, 3, 4),
        NaiveDate::from_ymd_opt(2026, 10, 18),
        Some(NaiveDate::MIN),
        Some(NaiveDate::MAX),
        None,
        None,
    ];
    ParseContext {
        unit: *dice.one(&[DistanceUnit::Mile, DistanceUnit::Kilometer]),
        level: *dice.one(Level::ALL),
        weeks: *dice.one(&[None, Some(1), Some(0), Some(u8::MAX)]),
        start: *dice.one(&dates),
        race: dice.once_in(2).then(|| RaceGoal {
            distance: *dice.one(RaceDistance::ALL),
            date: *dice.one(&dates),
            target_time: None,
        }),
    }
}

/// What is wrong with reading a text, if anything is.
fn fault(text: &str, context: &ParseContext) -> Option<String> {
    let read = || {
        is_read_in(text, context).map_err(|fault| fault.to_string())?;
        let draft = parse(text, context).draft;
        let found = differences(&draft, &draft);
        if !found.is_empty() {
            return Err(format!("a draft differs from itself: {found:?}"));
        }
        let settings = Schedule {
            start: context.start,
            pattern: ProgressionPattern::Linear,
            vdot: None,
        };
        match draft.schedule(settings) {
            Err(refused) if refused.to_string().is_empty() => {
                Err("a refusal says nothing".to_owned())
            }
            _ => Ok(()),
        }
    };
    match catch_unwind(AssertUnwindSafe(read)) {
        Ok(read) => read.err(),
        Err(_) => Some("a panic".to_owned()),
    }
}

/// The text without whatever it can do without and still be at fault.
fn smallest(text: &str, context: &ParseContext) -> String {
    let mut signs: Vec<char> = text.chars().collect();
    let mut length = signs.len() / 2;
    while length > 0 {
        let mut at = 0;
        while at < signs.len() {
            let mut shorter = signs.clone();
            shorter.drain(at..(at + length).min(signs.len()));
            if fault(&shorter.iter().collect::<String>(), context).is_some() {
                signs = shorter;
            } else {
                at += length;
            }
        }
        length /= 2;
    }
    signs.into_iter().collect()
}

/// Reads inputs `numbers` of a seed.
fn read_all(seed: u64, numbers: std::ops::Range<u64>) {
    let stock = Stock::new();
    let mut faults = Vec::new();
    for number in numbers {
        let mut dice = Dice::new(seed, number);
        let context = context(&mut dice);
        let text = stock.input(&mut dice);
        if fault(&text, &context).is_some() {
            let text = smallest(&text, &context);
            let fault = fault(&text, &context).unwrap_or_default();
            faults.push(format!(
                "input {number} of seed {seed}: {text:?} in {context:?}: {fault}"
            ));
            if faults.len() >= 20 {
                break;
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n\n"));
}

#[test]
fn any_input_is_read_and_printed_back() {
    read_all(1, 0..3_000);
}

/// A number from the environment of a run by hand.
fn wanted(name: &str, usual: u64) -> u64 {
    #[expect(
        clippy::disallowed_methods,
        reason = "how `just` hands its arguments on"
    )]
    let value = std::env::var(name).ok();
    value.map_or(usual, |value| {
        value
            .parse()
            .unwrap_or_else(|_| panic!("{name} is no number: {value}"))
    })
}

#[test]
#[ignore = "minutes to hours: run it by `just fuzz-draft COUNT SEED`"]
fn any_number_of_inputs_is_read_and_printed_back() {
    let count = wanted("STRATA_FUZZ_COUNT", 1_000_000);
    let seed = wanted("STRATA_FUZZ_SEED", 1);
    read_all(seed, 0..count);
}

/// Bodies of one thing over and over.
fn repetitive(stock: &Stock, dice: &mut Dice) -> String {
    match dice.below(3) {
        0 => dice.one(&stock.words).clone() + " ",
        1 => dice.one(&stock.words).clone(),
        _ => stock.soup(dice, 5),
    }
}

/// What this thread has computed so far, in nanoseconds; on a busy machine,
/// unlike time. Linux counts it, in steps of milliseconds.
fn computed() -> u128 {
    #[expect(
        clippy::disallowed_methods,
        reason = "it is the time that is asked for"
    )]
    let counted = std::fs::read_to_string("/proc/thread-self/schedstat").expect("Linux counts");
    let first = counted.split(' ').next();
    first
        .and_then(|number| number.parse().ok())
        .expect("a number")
}

/// How long reading takes, of as many readings as it needs to tell.
fn cost(text: &str) -> u128 {
    const ENOUGH: u128 = 60_000_000;
    let context = crate::blank();
    let start = computed();
    for readings in 1u128.. {
        std::hint::black_box(parse(text, &context));
        let spent = computed() - start;
        if spent >= ENOUGH {
            return spent / readings;
        }
    }
    0
}

/// Four times the text takes four times as long; more, up to twice that, is
/// left to the memory. What grows with the square takes sixteen times as long.
#[test]
#[ignore = "measures for minutes: run it by `just fuzz-draft-time COUNT SEED`"]
fn reading_takes_time_in_proportion_to_the_text() {
    const MOST: u128 = 8;
    const MOST_PER_BYTE: u128 = 2_000;
    let stock = Stock::new();
    let seed = wanted("STRATA_FUZZ_SEED", 1);
    let mut slow = Vec::new();
    for number in 0..wanted("STRATA_FUZZ_COUNT", 500) {
        let mut dice = Dice::new(seed, number);
        let piece = repetitive(&stock, &mut dice);
        let shape = dice.below(6);
        let text = |length: usize| {
            let body = piece.repeat(length / piece.len().max(1));
            match shape {
                0 => body,
                1 => format!("# {body}"),
                2 => format!("Goal: {body}"),
                3 => format!("## Week 1 · {body}"),
                4 => format!("{}\n", on_a_day(&piece)).repeat(length / (20 + piece.len())),
                _ => on_a_day(&body),
            }
        };
        let (short, long) = (text(LONGEST / 4), text(LONGEST));
        let (once, fourfold) = (cost(&short), cost(&long));
        let per_byte = fourfold / long.len() as u128;
        if fourfold > MOST * once || per_byte > MOST_PER_BYTE {
            slow.push(format!(
                "{shape} {piece:?}: {once} and {fourfold} ns, {per_byte} ns a byte"
            ));
        }
    }
    assert!(slow.is_empty(), "{}", slow.join("\n"));
}
