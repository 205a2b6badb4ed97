//! The two faces a sheet is set in, and how letters become glyphs.
//!
//! Measured and drawn are the same glyphs: a word is shaped once, and what was
//! added up to break a line is what is put on the paper.

use std::sync::LazyLock;

use krilla::text::{Font, GlyphId, KrillaGlyph};
use rustybuzz::ttf_parser::Tag;
use rustybuzz::{Direction, Feature, Script, ShapePlan, UnicodeBuffer, script, shape_with_plan};

/// How heavy letters are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Weight {
    Regular,
    Bold,
}

/// How digits are: each as wide as it needs, or all of one width, for columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Figures {
    Proportional,
    Tabular,
}

impl Figures {
    const BOTH: [Self; 2] = [Self::Proportional, Self::Tabular];
}

/// What stands for a character the faces have no glyph for.
const REPLACEMENT: char = '□';

/// The scripts of the faces; everything else is set as the first.
const SCRIPTS: [Script; 3] = [script::LATIN, script::GREEK, script::CYRILLIC];

static REGULAR: LazyLock<Face> =
    LazyLock::new(|| Face::read(include_bytes!("../../fonts/Inter-Regular.ttf")));
static BOLD: LazyLock<Face> =
    LazyLock::new(|| Face::read(include_bytes!("../../fonts/Inter-SemiBold.ttf")));

/// A face, read once and ready to shape.
pub(super) struct Face {
    shaper: rustybuzz::Face<'static>,
    font: Font,
    /// By figures, then by script.
    plans: Vec<ShapePlan>,
    units_per_em: f32,
}

impl Face {
    pub(super) fn of(weight: Weight) -> &'static Self {
        match weight {
            Weight::Regular => &REGULAR,
            Weight::Bold => &BOLD,
        }
    }

    fn read(bytes: &'static [u8]) -> Self {
        let (Some(shaper), Some(font)) = (
            rustybuzz::Face::from_slice(bytes, 0),
            Font::new(bytes.into(), 0),
        ) else {
            unreachable!("the faces are compiled in, and a test reads them")
        };
        let plans = Figures::BOTH
            .into_iter()
            .flat_map(|figures| SCRIPTS.map(|script| (figures, script)))
            .map(|(figures, script)| {
                let wanted = u32::from(figures == Figures::Tabular);
                let feature = Feature::new(Tag::from_bytes(b"tnum"), wanted, ..);
                ShapePlan::new(
                    &shaper,
                    Direction::LeftToRight,
                    Some(script),
                    None,
                    &[feature],
                )
            })
            .collect();
        Self {
            units_per_em: font.units_per_em(),
            shaper,
            font,
            plans,
        }
    }

    /// The face as the document embeds it.
    pub(super) fn font(&self) -> Font {
        self.font.clone()
    }

    /// How far letters reach above the line they stand on, in parts of their size.
    pub(super) fn ascent(&self) -> f32 {
        f32::from(self.shaper.ascender()) / self.units_per_em
    }

    /// How far letters reach below the line, in parts of their size.
    pub(super) fn descent(&self) -> f32 {
        -f32::from(self.shaper.descender()) / self.units_per_em
    }

    pub(super) fn has(&self, character: char) -> bool {
        self.shaper.glyph_index(character).is_some()
    }

    /// The glyphs of a piece of text, lengths in parts of the size. A character
    /// without a glyph becomes a box, and stays what it is to those who copy it.
    pub(super) fn shape(&self, text: &str, figures: Figures) -> Vec<KrillaGlyph> {
        let script = script_of(text);
        let mut buffer = UnicodeBuffer::new();
        for (index, character) in text.char_indices() {
            let shown = if self.has(character) {
                character
            } else {
                REPLACEMENT
            };
            buffer.add(shown, u32::try_from(index).unwrap_or(u32::MAX));
        }
        buffer.set_direction(Direction::LeftToRight);
        buffer.set_script(SCRIPTS[script]);
        let by_figures = usize::from(figures == Figures::Tabular);
        let plan = &self.plans[by_figures * SCRIPTS.len() + script];
        let shaped = shape_with_plan(&self.shaper, plan, buffer);
        let infos = shaped.glyph_infos();
        let part = |units: i32| units as f32 / self.units_per_em;
        infos
            .iter()
            .zip(shaped.glyph_positions())
            .enumerate()
            .map(|(index, (info, position))| {
                let end = infos[index..]
                    .iter()
                    .map(|later| later.cluster)
                    .find(|cluster| *cluster != info.cluster)
                    .map_or(text.len(), |cluster| cluster as usize);
                KrillaGlyph::new(
                    GlyphId::new(info.glyph_id),
                    part(position.x_advance),
                    part(position.x_offset),
                    part(position.y_offset),
                    part(position.y_advance),
                    info.cluster as usize..end,
                    None,
                )
            })
            .collect()
    }
}

/// Which of [`SCRIPTS`] a text is in: that of its first letter.
fn script_of(text: &str) -> usize {
    text.chars()
        .find_map(|character| match character {
            'A'..='Z' | 'a'..='z' | 'À'..='ʯ' => Some(0),
            'Ͱ'..='Ͽ' => Some(1),
            'Ѐ'..='ԯ' => Some(2),
            _ => None,
        })
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_faces_have_what_the_sheet_itself_says() {
        for weight in [Weight::Regular, Weight::Bold] {
            let face = Face::of(weight);
            for character in "AZaz09 ·–—−×□✓,.:;()/%+…’’".chars() {
                assert!(face.has(character), "{weight:?} {character}");
            }
            assert!(face.ascent() > 0.7 && face.descent() > 0.1);
        }
    }

    #[test]
    fn what_one_face_has_the_other_has_too() {
        let [regular, bold] = [Weight::Regular, Weight::Bold].map(Face::of);
        for character in '\0'..char::MAX {
            assert_eq!(regular.has(character), bold.has(character), "{character:?}");
        }
    }

    #[test]
    fn tabular_digits_are_of_one_width_and_others_are_not() {
        let widths = |figures| {
            ("0123456789".chars())
                .map(|digit| {
                    Face::of(Weight::Regular).shape(&digit.to_string(), figures)[0].x_advance
                })
                .collect::<Vec<_>>()
        };
        let tabular = widths(Figures::Tabular);
        assert!(tabular.iter().all(|width| *width == tabular[0]));
        let proportional = widths(Figures::Proportional);
        assert!(proportional.iter().any(|width| *width != proportional[0]));
    }

    #[test]
    fn a_character_without_a_glyph_becomes_a_box_and_keeps_its_text() {
        let face = Face::of(Weight::Regular);
        let text = "a走🏃b";
        let glyphs = face.shape(text, Figures::Proportional);
        let pieces = glyphs.iter().map(|glyph| &text[glyph.text_range.clone()]);
        assert_eq!(pieces.collect::<Vec<_>>(), ["a", "走", "🏃", "b"]);
        let shown = face.shape("□", Figures::Proportional)[0].glyph_id;
        assert_eq!((glyphs[1].glyph_id, glyphs[2].glyph_id), (shown, shown));
    }
}
