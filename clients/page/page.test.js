// The page of a plan, in a browser: as it looks, without scripts, to those who do
// not see it, on paper, and whom it talks to. And the pages around it: the front
// page, and what stands where no plan does.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, test } from "node:test";
import puppeteer from "puppeteer-core";
import { startDemo } from "../event-stream/demo.js";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const PICTURES = process.env.STRATA_PAGE_PICTURES;
const WIDTHS = { desk: 1280, phone: 390, narrow: 320 };
const SCHEMES = ["light", "dark"];

let demo, browser, address;

before(async () => {
  // Following every link of a page takes more requests than a person makes in a minute.
  demo = await startDemo({ STRATA_PUBLIC_RATE_LIMIT: "1000" });
  address = `${demo.publicUrl}/plans/${demo.publicId}`;
  const isRoot = process.getuid() === 0;
  browser = await puppeteer.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    // Chromium's sandbox refuses to run as root, which is what CI often is.
    args: isRoot ? ["--no-sandbox"] : [],
  });
  if (PICTURES) mkdirSync(PICTURES, { recursive: true });
});

after(async () => {
  await browser?.close();
  await demo?.stop();
});

/** A tab on the page, and everything it asked for or complained about. */
async function open({ width = WIDTHS.desk, scripts = true, path = "", url, expected } = {}) {
  const tab = await browser.newPage();
  const requests = [];
  const complaints = [];
  tab.on("request", (request) => requests.push(request.url()));
  tab.on("console", (message) => complaints.push(message.text()));
  tab.on("pageerror", (error) => complaints.push(String(error)));
  await tab.setJavaScriptEnabled(scripts);
  await tab.setViewport({ width, height: width < WIDTHS.desk ? 844 : 1180 });
  const answer = await tab.goto(url ?? address + path);
  // A browser that has it already asks whether it is still so.
  assert.ok((expected ?? [200, 304]).includes(answer.status()), `${answer.status()}`);
  return { tab, requests, complaints };
}

const wear = (tab, scheme) =>
  tab.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);

const read = (tab) => tab.evaluate(() => document.body.innerText);

/** What a checker of accessibility holds against the page, worst first. */
async function faults(tab) {
  await tab.evaluate(AXE);
  const { violations } = await tab.evaluate(() => axe.run(document));
  return violations.map(({ id, impact, nodes }) => ({
    id,
    impact,
    where: nodes.slice(0, 3).map((node) => `${node.target}: ${node.failureSummary}`),
  }));
}

for (const [name, width] of Object.entries(WIDTHS)) {
  test(`without scripts it looks right at a ${name}`, async () => {
    const { tab, requests, complaints } = await open({ width, scripts: false });
    for (const scheme of SCHEMES) {
      await wear(tab, scheme);
      const [content, window] = await tab.evaluate(() => [
        document.documentElement.scrollWidth,
        document.documentElement.clientWidth,
      ]);
      assert.ok(content <= window, `${content} px do not fit ${window}`);
      if (!PICTURES) continue;
      await tab.screenshot({ path: join(PICTURES, `${name}-${scheme}.png`) });
      await tab.screenshot({ path: join(PICTURES, `${name}-${scheme}-whole.png`), fullPage: true });
    }
    const told = await read(tab);
    const withScripts = await open({ width });
    assert.equal(await read(withScripts.tab), told, "scripts change nothing");
    const elsewhere = [...requests, ...withScripts.requests].filter(
      (url) => !url.startsWith("data:") && new URL(url).origin !== new URL(address).origin,
    );
    assert.deepEqual(elsewhere, [], "no request leaves the origin");
    assert.deepEqual([...complaints, ...withScripts.complaints], []);
    await Promise.all([tab.close(), withScripts.tab.close()]);
  });

  test(`nobody is shut out at a ${name}`, async () => {
    const { tab } = await open({ width });
    for (const scheme of SCHEMES) {
      await wear(tab, scheme);
      assert.deepEqual(await faults(tab), [], scheme);
    }
    if (width === WIDTHS.phone) {
      // With every day open; at a desk they would lie on top of each other.
      await tab.evaluate(() => {
        for (const details of document.querySelectorAll("details")) {
          details.removeAttribute("name");
          details.open = true;
        }
      });
      for (const scheme of SCHEMES) {
        await wear(tab, scheme);
        assert.deepEqual(await faults(tab), [], `${scheme}, all open`);
      }
    }
    await tab.close();
  });
}

test("a week's total stands beside its name, however long it is", async () => {
  for (const width of Object.values(WIDTHS)) {
    const { tab } = await open({ width, scripts: false, path: "?units=metric" });
    const misplaced = await tab.evaluate(() => {
      // The middles of one line, whatever the size of its letters.
      const isBeside = (one, other) =>
        Math.abs(one.top + one.bottom - other.top - other.bottom) < one.height;
      return [...document.querySelectorAll(".week > header")].flatMap((header) => {
        const box = (part) => header.querySelector(part).getBoundingClientRect();
        const [total, planned] = header.querySelectorAll(".distance-of-week > *");
        total.textContent = "188.88 km";
        if (planned) planned.textContent = "planned 188.88 km";
        const places = [
          isBeside(box("h3"), total.getBoundingClientRect()),
          !planned || isBeside(box(".dates"), planned.getBoundingClientRect()),
          header.scrollWidth <= header.clientWidth,
        ];
        return places.every(Boolean) ? [] : [`${header.innerText}: ${places}`];
      });
    });
    assert.deepEqual(misplaced, [], `${width} px`);
    await tab.close();
  }
});

test("a keyboard is enough", async () => {
  const { tab } = await open({ scripts: false });
  await tab.keyboard.press("Tab");
  assert.equal(await tab.evaluate(() => document.activeElement.className), "skip");
  await tab.keyboard.press("Enter");
  assert.equal(await tab.evaluate(() => location.hash), "#weeks");
  const isOpen = (id) => tab.evaluate((id) => document.getElementById(id).open, id);
  await tab.focus("#w2 > summary");
  await tab.keyboard.press("Enter");
  assert.equal(await isOpen("w2"), true);
  await tab.focus("#w3 > summary");
  await tab.keyboard.press("Enter");
  assert.deepEqual([await isOpen("w2"), await isOpen("w3")], [false, true], "one at a time");
  await tab.close();
});

test("an open day is on the screen as a whole", async () => {
  const { tab } = await open({ scripts: false });
  for (const id of ["w1", "w4", "w7"]) {
    await tab.click(`#${id} > summary`);
    const [left, right, room] = await tab.evaluate((id) => {
      const { left, right } = document.querySelector(`#${id} > .panel`).getBoundingClientRect();
      return [left, right, document.documentElement.clientWidth];
    }, id);
    assert.ok(left >= 0 && right <= room, `${id}: ${left}–${right} of ${room}`);
  }
  await tab.close();
});

test("kilometers are one link away", async () => {
  const { tab } = await open({ scripts: false });
  const followed = tab.waitForNavigation();
  await tab.click(".units a:last-child");
  await followed;
  assert.match(tab.url(), /\?units=metric$/);
  assert.match(await read(tab), /\d km/);
  await tab.close();
});

test("every link leads to what it says", async () => {
  const { tab } = await open({ scripts: false });
  const links = await tab.$$eval("a[href], link[href]", (all) =>
    all.map(({ href, type }) => ({ href, type })),
  );
  await tab.close();
  const ours = new Map(
    links
      // What a calendar is asked to subscribe to is an address of ours as well.
      .map(({ href, type }) => [href.replace(/^webcal:/, "http:").split("#")[0], type])
      .filter(([href]) => href.startsWith(demo.publicUrl)),
  );
  assert.ok(ours.size > 60, `${ours.size} links`);
  for (const [href, type] of ours) {
    const answer = await fetch(href);
    await answer.arrayBuffer();
    assert.equal(answer.status, 200, href);
    if (type) assert.equal(answer.headers.get("content-type").split(";")[0], type, href);
  }
});

test("the pages around a plan look right and shut nobody out", async () => {
  const hasty = await startDemo({ STRATA_PUBLIC_RATE_LIMIT: "1" });
  try {
    await fetch(`${hasty.publicUrl}/plans/${hasty.publicId}`);
    const pages = [
      ["front", `${demo.publicUrl}/`, undefined, /shared by a link/],
      ["reference", `${demo.publicUrl}/docs/public-api`, undefined, /OpenAPI 3\.1/],
      ["relation", `${demo.publicUrl}/rels/agent-skill`, undefined, /skill/],
      ["no-plan", `${demo.publicUrl}/plans/spring-marathom`, [404], /There is no plan here/],
      ["too-often", `${hasty.publicUrl}/plans/${hasty.publicId}`, [429], /Try again in \d+ seconds/],
    ];
    for (const [name, url, expected, says] of pages) {
      for (const [place, width] of Object.entries(WIDTHS)) {
        const { tab, requests, complaints } = await open({ width, url, expected });
        assert.match(await read(tab), says, name);
        for (const scheme of SCHEMES) {
          await wear(tab, scheme);
          assert.deepEqual(await faults(tab), [], `${name}, ${place}, ${scheme}`);
          const [content, room] = await tab.evaluate(() => [
            document.documentElement.scrollWidth,
            document.documentElement.clientWidth,
          ]);
          assert.ok(content <= room, `${name}: ${content} px do not fit ${room}`);
          if (!PICTURES) continue;
          const path = join(PICTURES, `${name}-${place}-${scheme}.png`);
          await tab.screenshot({ path, fullPage: true });
        }
        // Chromium tells the console of any status that is none of success.
        const faulty = complaints.filter((text) => !/status of (404|429)/.test(text));
        assert.deepEqual(faulty, [], name);
        const elsewhere = requests.filter((to) => new URL(to).origin !== new URL(url).origin);
        assert.deepEqual(elsewhere, [], `${name}: no request leaves the origin`);
        await tab.close();
      }
    }
  } finally {
    await hasty.stop();
  }
});

test("it prints, week by week, without what only a screen needs", async () => {
  const { tab } = await open({ scripts: false });
  const paper = await tab.pdf({ format: "A4", preferCSSPageSize: true });
  await tab.close();
  const told = execFileSync("pdftotext", ["-layout", "-", "-"], { input: paper }).toString();
  if (PICTURES) writeFileSync(join(PICTURES, "printed.pdf"), paper);
  for (const week of Array.from({ length: 16 }, (_, index) => index + 1)) {
    assert.match(told, new RegExp(`Week ${week}\\b`));
  }
  assert.doesNotMatch(told, /Take it with you|Skip to the weeks/);
  const pages = told.split("\f").filter((page) => page.trim());
  assert.ok(pages.length >= 2 && pages.length <= 7, `${pages.length} sheets`);
});
