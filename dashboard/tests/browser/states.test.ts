// The states a page must look well in: calm, common cause, blind, learning, empty, failing; and what readers ask of it.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { post } from "../double/scene";
import { close, visiting, type Visit } from "./page";

after(close);

const expected: Record<string, RegExp> = {
  calm: /Nobody complains more than usual/, cause: /Verizon rises too, mostly in posts that name Xfinity/, blind: /Nothing can be said now/,
  learning: /Learning: 40% of a first day heard/, empty: /No service is watched yet/, many: /4,997|services quiet/,
};

for (const [scenario, says] of Object.entries(expected))
  test(`the wall says what is so: ${scenario}`, () => visiting(scenario, {}, async (visit) => {
    await visit.open("/");
    for (const { width, theme } of [{ width: 1400, theme: "dark" }, { width: 320, theme: "light" }] as const) {
      await visit.page.emulateMedia({ colorScheme: theme });
      await visit.resize(width);
      await visit.page.getByText(says).first().waitFor();
      assert.deepEqual(await visit.accessibility(), []);
      assert.equal(await visit.overflow(), 0);
      if (scenario !== "many") await visit.shoot(`state-${scenario}-${width}-${theme}`);
    }
    assert.deepEqual(visit.faults, []);
  }));

test("a blind service is hatched, never zero", () => visiting("blind", {}, async (visit) => {
  await visit.open("/services/netflix");
  await visit.page.getByText(/has not been heard since/).first().waitFor();
  await visit.open("/");
  assert.ok(await visit.page.locator(".rows .hatched").count() >= 10);
  assert.equal(await visit.page.locator(".rows .now b").first().innerText(), "—");
}));

test("a server that fails is quoted, and asked again", () => visiting("failing", {}, async (visit) => {
  await visit.page.goto(`${visit.double.url}/`);
  await visit.page.getByText(/500: the store cannot be read/).first().waitFor();
  assert.deepEqual(await visit.accessibility(), []);
  visit.double.scene.broken = null;
  await visit.page.getByText(/Nobody complains/).first().waitFor();
}));

test("5,000 services: only rows in sight are in the document", () => visiting("many", {}, async (visit) => {
  const { page } = visit;
  await visit.open("/");
  await page.waitForFunction(() => document.querySelector("[role=table]")?.getAttribute("aria-rowcount") === "5001");
  assert.ok(await rows(visit) < 60);
  await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight * 0.6));
  await page.waitForFunction(() => Number(document.querySelector(".rows .row")?.getAttribute("aria-rowindex")) > 2500);
  await page.waitForFunction(() => !document.querySelector(".rows .bone"));
  assert.ok(await rows(visit) < 60);
}));

const rows = (visit: Visit): Promise<number> => visit.page.locator(".rows .row").count();

test("reduced motion: nothing moves", () => visiting("incident", { reducedMotion: "reduce" }, async (visit) => {
  await visit.page.goto(`${visit.double.url}/`);
  assert.equal(await visit.page.evaluate(() => document.getAnimations().length), 0);
  await visit.settled();
  assert.equal(await visit.page.evaluate(() => document.getAnimations().length), 0);
}));

test("forced colours: states keep shape and word", () => visiting("incident", { forcedColors: "active" }, async (visit) => {
  await visit.open("/");
  await visit.page.locator(".row .state", { hasText: "incident" }).waitFor();
  await visit.shoot("forced-colours");
}));

test("German and Spanish, chosen by ?lang", () => visiting("incident", {}, async (visit) => {
  await visit.open("/?lang=de");
  assert.match(await visit.page.locator("h1").innerText(), /Netflix/);
  assert.equal(await visit.page.locator("html").getAttribute("lang"), "de");
  await visit.shoot("german");
  await visit.page.locator("#row-netflix").click();
  await visit.page.waitForURL("**/services/netflix?lang=de");
  await visit.open("/?lang=es");
  assert.equal(await visit.page.locator("html").getAttribute("lang"), "es");
}));

test("local time or UTC, in the URL", () => visiting("incident", { timezoneId: "America/Chicago" }, async (visit) => {
  await visit.open("/");
  assert.match(await visit.page.locator("h1").innerText(), /since 07:52/);
  await visit.page.keyboard.press("u");
  await visit.page.waitForFunction(() => location.search === "?tz=utc");
  assert.match(await visit.page.locator("h1").innerText(), /since 13:52/);
}));

test("every chart has its table", () => visiting("incident", {}, async (visit) => {
  await visit.open("/services/netflix");
  for (const summary of await visit.page.locator("summary").all()) await summary.click();
  await visit.page.waitForFunction(() => document.querySelectorAll("details[open] table").length >= 2);
  assert.deepEqual(await visit.accessibility(), []);
}));

test("the incident prints as a report", () => visiting("incident", {}, async (visit) => {
  await visit.open("/incidents/netflix-20261122T1352Z");
  await visit.page.emulateMedia({ media: "print" });
  assert.equal(await visit.page.locator(".top").isVisible(), false);
  await visit.shoot("print");
}));

test("posts can be held still; what is deleted goes all the same", () => visiting("incident", {}, async (visit) => {
  await visit.open("/services/netflix");
  const { page, double } = visit;
  await page.keyboard.press("p");
  await page.getByRole("button", { name: "Go on" }).waitFor();
  const posts = double.scene.posts.get("netflix") ?? [];
  posts.splice(posts.findIndex((one) => one.text.includes("paying 20 bucks")), 1);
  posts.unshift(post("netflix", Date.parse(posts[0]?.time ?? "") / 1000 + 1, "a new complaint"));
  await double.log.read();
  double.log.tick();
  await page.getByText("paying 20 bucks").waitFor({ state: "detached" });
  assert.equal(await page.getByText("a new complaint").count(), 0);
  await page.keyboard.press("p");
  await page.getByText("a new complaint").waitFor();
}));

test("an unknown service is said to be unknown", () => visiting("incident", {}, async (visit) => {
  await visit.page.goto(`${visit.double.url}/services/nothing`);
  await visit.page.getByText(/404: Not Found/).waitFor();
}));

test("a service without incidents says why no words of it are kept", () => visiting("incident", {}, async (visit) => {
  await visit.open("/services/spotify");
  await visit.page.getByText(/posts are counted and forgotten/).waitFor();
  assert.equal(await visit.page.locator(".columns").count(), 0);
}));

test("older posts come when they are asked for", () => visiting("incident", {}, async (visit) => {
  const { page, double } = visit;
  const posts = double.scene.posts.get("netflix") ?? [];
  const old = Date.parse(posts.at(-1)?.time ?? "") / 1000;
  for (let n = 1; n <= 100; ++n) posts.push(post("netflix", old - n, `complaint number ${n}`));
  await visit.open("/services/netflix");
  const column = page.locator(".column.first_hand");
  assert.equal(await column.locator(".post").count(), 40);
  await column.getByRole("button", { name: "More" }).focus();
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.querySelectorAll(".column.first_hand .post").length === 80);
  await page.waitForFunction(() => document.activeElement === document.querySelectorAll(".column.first_hand .post")[40]);
  await column.getByRole("button", { name: "More" }).click();
  await page.waitForFunction(() => document.querySelectorAll(".column.first_hand .post").length > 100);
  assert.equal(await column.getByRole("button", { name: "More" }).count(), 0);
  assert.equal(await column.getByText(/^complaint number 100$/).count(), 1);
}));

test("the same for other programs: feeds, calendar, API, badge", () => visiting("incident", { permissions: ["clipboard-read", "clipboard-write"] }, async (visit) => {
  const { page, double } = visit;
  await visit.open("/services/netflix");
  const links = await page.locator("a[rel=alternate]").evaluateAll((all) => (all as HTMLAnchorElement[]).map((a) => a.pathname));
  assert.deepEqual(links, ["/services/netflix/feed.atom", "/badge/netflix.svg", "/feed.atom", "/calendar.ics", "/api/openapi.json"]);
  await page.getByRole("button", { name: "Copy the badge's HTML" }).click();
  await page.getByText("Copied.").waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()),
    `<a href="${double.url}/services/netflix"><img src="${double.url}/badge/netflix.svg" alt="What people report of Netflix"></a>`);
  await page.getByRole("contentinfo").getByRole("link", { name: "Atom feed" }).click();
  await page.waitForURL("**/feed.atom");
}));

test("a replay is compared at its own time, however old it is", () => visiting("replay", {}, async (visit) => {
  const { page, double } = visit;
  const archive = Date.parse(double.scene.status.closed_until ?? "");
  await page.clock.setFixedTime(new Date(archive + 200 * 86_400_000));
  const asked: number[] = [];
  page.on("request", (request) => { const url = new URL(request.url()); if (url.pathname.endsWith("/compare")) asked.push(Date.parse(url.searchParams.get("to") ?? "")); });
  await visit.open("/compare?services=netflix,hulu");
  await page.locator(".peers").waitFor();
  assert.ok(asked.length > 0);
  assert.deepEqual(asked.filter((to) => to > archive), []);
  assert.deepEqual(visit.faults, []);
}));

test("who else is told stands beside the feeds, with what is amiss", () => visiting("incident", { width: 1280, height: 900 }, async (visit) => {
  await visit.open("/feeds");
  const told = visit.page.getByRole("table", { name: "Who else is told" });
  await told.getByRole("row", { name: /pager · pagerduty waiting to try again 12 .*Connection refused/ }).waitFor();
  await told.getByRole("row", { name: /bus · kafka has everything 37/ }).waitFor();
  await told.getByRole("row", { name: /team · slack holds 2 messages back 4/ }).waitFor();
  visit.double.scene.sinks.length = 0;
  await visit.open("/feeds");
  await visit.page.getByRole("heading", { name: "Gaps in hearing" }).waitFor();
  assert.equal(await visit.page.getByText("Who else is told").count(), 0);
  assert.deepEqual(visit.faults, []);
}));

test("a replay says that it listens to no feed, and lets services be tried", () => visiting("replay", {}, async (visit) => {
  visit.double.scene.feeds.length = 0;
  await visit.open("/feeds");
  await visit.page.getByRole("heading", { name: "A replay reads an archive and listens to no feed." }).waitFor();
  await visit.open("/setup");
  await visit.page.getByText("Give it a name and try.").waitFor();
  assert.equal(await visit.page.getByRole("button", { name: "Try it" }).isDisabled(), false);
  assert.deepEqual(await visit.accessibility(), []);
  assert.deepEqual(visit.faults, []);
}));

test("on a phone nothing of a row of incidents or regions is out of sight", () => visiting("incident", { width: 320, height: 720 }, async (visit) => {
  for (const path of ["/incidents", "/services/netflix", "/incidents/netflix-20261122T1352Z"]) {
    await visit.open(path);
    await visit.page.locator(".stacks").first().waitFor();
    assert.deepEqual(await visit.page.locator(".stacks").evaluateAll((all) => all.map((one) => one.scrollWidth - one.clientWidth)).then((over) => over.filter((px) => px > 0)), []);
    assert.ok((await visit.page.locator(".stacks td").first().evaluate((cell) => getComputedStyle(cell, "::before").content)).length > 2);
    assert.deepEqual(await visit.accessibility(), []);
  }
  const shares = await visit.page.locator(".timeline li > span:last-child").evaluateAll((all) => all.map((one) => one.clientWidth / (one.parentElement?.clientWidth ?? 1)));
  assert.ok(shares.length > 3 && Math.min(...shares) > 0.8, `what happened has ${String(shares)} of the width`);
  await visit.shoot("phone-rows");
}));

test("what a company says last is not said of the time at which it spoke first; an outage ends when complaints do", () => visiting("incident", {}, async (visit) => {
  const { incidents, now } = visit.double.scene;
  const one = incidents.get("netflix-20261122T1352Z");
  assert.ok(one);
  const iso = (minutes: number): string => new Date((now + minutes * 60) * 1000).toISOString();
  const said = (minutes: number, text: string) => post("netflix", now + minutes * 60, text, { intent: "official", evidence: 0 });
  Object.assign(one, { state: "resolved", onset_at: iso(-90), recovering_at: iso(-50), resolved_at: iso(-20), sentiment: -0.01, official: { word: "resolved", first_at: iso(-80), lag_seconds: 600, posts: [said(-80, "We are on it."), said(-40, "It is fixed.")] } });
  await visit.open("/incidents/netflix-20261122T1352Z");
  const { page } = visit;
  await page.getByText("It lasted 40 minutes").waitFor();
  assert.equal(await page.getByText("called over by the company").count(), 0);
  assert.equal(await page.getByText("first official word").count(), 2);
  await page.getByText("Now: says it is over.").waitFor();
  assert.equal(await page.getByText("-0", { exact: true }).count(), 0);
  Object.assign(one.official, { word: "acknowledged", posts: [said(-80, "We are on it.")] });
  await visit.open("/incidents/netflix-20261122T1352Z");
  assert.equal(await page.getByText("acknowledged by the company").count(), 2);
  assert.deepEqual(visit.faults, []);
}));
