//! However an answer is cut, it says the same.

use futures_util::{FutureExt, StreamExt, pin_mut, stream};
use proptest::prelude::*;
use test_support::fixture_text;
use test_support::llm::{Action, Edit, Reply};

use super::*;
use crate::writers::fault::ModelFault;
use crate::writers::openai::parse::{ChatEvent, Unreadable, chat_events};
use crate::writers::openai::scan::{Piece, Scanner};
use crate::writers::openai::transcript::Transcript;

/// Everything that is read in bytes cut into pieces.
fn read<'a>(pieces: impl Iterator<Item = &'a [u8]>) -> Vec<Result<ChatEvent, Unreadable<()>>> {
    let bytes = stream::iter(pieces.map(Ok::<_, ()>));
    let events = chat_events(bytes);
    pin_mut!(events);
    let all: Vec<_> = events
        .collect()
        .now_or_never()
        .expect("nothing to wait for");
    all
}

/// What events close, and what they come to.
fn folded(
    events: Vec<Result<ChatEvent, Unreadable<()>>>,
) -> (Vec<Piece>, Result<(), ModelFault>, Option<u64>) {
    let mut transcript = Transcript::default();
    let mut closed = Vec::new();
    for event in events {
        match event {
            Err(_) => return (closed, Err(ModelFault::MalformedEvent), transcript.usage()),
            Ok(event) => {
                if let Err(fault) = transcript.take(event, &mut closed) {
                    return (closed, Err(fault), transcript.usage());
                }
            }
        }
    }
    (closed, transcript.end(), transcript.usage())
}

/// Texts that run together are one.
fn joined(
    events: Vec<Result<ChatEvent, Unreadable<()>>>,
) -> Vec<Result<ChatEvent, Unreadable<()>>> {
    let mut all: Vec<Result<ChatEvent, Unreadable<()>>> = Vec::new();
    for event in events {
        match (all.last_mut(), event) {
            (Some(Ok(ChatEvent::Text(before))), Ok(ChatEvent::Text(text))) => {
                before.push_str(&text)
            }
            (_, event) => all.push(event),
        }
    }
    all
}

#[test]
fn the_golden_transcript_says_the_same_wherever_it_is_cut() {
    let golden = fixture_text("llm/golden.sse");
    let bytes = golden.as_bytes();
    let whole = read([bytes].into_iter());
    let (closed, end, usage) = folded(whole.clone());
    assert_eq!((end, usage), (Ok(()), Some(1_234)));
    let weeks = closed
        .iter()
        .filter(|piece| matches!(piece, Piece::Week(_)));
    assert_eq!(
        (weeks.count(), closed.len()),
        (2, 16),
        "two weeks of seven days"
    );
    for cut in 0..=bytes.len() {
        let (before, after) = bytes.split_at(cut);
        assert_eq!(read([before, after].into_iter()), whole, "cut at {cut}");
    }
    assert_eq!(read(bytes.chunks(1)), whole, "a byte at a time");
}

proptest! {
    #[test]
    fn any_bytes_say_the_same_however_they_are_cut(
        bytes in "(data: ?|:|\\{\"choices\":\\[|\\{\"delta\":\\{\"content\":\"|[a{}\\[\\]\", é🏃]|\"\\}\\}\\]\\}|\n|\r\n|\r){0,40}",
        cuts in prop::collection::vec(0_usize..400, 0..8),
    ) {
        let bytes = bytes.as_bytes();
        let mut cuts: Vec<_> = cuts.into_iter().map(|cut| cut.min(bytes.len())).collect();
        cuts.sort_unstable();
        let mut pieces = Vec::new();
        let mut start = 0;
        for cut in cuts {
            pieces.push(&bytes[start..cut]);
            start = cut;
        }
        pieces.push(&bytes[start..]);
        prop_assert_eq!(read(pieces.into_iter()), read([bytes].into_iter()));
    }

    #[test]
    fn any_text_closes_the_same_pieces_however_it_is_cut(
        text in "(\\{\"weeks\":|\\{\"week\":1,|\"days\":\\[|[\\[\\]{},:\"\\\\ \n]|é|7|```|json){0,40}",
        size in 1_usize..6,
    ) {
        let scan = |pieces: Vec<String>| {
            let mut scanner = Scanner::default();
            let mut closed = Vec::new();
            let mut fault = Ok(());
            for piece in pieces {
                fault = scanner.push(&piece, &mut closed);
                if fault.is_err() {
                    break;
                }
            }
            (closed, fault.and_then(|()| scanner.finish()))
        };
        let characters: Vec<char> = text.chars().collect();
        let pieces = characters.chunks(size).map(|piece| piece.iter().collect()).collect();
        let cut = scan(pieces);
        prop_assert_eq!(&cut, &scan(vec![text.clone()]));
        // What is taken for whole is JSON of this form and nothing else.
        if cut.1.is_ok() {
            let text = text.trim().trim_start_matches("```json").trim_matches('`').trim();
            let value: serde_json::Value = serde_json::from_str(text).unwrap();
            let weeks = value["weeks"].as_array().unwrap().len();
            let closed = cut.0.iter().filter(|piece| matches!(piece, Piece::Week(_)));
            prop_assert_eq!(closed.count(), weeks);
        }
    }

    #[test]
    fn any_events_come_to_the_same_end_however_their_text_is_cut(size in 1_usize..200) {
        let golden = fixture_text("llm/golden.sse");
        let whole = read([golden.as_bytes()].into_iter());
        let recut: Vec<_> = whole.iter().flat_map(|event| match event {
            Ok(ChatEvent::Text(text)) => {
                let characters: Vec<char> = text.chars().collect();
                let pieces = characters.chunks(size).map(|piece| piece.iter().collect());
                pieces.map(|text| Ok(ChatEvent::Text(text))).collect()
            }
            Ok(event) => vec![Ok(event.clone())],
            Err(_) => unreachable!("the golden transcript has no fault"),
        }).collect();
        prop_assert_eq!(joined(recut.clone()), joined(whole.clone()));
        prop_assert_eq!(folded(recut), folded(whole));
    }
}

#[test]
fn no_bytes_make_the_reader_panic() {
    let mut runner = proptest::test_runner::TestRunner::default();
    let bytes = prop::collection::vec(any::<u8>(), 0..200);
    let read_any = |bytes: Vec<u8>| {
        read(bytes.chunks(7));
        Ok(())
    };
    runner.run(&bytes, read_any).unwrap();
}

#[actix_web::test]
async fn an_answer_reads_the_same_through_the_socket_whatever_pieces_it_comes_in() {
    let edit = Edit {
        replace: vec![("easy does it".to_owned(), "gemütlich 🏃 \\u00e9".to_owned())],
        ..Edit::default()
    };
    let desk = Desk::open(Script::of([Reply::of(vec![Action::Answer(edit)])])).await;
    let whole = desk.draft(&brief(2)).await;
    assert_eq!(whole.numbers(), [1, 2]);
    assert!(whole.text.contains("gemütlich 🏃 é"), "{}", whole.text);
    for bytes in [1, 2, 3, 7, 64, 1_000] {
        desk.server.set_split(Some(bytes));
        let cut = desk.draft(&brief(2)).await;
        assert_eq!(cut.weeks, whole.weeks, "{bytes} bytes at a time");
        assert_eq!(cut.text, whole.text, "{bytes} bytes at a time");
    }
}
