//! Text that any watch can show: one line of ASCII.

/// A text as a watch shows it, and whether that is less than it was.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Plain {
    pub(super) text: String,
    /// True where characters were left out, or the end.
    pub(super) is_less: bool,
}

/// `text` on one line, in ASCII, at most `most` bytes long.
///
/// Dashes, quotes and accents are told without; other characters are left out.
/// What is too long ends between words, with three dots.
pub(super) fn plain(text: &str, most: usize) -> Plain {
    let mut line = String::with_capacity(text.len().min(2 * most));
    let mut is_less = false;
    for character in text.chars() {
        match ascii(character) {
            // Runs of spaces and line breaks are one space.
            Some(" ") if line.is_empty() || line.ends_with(' ') => {}
            Some(plain) => line.push_str(plain),
            None if character.is_ascii_graphic() => line.push(character),
            None => is_less = true,
        }
        if line.len() > 2 * most {
            break;
        }
    }
    let end = line.trim_end().len();
    line.truncate(end);
    if line.len() > most {
        let room = most.saturating_sub(3);
        let end = line[..=room].rfind(' ').unwrap_or(room);
        line.truncate(end);
        line.push_str("...");
        is_less = true;
    }
    Plain {
        text: line,
        is_less,
    }
}

/// What stands for a character that is no plain letter, digit or sign.
fn ascii(character: char) -> Option<&'static str> {
    Some(match character {
        c if c.is_whitespace() => " ",
        '–' | '—' | '−' | '·' | '•' => "-",
        '’' | '‘' | '′' => "'",
        '“' | '”' | '„' | '″' | '«' | '»' => "\"",
        '…' => "...",
        '×' => "x",
        '½' => " 1/2",
        '≤' => "<=",
        '≥' => ">=",
        '°' => " deg",
        'À'..='Å' => "A",
        'Æ' => "AE",
        'Ç' => "C",
        'È'..='Ë' => "E",
        'Ì'..='Ï' => "I",
        'Ñ' => "N",
        'Ò'..='Ö' | 'Ø' => "O",
        'Ù'..='Ü' => "U",
        'Ý' => "Y",
        'à'..='å' => "a",
        'æ' => "ae",
        'ç' => "c",
        'è'..='ë' => "e",
        'ì'..='ï' => "i",
        'ñ' => "n",
        'ò'..='ö' | 'ø' => "o",
        'ù'..='ü' => "u",
        'ý' | 'ÿ' => "y",
        'ß' => "ss",
        'Œ' => "OE",
        'œ' => "oe",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_text_is_one_line_of_ascii() {
        let long = "word ".repeat(900);
        let cases = [
            ("Easy running.", 40, "Easy running.", false),
            ("  two\r\n\tlines  ", 40, "two lines", false),
            (
                "6 × 800 m – “ruhig” für Åsa…",
                40,
                "6 x 800 m - \"ruhig\" fur Asa...",
                false,
            ),
            ("go 🏃 fast\u{7}\u{0}", 40, "go fast", true),
            ("日本", 40, "", true),
            ("one two three", 10, "one two...", true),
            ("onetwothree", 10, "onetwot...", true),
            ("ten chars.", 10, "ten chars.", false),
            (&long, 12, "word word...", true),
        ];
        for (text, most, expected, is_less) in cases {
            let found = plain(text, most);
            assert_eq!((found.text.as_str(), found.is_less), (expected, is_less));
            assert!(found.text.len() <= most && found.text.is_ascii());
        }
    }
}
