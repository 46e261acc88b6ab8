// The page on the real program: an outage begins, is told, is looked at from all sides, and ends, without a reload; and the
// program is killed meanwhile.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { Page } from "playwright-core";
import type { Incident, IncidentPage, PostPage, ServiceDetail, Status } from "../../src/api";
import { round, times, whole } from "../../src/text/numbers";
import { close, context, Watch } from "../browser/watch";
import { pageFrom, Program, until } from "./program";

const path = process.env["PROGRAM"] ?? "";
const archive = "../samples/netflix-sunday.jsonl.zst";
/** Minutes before the outage, and its midst. */
const eve = "2026-03-22T23:36:00Z", midst = "2026-03-23T00:16:00Z";
const state = mkdtempSync(join(tmpdir(), "outcry-"));
const store = join(state, "outage.db");
/** So many seconds of the archive in each, from then on; a pace of 1 holds it still for as long as a test looks. */
const replay = (pace: number, from: string): string[] => ["replay", archive, "--serve", "--store", store, "--pace", String(pace), "--pace-from", from];
const reached = (time: string): Promise<unknown> => until(`the archive is at ${time}`, async () => ((await program.api<Status>("/status"))?.newest ?? "") >= time || null);

let program: Program;
let watch: Watch;
let page: Page;

async function visit(): Promise<void> {
  page = await (await context({ width: 1280, acceptDownloads: true })).newPage();
  watch = new Watch(page, program.url);
  await watch.listen();
  if (process.env["PAGE"]) await pageFrom(process.env["PAGE"], page, program.url);
}

/** What the command line says of an incident. */
const told = (id: string): Incident => JSON.parse(execFileSync(path, ["--json", "incidents", id, "--store", store], { encoding: "utf8" })) as Incident;

const fromApi = async (id: string): Promise<Incident> => {
  const incident = await program.api<Incident>(`/incidents/${id}`);
  assert.ok(incident);
  return incident;
};

async function tabTo(text: RegExp, most = 120): Promise<void> {
  for (let i = 0; i < most; ++i) {
    await page.keyboard.press("Tab");
    if (text.test(await page.evaluate(() => document.activeElement?.textContent ?? ""))) return;
  }
  assert.fail(`Tab never reached ${String(text)}`);
}

const facts = (): Promise<string[]> => page.locator(".halves dl.counts").first().locator("dd").allInnerTexts();

/** The numbers as the page has them once it shows this revision. */
async function numbersAgree(id: string): Promise<void> {
  await until("page, API and command line say the same", async () => {
    const before = await fromApi(id), line = told(id), shown = await facts(), text = await page.locator("main").innerText(), later = await fromApi(id);
    if (before.revision !== later.revision || line.revision !== later.revision || !text.includes(`revision ${later.revision},`)) return null;
    const { children, command, compared, review, ...data } = later;
    assert.ok(children && command && compared && review !== undefined);
    for (const [key, value] of Object.entries(data)) if (key in line) assert.deepEqual(value, line[key as keyof Incident], key);
    const expected = later.expected < 0.05 ? "<0.1" : round(later.expected);
    assert.deepEqual(shown, [whole(later.reporters), expected, whole(later.peak_reporters), whole(later.severity.area), whole(later.posts),
      `${whole(later.reposts)} + ${whole(later.copies)}`, round(later.sentiment), whole(later.reopened_count)]);
    assert.ok(text.includes(`${whole(later.observed)} people since the onset, ${expected} expected (${times(later.observed / later.expected)})`), text.slice(0, 400));
    for (const region of later.regions) assert.match(text, new RegExp(`${region.name}[^]*?${times(region.lift).replace(".", "\\.")}[^]*?${whole(region.n)}, `));
    for (const { name, posts } of later.alternatives) assert.match(text, new RegExp(`${name.replace("+", "\\+")}\\s+${posts}`));
    return true;
  });
}

async function wellFormed(what: string): Promise<void> {
  assert.deepEqual(await watch.accessibility(), [], what);
  assert.equal(await watch.overflow(), 0, what);
}

before(async () => { program = await Program.start(path, replay(60, eve), state); });
after(async () => {
  await program.end();
  await close();
  rmSync(state, { recursive: true, force: true });
});

let id = "";

test("the outage comes to the wall by itself", async () => {
  await visit();
  await watch.open("/");
  const loads: string[] = [];
  page.on("request", (request) => { if (request.resourceType() === "document") loads.push(request.url()); });
  await page.locator("h1", { hasText: /People report that Netflix fails in the US since .*23:4\d/ }).waitFor();
  await page.locator(".row.s-incident #row-netflix").waitFor();
  await page.locator(".row.s-incident .shade").first().waitFor();
  assert.deepEqual(loads, []);
  assert.deepEqual(watch.faults, []);
});

/** Killed and started again; the page is open meanwhile, and only the connection may be missed. */
async function killed(args: string[]): Promise<void> {
  const incidents = async (): Promise<string[]> => (await program.api<IncidentPage>("/incidents?limit=200"))?.incidents.map((one) => one.id) ?? [];
  const known = await incidents();
  assert.deepEqual(watch.faults.splice(0), []);
  await program.end("SIGKILL");
  await page.locator(".banner.cut").getByText(/Not connected since/).waitFor();
  await program.start(args);
  await page.waitForFunction(() => !document.querySelector(".banner.cut"));
  const again = await incidents();
  assert.deepEqual(known.filter((one) => !again.includes(one)), []);
  assert.deepEqual(watch.faults.splice(0).filter((fault) => !/net::ERR_(CONNECTION|INCOMPLETE|EMPTY)/.test(fault)), []);
}

test("killed and started again: the page says so, comes back, and goes on", async () => {
  await killed(replay(1, midst));
  await reached(midst);
  await page.locator("h1", { hasText: /People report that Netflix fails/ }).waitFor();
  await page.getByText(/Netflix has acknowledged it/).waitFor();
  await wellFormed("wall");
  assert.deepEqual(watch.faults, []);
});

test("a keyboard gets to the service, which tells where, what, in whose words", async () => {
  await page.keyboard.press("j");
  await page.waitForFunction(() => document.activeElement?.id === "row-netflix");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/services/netflix");
  await page.locator(".map .region").first().waitFor();
  await page.locator(".bars .share.marked").first().waitFor();
  await page.locator(".column.first_hand .post").nth(5).waitFor();
  await page.locator(".column.official .post").first().waitFor();
  await page.getByText(/acknowledged by the company/).waitFor();
  await page.locator(".plot canvas").waitFor();
  assert.match(await page.locator(".bars .said").first().innerText(), /\d+% \(\d+% to \d+%, n = \d+\), usually \d+%/);
  const service = await program.api<ServiceDetail>("/services/netflix");
  assert.equal(service?.state, "incident");
  id = service.incident ?? "";
  assert.match(id, /^netflix-20260322T23/);
  const posts = await program.api<PostPage>("/services/netflix/posts?kind=official");
  await page.locator(".column.official").getByText(posts?.posts.at(-1)?.text ?? "none").waitFor();
  await wellFormed("service");
  assert.deepEqual(watch.faults, []);
});

test("the incident is acknowledged, and its report downloaded", async () => {
  await page.locator("h1").focus();
  await tabTo(/^The incident$/);
  await page.keyboard.press("Enter");
  await page.waitForURL(`**/incidents/${id}`);
  await page.getByText("Timeline", { exact: true }).waitFor();
  await tabTo(/^Acknowledge$/);
  await page.keyboard.press("Enter");
  await page.getByText(/Acknowledged at/).waitFor();
  assert.ok((await fromApi(id)).review?.acknowledged_at);
  await tabTo(/^Markdown$/);
  const downloading = page.waitForEvent("download");
  await page.keyboard.press("Enter");
  const download = await downloading;
  assert.equal(download.suggestedFilename(), `${id}.md`);
  const text = readFileSync(await download.path(), "utf8");
  assert.match(text, /People report that Netflix fails/);
  assert.ok(text.includes(id));
  await numbersAgree(id);
  await wellFormed("incident");
  assert.deepEqual(watch.faults, []);
});

test("it recovers before the reader's eyes, and every number is that of the API and the command line", async () => {
  await killed(replay(120, midst));
  await page.locator("main .kicker", { hasText: /recovering|over/ }).waitFor();
  await page.locator("main .kicker", { hasText: /over/ }).waitFor();
  assert.ok((await fromApi(id)).review?.acknowledged_at, "what an operator said is kept");
  await page.getByText(/fewer complaints/).waitFor();
  await numbersAgree(id);
  await wellFormed("incident that is over");
  assert.deepEqual(watch.faults, []);
});

test("after it, the service tells of its last incident", async () => {
  await watch.open("/services/netflix");
  await page.getByText(/In the incident of/).first().waitFor();
  await page.getByText(/first official word|acknowledged by the company/).first().waitFor();
  await page.locator(".tips li").first().waitFor();
  await wellFormed("service after its incident");
  await watch.open("/feeds");
  const status = await until("the page has every event", async () => {
    const now = await program.api<Status>("/status");
    return now && (await page.locator("#sequence").innerText()) === whole(now.sequence) ? now : null;
  });
  assert.ok(status.sequence > 30);
  assert.deepEqual(watch.faults, []);
});
