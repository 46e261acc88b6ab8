// The live feed is cut, the server goes and comes back: the page says so, recovers, and has every event exactly once.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import type { Incident } from "../../src/api";
import { briefOf } from "../double/scene";
import type { Visit } from "./page";
import { close, visiting } from "./page";

after(close);

const cut = /Not connected since/;
const id = "netflix-20261122T1352Z";

function revised(visit: Visit, observed: number): Incident {
  const known = visit.double.scene.incidents.get(id);
  if (!known) throw new Error("no incident");
  const service = visit.double.scene.services.get("netflix");
  if (service) service.observed = observed;
  return { ...known, revision: known.revision + 1, observed, reporters: observed };
}

const sequence = (visit: Visit, n: number): Promise<unknown> =>
  visit.page.waitForFunction((wanted) => document.getElementById("sequence")?.textContent === String(wanted), n);

const connected = (visit: Visit): Promise<void> => visit.double.log.read();

test("events arrive without a reload", () => visiting("incident", {}, async (visit) => {
  await visit.open(`/incidents/${id}`);
  await connected(visit);
  visit.double.tell(revised(visit, 987));
  await visit.page.getByText("987").first().waitFor();
  assert.deepEqual(visit.faults, []);
}));

test("what another operator says is shown, and is no event of the log", () => visiting("incident", {}, async (visit) => {
  const { page, double } = visit;
  await visit.open(`/incidents/${id}`);
  await connected(visit);
  double.tell(revised(visit, 800));
  await page.getByText("800").first().waitFor();
  const known = double.scene.incidents.get(id);
  if (!known) throw new Error("no incident");
  const loads = (): number => double.requests.filter((request) => request === "GET /api/v1/status").length;
  const before = loads();
  double.log.review({ ...known, review: { verdict: "false", acknowledged_at: null, dismissed_at: known.detected_at, notes: [] } });
  await page.getByText("Marked as a false alarm.").waitFor();
  assert.match(await page.locator("main .kicker").innerText(), /open\W+false alarm/);
  double.tell(revised(visit, 900));
  await page.getByText("900").first().waitFor();
  await page.getByRole("link", { name: "Feeds", exact: true }).click();
  await sequence(visit, 43);
  assert.equal(loads(), before);
  assert.deepEqual(visit.faults, []);
}));

test("a cut is told and healed, and what came meanwhile is there", () => visiting("incident", {}, async (visit) => {
  await visit.open("/feeds");
  await connected(visit);
  await sequence(visit, 41);
  await visit.double.stop();
  await visit.page.getByText(cut).first().waitFor();
  for (const n of [500, 600, 700]) visit.double.tell(revised(visit, n));
  await visit.double.start();
  await visit.page.getByText(cut).first().waitFor({ state: "detached" });
  await sequence(visit, 44);
  await visit.page.getByRole("link", { name: "Wall" }).click();
  await visit.page.getByText("700").first().waitFor();
}));

test("after a reset everything is loaded anew", () => visiting("incident", {}, async (visit) => {
  await visit.open("/feeds");
  await connected(visit);
  await sequence(visit, 41);
  visit.double.log.forgetful = true;
  await visit.double.stop();
  for (const n of [500, 600]) visit.double.tell(revised(visit, n));
  await visit.double.start();
  await sequence(visit, 43);
  visit.double.tell(revised(visit, 800));
  await sequence(visit, 44);
}));

test("a server with a new log is believed", () => visiting("incident", {}, async (visit) => {
  await visit.open("/feeds");
  await connected(visit);
  await sequence(visit, 41);
  await visit.double.stop();
  visit.double.scene.status.sequence = 3;
  await visit.double.start();
  await sequence(visit, 3);
}));

test("while the server is away, what was known stays in sight", () => visiting("incident", {}, async (visit) => {
  await visit.open("/");
  await connected(visit);
  await visit.double.stop();
  await visit.page.getByText(cut).first().waitFor();
  assert.match(await visit.page.locator("h1").innerText(), /People report that Netflix fails/);
  assert.ok(await visit.page.locator(".rows .row").count() > 5);
}));

test("windows that close make the lanes grow", () => visiting("incident", {}, async (visit) => {
  await visit.open("/");
  await connected(visit);
  const path = visit.page.locator("#row-netflix >> xpath=../.. >> css=path.observed");
  const before = await path.getAttribute("d");
  for (let i = 0; i < 12; ++i) visit.double.log.tick();
  await visit.page.waitForFunction((old) => document.querySelector(".row.s-incident path.observed")?.getAttribute("d") !== old, before);
  const kept = await visit.page.evaluate(() => document.querySelectorAll(".rows .lane").length);
  assert.ok(kept > 5);
}));

test("the row that has the focus keeps it when the order changes", () => visiting("incident", {}, async (visit) => {
  const { page, double } = visit;
  await visit.open("/");
  await connected(visit);
  await page.locator("#row-steam").focus();
  const steam = double.scene.services.get("steam");
  if (!steam) throw new Error("no service");
  Object.assign(steam, { state: "watch", observed: 60, false_alarms_per_day_now: 0.02 });
  double.log.broadcast("services", [briefOf(double.scene, steam, false)]);
  await page.waitForFunction(() => document.querySelectorAll(".rows .row")[1]?.contains(document.getElementById("row-steam")));
  assert.equal(await page.evaluate(() => document.activeElement?.id), "row-steam");
  const order = await page.locator(".rows .row").evaluateAll((rows) => rows.map((row) => Number(row.getAttribute("aria-rowindex"))));
  assert.deepEqual(order, order.map((_, i) => i + 2));
}));
