//! `docs/checks.md` is written from the rules and notices themselves.

use std::path::Path;

use plan_core::check::{RULES, Severity, notices};

/// Set to `1` to write the page instead of comparing it.
const WRITE: &str = "STRATA_WRITE_DOCS";

const HEAD: &str = "\
# Checks

Every word that can stand in the `rule` of a finding, and what it means. This
page is written from the code (`check::RULES`, `check::notices::ALL`); a test
compares it, and with `STRATA_WRITE_DOCS=1` writes it:

    STRATA_WRITE_DOCS=1 cargo test -p plan-core --test library checks_page

A finding has a `rule`, a `severity` (`info`: good to know, `warning`: a coach
should look at it), a message for people, the place it is about (week, day,
workout, line of the draft or field of the request), where something is measured
the value and its limit, and the source of the rule. Findings never stop
anything. What must hold (days, minutes, dates, race day, number of weeks) is
solved by the planner or refused with an error that names the reason.

## Rules

Applied by `check::check` to a finished plan, every layer included, in this
order. A skipped workout was not run and counts nowhere; races stand outside
volume, growth and spikes.

| rule | what it asks for | source |
|---|---|---|
";

const BETWEEN: &str = "
## Notices

Raised while a plan is made, read or resolved, by the code that had to decide
something. Some of the planner's findings carry the word of a rule above: it
names what gave way before anybody measures.
";

fn page() -> String {
    let mut page = HEAD.to_owned();
    for rule in RULES {
        page.push_str(&format!(
            "| `{}` | {} | {} |
",
            rule.word, rule.says, rule.source
        ));
    }
    page.push_str(BETWEEN);
    for (title, notices) in notices::ALL {
        let source = notices[0].source;
        page.push_str(&format!("\n### {title}\n\nSource: {source}.\n\n"));
        page.push_str("| rule | severity | what has happened |\n|---|---|---|\n");
        for notice in notices {
            assert_eq!(notice.source, source, "a section has one source");
            let severity: Severity = notice.severity;
            page.push_str(&format!(
                "| `{}` | {severity} | {} |\n",
                notice.word, notice.says
            ));
        }
    }
    page
}

#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "the core does no input or output; its documentation is a file"
)]
fn the_page_of_checks_is_the_one_the_code_makes() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/checks.md");
    let made = page();
    if std::env::var(WRITE).is_ok_and(|value| value == "1") {
        std::fs::write(&file, &made).expect("the page can be written");
    }
    let committed = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(
        committed == made,
        "docs/checks.md is not what the code says; run this test with {WRITE}=1"
    );
}
