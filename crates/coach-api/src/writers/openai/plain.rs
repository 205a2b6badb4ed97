//! Text of a model without what is not seen.
//!
//! Models write control characters, marks that turn text around and characters of
//! no width now and then, and mean nothing by them: they are left out, wherever a
//! model's words are taken, and cost no repair. What is seen is judged as it is:
//! two lines where one was asked for are still two.

use web_base::strict_json::Field;

/// Text without what is not seen; a tab is a space.
pub(super) fn plain(text: &str) -> String {
    let seen = text.chars().filter(|c| !is_hidden(*c));
    let spaced = seen.map(|c| if c == '\t' { ' ' } else { c });
    spaced.collect::<String>().trim().to_owned()
}

/// One line of at most `most` bytes; the words behind its first ` — ` are cut where
/// it is longer, and nothing else is.
pub(super) fn line(field: Field<'_>, most: usize) -> Option<String> {
    let Some(text) = field.value().as_str().map(plain) else {
        return field.fault("expected text");
    };
    if text.is_empty() {
        return field.fault("is blank");
    }
    if text.chars().any(is_break) {
        return field.fault("must be one line");
    }
    if text.len() <= most {
        return Some(text);
    }
    match text.find(" — ").filter(|note| *note < most / 2) {
        Some(_) => Some(cut(&text, most)),
        None => field.fault(format!(
            "is {} bytes long; expected at most {most}",
            text.len()
        )),
    }
}

/// Words on one line, cut at `most` bytes; `None` where there are none.
pub(super) fn note(text: &str, most: usize) -> Option<String> {
    let text = plain(text);
    let words: Vec<&str> = text.split_whitespace().collect();
    let text = words.join(" ");
    (!text.is_empty()).then(|| cut(&text, most))
}

/// The beginning of a text that is too long, with a sign that there was more.
fn cut(text: &str, most: usize) -> String {
    const MORE: &str = "…";
    if text.len() <= most {
        return text.to_owned();
    }
    let end = text.floor_char_boundary(most.saturating_sub(MORE.len()));
    format!("{}{MORE}", text[..end].trim_end())
}

/// What ends a line.
fn is_break(character: char) -> bool {
    matches!(character, '\n' | '\r' | '\u{2028}' | '\u{2029}')
}

/// Controls, what turns around the text it stands in (UAX #9), and characters of no
/// width that join nothing: the joiners of scripts and emoji are seen.
pub(super) fn is_hidden(character: char) -> bool {
    match character {
        '\n' | '\r' | '\t' => false,
        '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' => true,
        '\u{00AD}' | '\u{180E}' | '\u{200B}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}' => true,
        '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}' => true,
        other => other.is_control(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_seen_is_left_out_and_the_rest_is_as_it_was() {
        for (text, expected) in [
            ("Easy 5 mi", "Easy 5 mi"),
            (" Easy 5 mi \n", "Easy 5 mi"),
            ("Easy\t5 mi", "Easy 5 mi"),
            ("Easy\u{7} 5\u{200b} mi \u{202e}now", "Easy 5 mi now"),
            ("\u{feff}Easy 5 mi\u{2060}", "Easy 5 mi"),
            (
                "Läufe für Ölwürmer 👩\u{200d}🏫",
                "Läufe für Ölwürmer 👩\u{200d}🏫",
            ),
            ("two\nlines", "two\nlines"),
        ] {
            assert_eq!(plain(text), expected, "{text:?}");
        }
    }

    #[test]
    fn a_note_is_one_line_and_no_longer_than_it_may_be() {
        assert_eq!(note("Easy week.\n", 600).as_deref(), Some("Easy week."));
        assert_eq!(note("a\u{2028}b\n\n c", 600).as_deref(), Some("a b c"));
        assert_eq!(note(" \u{200b}\n", 600), None);
        let long = note(&"läuft ".repeat(200), 600).unwrap();
        assert!(long.len() <= 600 && long.len() > 590, "{}", long.len());
        assert!(long.ends_with("läuft…") || long.ends_with('…'), "{long}");
    }
}
