//! What happens when things go right, and when they go wrong and end well.

use super::*;

#[actix_web::test]
async fn a_draft_of_sixteen_weeks_is_written_in_batches_each_week_once_in_order() {
    let desk = Desk::open(Script::default()).await;
    let heard = desk.draft(&brief(16)).await;
    let written = heard.end.as_ref().unwrap();
    assert_eq!(heard.numbers(), (1..=16).collect::<Vec<_>>());
    assert_eq!(written.draft.weeks.len(), 16);
    let text = draft::print(&written.draft);
    assert!(text.contains("— easy does it"), "{text}");
    assert!(heard.percents.is_sorted());
    let calls = desk.server.calls();
    assert_eq!(calls.len(), 3, "4096 tokens hold six weeks of 600");
    assert!(
        desk.server
            .calls_per_week()
            .values()
            .all(|calls| *calls == 1)
    );
    assert!(desk.purse.is_settled());
    assert_eq!(desk.purse.spent(), written.cost.tokens);
    assert!(written.cost.tokens > 0);
    assert!(
        desk.purse
            .entries()
            .iter()
            .all(|(set_aside, spent)| Some(*set_aside) > *spent)
    );
}
