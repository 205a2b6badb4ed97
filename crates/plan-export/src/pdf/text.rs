//! Text by strangers as lines that fit.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;
use std::rc::Rc;

use krilla::text::KrillaGlyph;

use super::style::Style;
use super::typeface::{Face, Figures, Weight};

/// A piece of text in one style.
#[derive(Clone, Copy, Debug)]
pub(super) struct Span<'a> {
    pub(super) text: &'a str,
    pub(super) style: Style,
}

/// Letters of one style on a line, from left to right.
#[derive(Clone, Debug)]
pub(super) struct Run {
    pub(super) style: Style,
    pub(super) text: String,
    pub(super) glyphs: Vec<KrillaGlyph>,
    /// In points.
    pub(super) width: f32,
}

/// One line, never wider than it may be.
#[derive(Clone, Debug, Default)]
pub(super) struct Line {
    pub(super) runs: Vec<Run>,
    /// In points.
    pub(super) width: f32,
}

impl Line {
    /// From this line's top to the next one's, in points.
    pub(super) fn leading(&self) -> f32 {
        let leadings = self.runs.iter().map(|run| run.style.leading);
        leadings.fold(0.0, f32::max)
    }

    /// From its top to where its letters stand, in points: they are centered in
    /// their leading.
    pub(super) fn baseline(&self) -> f32 {
        let baselines = self.runs.iter().map(|run| {
            let Style { size, leading, .. } = run.style;
            let face = Face::of(run.style.weight);
            let (above, below) = (face.ascent() * size, face.descent() * size);
            above + (leading - above - below) / 2.0
        });
        baselines.fold(0.0, f32::max)
    }

    /// What it says.
    #[cfg(test)]
    pub(super) fn text(&self) -> String {
        self.runs.iter().map(|run| run.text.as_str()).collect()
    }

    /// Appends some glyphs of a shaped word.
    fn push(&mut self, style: Style, word: &Word, glyphs: Range<usize>) {
        let Some(first) = word.glyphs.get(glyphs.start) else {
            return;
        };
        let taken = &word.glyphs[glyphs.clone()];
        let start = first.text_range.start;
        let end = (word.glyphs.get(glyphs.end)).map_or(word.text.len(), |g| g.text_range.start);
        let width = taken.iter().map(|glyph| glyph.x_advance).sum::<f32>() * style.size;
        if self.runs.last().is_none_or(|run| run.style != style) {
            self.runs.push(Run {
                style,
                text: String::new(),
                glyphs: Vec::new(),
                width: 0.0,
            });
        }
        let Some(run) = self.runs.last_mut() else {
            return;
        };
        let moved = run.text.len();
        run.text.push_str(&word.text[start..end]);
        run.glyphs.extend(taken.iter().cloned().map(|mut glyph| {
            let Range {
                start: from,
                end: to,
            } = glyph.text_range;
            glyph.text_range = from - start + moved..to - start + moved;
            glyph
        }));
        run.width += width;
        self.width += width;
    }
}

/// A word, shaped; without a size.
struct Word {
    text: String,
    glyphs: Vec<KrillaGlyph>,
    /// In parts of the size.
    width: f32,
}

/// Breaks text into lines. It remembers the words it shaped, which plans repeat.
#[derive(Default)]
pub(super) struct Typesetter {
    words: HashMap<(Weight, Figures), HashMap<String, Rc<Word>>>,
}

impl Typesetter {
    /// Lines at most `width` points wide. Lines break between words, and inside of
    /// a word that is too long for a line of its own.
    pub(super) fn paragraph(&mut self, spans: &[Span<'_>], width: f32) -> Vec<Line> {
        let mut lines = Vec::new();
        let mut line = Line::default();
        // The space in front of the next word, where one is due.
        let mut gap = None;
        for span in spans {
            let style = span.style;
            let text = clean(span.text);
            for (index, row) in text.split('\n').enumerate() {
                if index > 0 && !line.runs.is_empty() {
                    lines.push(std::mem::take(&mut line));
                    gap = None;
                }
                for (index, word) in row.split(' ').enumerate() {
                    if index > 0 && !line.runs.is_empty() {
                        gap = Some(style);
                    }
                    if word.is_empty() {
                        continue;
                    }
                    let word = self.word(word, style);
                    let space = gap.take().map(|style| (style, self.word(" ", style)));
                    let space_width = space
                        .as_ref()
                        .map_or(0.0, |(style, space)| space.width * style.size);
                    let word_width = word.width * style.size;
                    if line.width + space_width + word_width <= width {
                        if let Some((style, space)) = space {
                            line.push(style, &space, 0..space.glyphs.len());
                        }
                        line.push(style, &word, 0..word.glyphs.len());
                        continue;
                    }
                    if !line.runs.is_empty() {
                        lines.push(std::mem::take(&mut line));
                    }
                    break_word(&word, style, width, &mut line, &mut lines);
                }
            }
        }
        if !line.runs.is_empty() {
            lines.push(line);
        }
        lines
    }

    /// A text on one line, however wide it gets; without one, an empty line.
    pub(super) fn line(&mut self, text: &str, style: Style) -> Line {
        let lines = self.paragraph(&[Span { text, style }], f32::INFINITY);
        lines.into_iter().next().unwrap_or_default()
    }

    /// A text on one line of at most `width` points, its end left out where it
    /// does not fit.
    pub(super) fn fitted(&mut self, text: &str, style: Style, width: f32) -> Line {
        let whole = self.line(text, style);
        if whole.width <= width {
            return whole;
        }
        let ellipsis = self.word("…", style);
        let room = (width - ellipsis.width * style.size).max(0.0);
        let lines = self.paragraph(&[Span { text, style }], room);
        let mut line = lines.into_iter().next().unwrap_or_default();
        line.push(style, &ellipsis, 0..ellipsis.glyphs.len());
        line
    }

    fn word(&mut self, text: &str, style: Style) -> Rc<Word> {
        let shaped = self.words.entry((style.weight, style.figures)).or_default();
        if let Some(word) = shaped.get(text) {
            return Rc::clone(word);
        }
        let glyphs = Face::of(style.weight).shape(text, style.figures);
        let word = Rc::new(Word {
            text: text.to_owned(),
            width: glyphs.iter().map(|glyph| glyph.x_advance).sum(),
            glyphs,
        });
        shaped.insert(text.to_owned(), Rc::clone(&word));
        word
    }
}

/// Puts a word on a fresh line, and on as many more as it takes. What belongs
/// together, a letter and its accents, is not parted.
fn break_word(word: &Word, style: Style, width: f32, line: &mut Line, lines: &mut Vec<Line>) {
    let mut from = 0;
    while from < word.glyphs.len() {
        let cluster = &word.glyphs[from].text_range.start;
        let length = word.glyphs[from..]
            .iter()
            .take_while(|glyph| glyph.text_range.start == *cluster)
            .count();
        let to = from + length;
        let advance = word.glyphs[from..to]
            .iter()
            .map(|glyph| glyph.x_advance)
            .sum::<f32>();
        if !line.runs.is_empty() && line.width + advance * style.size > width {
            lines.push(std::mem::take(line));
        }
        line.push(style, word, from..to);
        from = to;
    }
}

/// The characters of some texts that are seen as boxes: no face has them.
pub(super) fn missing<'a>(texts: impl Iterator<Item = &'a str>) -> BTreeSet<char> {
    let face = Face::of(Weight::Regular);
    let is_missing = |character: &char| *character != '\n' && !face.has(*character);
    let mut missing = BTreeSet::new();
    for text in texts {
        // What everyone has needs no look at the font.
        if !text.is_ascii() {
            missing.extend(clean(text).chars().filter(is_missing));
        }
    }
    missing
}

/// A text without what is not to be seen: every kind of space is a space, every
/// line end a line feed, controls are gone, and no letter carries a tower of accents.
fn clean(text: &str) -> String {
    /// Vietnamese needs two, the scholars' Greek three.
    const MOST_ACCENTS: u32 = 3;
    let mut cleaned = String::with_capacity(text.len());
    let mut accents = 0;
    for character in text.chars() {
        accents = if is_accent(character) { accents + 1 } else { 0 };
        match character {
            '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => {
                cleaned.push('\n');
            }
            // The ones that do not break lines stay.
            '\u{a0}' | '\u{2007}' | '\u{202f}' => cleaned.push('\u{a0}'),
            _ if character.is_whitespace() => cleaned.push(' '),
            _ if character.is_control() || is_invisible(character) => {}
            _ if accents > MOST_ACCENTS => {}
            _ => cleaned.push(character),
        }
    }
    cleaned
}

/// Combining marks of the scripts of our faces.
const fn is_accent(character: char) -> bool {
    matches!(
        character,
        '\u{300}'..='\u{36f}'
            | '\u{483}'..='\u{489}'
            | '\u{1ab0}'..='\u{1aff}'
            | '\u{1dc0}'..='\u{1dff}'
            | '\u{20d0}'..='\u{20ff}'
            | '\u{fe20}'..='\u{fe2f}'
    )
}

/// Characters that only tell others how to look: joiners, marks of direction,
/// selectors of a variant, tags.
const fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{115f}'
            | '\u{1160}'
            | '\u{17b4}'
            | '\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}'
            | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::style;
    use super::*;

    fn lines_of(text: &str, width: f32) -> Vec<String> {
        let span = Span {
            text,
            style: style::BODY,
        };
        let lines = Typesetter::default().paragraph(&[span], width);
        lines.iter().map(Line::text).collect()
    }

    #[test]
    fn lines_break_between_words_and_at_line_ends() {
        assert_eq!(
            lines_of("Around the lake,  twice.\r\n\nThen home.", 60.0),
            ["Around the", "lake, twice.", "Then home."]
        );
        assert_eq!(lines_of("  \n ", 60.0), Vec::<String>::new());
    }

    #[test]
    fn a_word_too_long_for_a_line_is_broken_and_nothing_of_it_is_lost() {
        let word = "Donaudampfschifffahrtsgesellschaft".repeat(120);
        let lines = lines_of(&word, 200.0);
        assert!(lines.len() > 50);
        assert_eq!(lines.concat(), word);
    }

    #[test]
    fn what_is_not_to_be_seen_is_not_set() {
        for (text, expected) in [
            ("a\u{202e}b\u{200b}c\u{7}d", "abcd"),
            ("tab\there", "tab here"),
            (
                "e\u{301}\u{301}\u{301}\u{301}\u{301}x",
                "e\u{301}\u{301}\u{301}x",
            ),
            ("\u{feff}\u{e0041}\u{fe0f}", ""),
        ] {
            assert_eq!(clean(text), expected);
        }
    }

    #[test]
    fn a_line_that_must_fit_says_that_something_is_missing() {
        let mut typesetter = Typesetter::default();
        let line = typesetter.fitted("A long name of a plan", style::BODY, 60.0);
        assert!(line.width <= 60.0 && line.text().ends_with('…'), "{line:?}");
        let line = typesetter.fitted("Short", style::BODY, 60.0);
        assert_eq!(line.text(), "Short");
    }

    proptest! {
        #[test]
        fn no_line_is_wider_than_it_may_be(
            text in prop_oneof!["\\PC{0,200}", "[a-zA-Zäß ,.\u{300}-\u{310}\u{5d0}-\u{5da}走🏃]{0,300}", any::<String>()],
            width in 40.0_f32..400.0,
        ) {
            let span = Span { text: &text, style: style::BODY };
            for line in Typesetter::default().paragraph(&[span], width) {
                let drawn: f32 = line.runs.iter().flat_map(|run| {
                    run.glyphs.iter().map(|glyph| glyph.x_advance * run.style.size)
                }).sum();
                prop_assert!(drawn <= width + 0.01, "{drawn} in {width}");
                prop_assert!((drawn - line.width).abs() < 0.01);
                for run in &line.runs {
                    for glyph in &run.glyphs {
                        prop_assert!(run.text.get(glyph.text_range.clone()).is_some());
                    }
                }
            }
        }
    }
}
