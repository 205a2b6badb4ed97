//! The chart in ink, for a page.
//!
//! It says what each thing is by its class and leaves every color to the page's
//! style sheet, so that light, dark and print are one drawing.

use std::borrow::Borrow;

use askama::Template;

use super::{Bar, Chart, PhaseSpan, Tenths};

/// `templates/chart.svg`.
#[derive(Template)]
#[template(path = "chart.svg")]
struct Drawing<'a> {
    chart: &'a Chart,
    /// What its inner ids begin with.
    name: &'a str,
    title: &'a str,
    description: &'a str,
}

impl Drawing<'_> {
    /// The line that text stands on, `hundredths` of its height below `y`.
    fn baseline(&self, y: impl Borrow<Tenths>, hundredths: u32) -> Tenths {
        Tenths(y.borrow().0 + self.chart.frame.text.0 * hundredths / 100)
    }

    /// Where a strip's phase is named: above the plot.
    fn name_line(&self) -> Tenths {
        self.chart.frame.text
    }

    /// The next phase begins here.
    fn divider(&self, span: &PhaseSpan) -> Option<Tenths> {
        (span.strip.x != self.chart.plot.x).then_some(span.strip.x)
    }

    /// What a pointer learns of a bar.
    fn told(&self, bar: &Bar) -> String {
        let unit = self.chart.unit.symbol();
        let Bar {
            week,
            phase,
            target_distance,
            planned_distance,
            ..
        } = bar;
        if planned_distance == target_distance {
            format!("Week {week}, {phase}: {target_distance} {unit}")
        } else {
            format!("Week {week}, {phase}: {target_distance} {unit}, planned {planned_distance}")
        }
    }

    fn class(&self, bar: &Bar) -> String {
        class_of(bar.phase)
    }

    fn strip_class(&self, span: &PhaseSpan) -> String {
        class_of(span.phase)
    }

    /// The flag's other end, seen from the pole.
    fn pennant(&self, x: &Tenths, is_left: &bool) -> Tenths {
        let text = self.chart.frame.text.0;
        Tenths(if *is_left {
            x.0.saturating_sub(text)
        } else {
            x.0 + text
        })
    }
}

fn class_of(phase: plan_core::plan::Phase) -> String {
    phase.name().to_lowercase()
}

impl Chart {
    /// An `svg` element for a page. `name` tells apart the ids inside of it from
    /// those of another chart on the page; `title` and `description` are what is
    /// read to those who do not see it.
    ///
    /// # Errors
    /// None of its own: writing to a string does not fail.
    pub fn to_svg(
        &self,
        name: &str,
        title: &str,
        description: &str,
    ) -> Result<String, askama::Error> {
        Drawing {
            chart: self,
            name,
            title,
            description,
        }
        .render()
    }
}
