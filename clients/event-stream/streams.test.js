// A page reads each of the three streams with `@microsoft/fetch-event-source`,
// as its manual says, while its connection breaks at every kind of place.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, test } from "node:test";
import { fetchEventSource } from "@microsoft/fetch-event-source";

import { cutWire, startDemo } from "./demo.js";

// What the library asks of the page it runs in: timers, and whether it is hidden.
globalThis.window = globalThis;
globalThis.document = Object.assign(new EventTarget(), { hidden: false });

const WEEKS = 16;
let demo;
let draft;

before(async () => {
  demo = await startDemo();
  const answer = await fetch(`${demo.coachUrl}/api/v1/ai-coach/generate-draft`, {
    method: "POST",
    headers: headers(),
    body: JSON.stringify(brief()),
  });
  assert.equal(answer.status, 200);
  draft = (await answer.json()).draft;
});

after(() => demo?.stop());

const headers = () => ({
  "content-type": "application/json",
  authorization: `Bearer ${demo.token}`,
});

const brief = () => ({
  weeks: WEEKS,
  level: "intermediate",
  org_id: demo.orgId,
  race: { distance: "FullMarathon", date: "2027-04-18" },
  vdot: 48,
});

const STREAMS = {
  "generate-draft/stream": { body: brief, weeks: 0 },
  "generate-plan/stream": { body: () => ({ ...brief(), refined_draft: draft }), weeks: 0 },
  "generate-plan/stream/incremental": {
    body: () => ({ ...brief(), refined_draft: draft }),
    weeks: WEEKS,
  },
};

/** Everything a page sees of one stream, from `base`, until it is done. */
async function read(base, path) {
  const events = [];
  let isDone = false;
  await fetchEventSource(`${base}/api/v1/ai-coach/${path}`, {
    method: "POST",
    headers: { ...headers(), "idempotency-key": randomUUID() },
    body: JSON.stringify(STREAMS[path].body()),
    // A page that is hidden goes on reading.
    openWhenHidden: true,
    async onopen(response) {
      assert.equal(response.status, 200, await (response.ok ? "" : response.text()));
      assert.match(response.headers.get("content-type"), /^text\/event-stream/);
    },
    onmessage({ id, event, data }) {
      assert.equal(event, "", "no event has a name, or onmessage would not see it");
      const said = JSON.parse(data);
      isDone = said.type === "done";
      events.push({ id, ...said });
    },
    onclose() {
      // An end without `done` is a broken connection: come back.
      if (!isDone) throw new Error("cut off");
    },
    onerror(error) {
      if (error instanceof assert.AssertionError || error instanceof SyntaxError) throw error;
      return 10;
    },
  });
  return events;
}

function judge(events, path) {
  const of = (type) => events.filter((event) => event.type === type);
  const ids = events.map((event) => event.id);
  assert.equal(new Set(ids).size, ids.length, "no event comes twice");
  assert.deepEqual(of("error"), []);
  assert.equal(of("result").length, 1);
  assert.equal(of("done").length, 1);
  assert.deepEqual(
    events.slice(-2).map((event) => event.type),
    ["result", "done"],
  );
  const progress = of("progress").map((event) => event.progress);
  assert.deepEqual(progress, progress.toSorted((a, b) => a - b), "progress never falls");
  const expected = Array.from({ length: STREAMS[path].weeks }, (_, index) => index + 1);
  assert.deepEqual(of("week").map((event) => event.week), expected);
  return of("result")[0].data;
}

for (const path of Object.keys(STREAMS)) {
  test(`${path} arrives whole over a whole connection`, async () => {
    judge(await read(demo.coachUrl, path), path);
  });

  test(`${path} arrives whole however its connection breaks`, async () => {
    const whole = judge(await read(demo.coachUrl, path), path);
    // In the head, in the first comment, between events, within one, near the end.
    for (const bytes of [1, 150, 700, 1_500, 5_000, 20_000, 60_000]) {
      const wire = await cutWire(demo.coachUrl, bytes);
      const result = judge(await read(wire.url, path), path);
      assert.deepEqual(withoutRun(result), withoutRun(whole), `cut after ${bytes} bytes`);
      wire.close();
    }
  });
}

/** A result without what differs from one run to the next. */
function withoutRun({ run_id, parameters: { generated_at, ...parameters }, ...rest }) {
  return { parameters, ...rest };
}
