//! The main job as a shell script that needs `curl`, `awk` and `sed` only.

use chrono::{Datelike, Days, NaiveDate};

use crate::Links;

/// Everything the demo prints: links, then one line a step.
///
/// Every line that is not a command is a comment, so the whole can be pasted
/// or run as it stands. The plan it asks for begins next Monday.
pub(crate) fn script(links: &Links, today: NaiveDate) -> String {
    let Links {
        coach_url,
        public_url,
        token,
        org_id,
        public_id,
        slug,
    } = links;
    let next_monday = today + Days::new(7 - u64::from(today.weekday().num_days_from_monday()));
    let race_day = next_monday + Days::new(16 * 7 - 1);
    let away = next_monday + Days::new(7 * 7);
    let back = away + Days::new(4);
    format!(
        r##"# Strata is running. Stop it with Ctrl-C; paste what follows into a second terminal.
#
#   a published plan   {public_url}/plans/{public_id}   (or …/{slug}), a page
#   the same as JSON   {public_url}/api/plans/{public_id}
#   training paces     {public_url}/api/paces?vdot=50
#   both contracts     {public_url}/.well-known/openapi.json
#                      {coach_url}/.well-known/openapi.json

COACH={coach_url} PUBLIC={public_url} ORG={org_id}
AUTH='Authorization: Bearer {token}' JSON='Content-Type: application/json'
BRIEF='"org_id":"'$ORG'","weeks":16,"level":"intermediate","race":{{"distance":"FullMarathon","date":"{race_day}","target_time":"3:55:00"}},"recent_race":{{"distance":"TenK","time":"48:30"}}'
cd "$(mktemp -d)"

# 1. Ask for a draft, and take the text out of the answer.
curl -fsS "$COACH/api/v1/ai-coach/generate-draft" -H "$AUTH" -H "$JSON" -d "{{$BRIEF}}" -o draft.json
sed 's/.*"draft":"//; s/","training_principle".*//' draft.json | awk '{{ gsub(/\\n/, "\n"); print }}' > draft.txt

# 2. Edit it: week 3 rests on Saturday instead of Friday, a run of week 8 grows from 5 to 7 mi, week 10 ends with a race.
sed -e '/^## Week 3 /,/^## Week 4 /{{ s/^- Fri: Rest/- Fri: Easy 4 mi/; s/^- Sat: Easy .*/- Sat: Rest/; }}' -e '/^## Week 8 /,/^## Week 9 /s/^- Tue: Easy 5 mi/- Tue: Easy 7 mi/' -e '/^## Week 10 /,/^## Week 11 /s/^- Sun: .*/- Sun: Half marathon race/' draft.txt > edited.txt
diff draft.txt edited.txt || true

# 3. Turn the edited draft into a plan. What differs from it would be listed in "differences".
printf '{{%s,"refined_draft":"%s"}}' "$BRIEF" "$(awk '{{ printf "%s\\n", $0 }}' edited.txt)" > request.json
curl -fsS "$COACH/api/v1/ai-coach/generate-plan" -H "$AUTH" -H "$JSON" -d @request.json -o plan.json
RUN=$(sed 's/.*"run_id":"\([^"]*\)".*/\1/' plan.json)
grep -o '"differences":\[[^]]*\]' plan.json

# 4. Keep it, and publish it.
curl -fsS "$COACH/api/v1/plans" -H "$AUTH" -H "$JSON" -d '{{"orgId":"'$ORG'","runId":"'$RUN'","displayName":"My marathon"}}' -o created.json
PLAN=$(sed 's/.*"planId":"\([^"]*\)".*/\1/' created.json)
curl -fsS "$COACH/api/v1/plans/$PLAN/publish" -H "$AUTH" -H "$JSON" -H 'If-Match: "1"' -d '{{}}' -o published.json
ID=$(sed 's/.*"publicId":"\([^"]*\)".*/\1/' published.json)
cat published.json; echo

# 5. Read it as anyone can, without a token.
curl -fsS "$PUBLIC/api/plans/$ID" -o before.json

# 6. Go away for five days of week 8.
curl -fsS "$COACH/api/v1/plans/$PLAN/vacations" -H "$AUTH" -H "$JSON" -H 'If-Match: "2"' -d '{{"startDate":"{away}","endDate":"{back}","loadPercent":0}}' -o vacation.json
VACATION=$(sed 's/^{{"id":"\([^"]*\)".*/\1/' vacation.json)

# 7. The days it touches have changed, and say why.
curl -fsS "$PUBLIC/api/plans/$ID" -o during.json
awk '{{ gsub(/\{{"id":/, "\n&"); print }}' during.json | grep '"modifier":"Vacation"' | sed 's/^{{"id":"\([^"]*\)","date":"\([^"]*\)".*"modifier":"\([^"]*\)".*"changes":\(.*\)$/\1 \2 \3 \4/' | cut -c 1-250

# 8. Take the vacation away: the same bytes as before.
curl -fsS -X DELETE "$COACH/api/v1/plans/$PLAN/vacations/$VACATION" -H "$AUTH" -H 'If-Match: "3"' -o removed.json
curl -fsS "$PUBLIC/api/plans/$ID" -o after.json
cmp before.json after.json && echo 'byte-identical to before the vacation'
"##
    )
}
