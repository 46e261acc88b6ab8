// How smoothly the wall moves with 5,000 services: scrolled, calm and while a window closes every second (live: every minute).
// On a busy machine frames come late whatever the page does, as those of a still page of like rows in the same run show; what the page
// itself needs is the time of its main thread: processor time, by what it went into, from a trace of the browser.

import { loadavg } from "node:os";
import type { Page } from "playwright-core";
import { close, visiting } from "./page";

const seconds = 8;
const categories = ["toplevel", "devtools.timeline", "disabled-by-default-devtools.timeline", "disabled-by-default-devtools.timeline.frame"];
/** What a main thread does, by the names that the browser's trace gives it; none of them lies within another. */
const parts: [string, string[]][] = [
  ["script in frames", ["FireAnimationFrame"]], ["style", ["UpdateLayoutTree"]], ["layout", ["Layout"]],
  ["paint", ["PrePaint", "Paint", "Layerize", "Commit"]], ["events", ["EventDispatch"]], ["collecting garbage", ["MinorGC", "MajorGC"]],
];

interface TraceEvent { name: string; ph: string; pid: number; tid: number; ts: number; dur?: number; tdur?: number }

await visiting("many", { width: 1920, height: 1080, realTime: true }, async (visit) => {
  const { page, double } = visit;
  await visit.open("/");
  await page.waitForFunction(() => document.querySelector("[role=table]")?.getAttribute("aria-rowcount") === "5001");
  const paint = await page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0);
  console.log(`load average ${loadavg().map((load) => load.toFixed(1)).join(" ")}; first contentful paint ${paint.toFixed(0)} ms`);
  const still = await page.context().newPage();
  await still.setContent(rows());
  await run(still, "a still page, scrolling", { scrolls: true });
  await still.close();
  await run(page, "scrolling", { scrolls: true });
  const windows = async (name: string, scrolls: boolean): Promise<void> => {
    let told = 0;
    const every = setInterval(() => { double.log.tick(); ++told; }, 1000);
    await run(page, name, { scrolls, told: () => told });
    clearInterval(every);
  };
  await windows("scrolling, a window a second", true);
  await windows("at rest, a window a second", false);
});
await close();

function rows(): string {
  const path = (n: number): string => `M${Array.from({ length: 144 }, (_, i) => `${i * 10} ${(i * i * (n + 3)) % 900}`).join("L")}`;
  const row = (n: number): string => `<div style="height: 57px">Service ${n} <svg width="1200" height="40" viewBox="0 0 1440 1000" preserveAspectRatio="none">
    ${["none", "#cde", "#abc"].map((fill, i) => `<path d="${path(n + i)}" fill="${fill}" stroke="#333" vector-effect="non-scaling-stroke"/>`).join("")}</svg></div>`;
  return Array.from({ length: 200 }, (_, n) => row(n)).join("");
}

async function run(page: Page, name: string, { scrolls, told }: { scrolls: boolean; told?: () => number }): Promise<void> {
  const browser = page.context().browser();
  if (!browser) throw new Error("no browser");
  await browser.startTracing(page, { categories });
  const gaps = await page.evaluate(measure, { length: seconds * 1000, by: scrolls ? 12 : 0 });
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
  const work = workOf(traceEvents);
  const per = (n: number): string => parts.map(([part]) => `${part} ${((work.spent.get(part) ?? 0) / n).toFixed(1)}`).join(", ");
  console.log(`${name}: ${gaps.length} frames in ${seconds} s, ${work.dropped} dropped; ms between frames: ${quantiles(gaps)}`);
  console.log(`    main thread ${(work.busy / gaps.length).toFixed(1)} ms a frame; frames it worked for: ${quantiles(work.frames)}; ` +
    `longest task ${Math.max(...work.tasks).toFixed(1)}, ${work.tasks.filter((task) => task > 50).length} above 50 ms (${work.stood} with what others took)`);
  const updates = told?.() ?? 0;
  if (updates && !scrolls) console.log(`    for each of ${updates} windows ${(work.busy / updates).toFixed(1)} ms: ${per(updates)}`);
  else if (work.drawn) console.log(`    for each of ${work.drawn} times that rows were drawn: ${per(work.drawn)}`);
}

function quantiles(values: number[]): string {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): string => (sorted[Math.floor(share * (sorted.length - 1))] ?? 0).toFixed(1);
  return `median ${at(0.5)}, p95 ${at(0.95)}, p99 ${at(0.99)}, worst ${at(1)}`;
}

/** Processor time of the page's main thread, in ms. */
interface Work {
  busy: number;
  tasks: number[];
  /** Tasks that took more than 50 ms on the clock, whoever had the processor. */
  stood: number;
  /** From one animation frame to the next. */
  frames: number[];
  /** Frames that the browser had to leave out. */
  dropped: number;
  /** Layouts. */
  drawn: number;
  spent: Map<string, number>;
}

function workOf(events: TraceEvent[]): Work {
  const ours = (event: TraceEvent): string => `${event.pid}/${event.tid}`;
  const beats = events.filter((event) => event.name === "FireAnimationFrame" && event.ph === "X");
  const counts = new Map<string, number>();
  for (const beat of beats) counts.set(ours(beat), (counts.get(ours(beat)) ?? 0) + 1);
  const [thread] = [...counts].sort((a, b) => b[1] - a[1])[0] ?? [];
  const done = events.filter((event) => ours(event) === thread && event.ph === "X").sort((a, b) => a.ts - b.ts);
  const tasks = done.filter((event) => event.name === "RunTask");
  const took = (event: TraceEvent): number => (event.tdur ?? 0) / 1000;
  const sum = (list: TraceEvent[]): number => list.reduce((total, event) => total + took(event), 0);
  const starts = done.filter((event) => event.name === "FireAnimationFrame").map((event) => event.ts);
  const frames = starts.map((begin, i) => sum(tasks.filter((task) => task.ts + (task.dur ?? 0) > begin && task.ts + (task.dur ?? 0) <= (starts[i + 1] ?? Infinity))));
  return {
    busy: sum(tasks), tasks: tasks.map(took), stood: tasks.filter((task) => (task.dur ?? 0) > 50_000).length, frames: frames.filter((spent) => spent > 0),
    dropped: events.filter((event) => event.name === "DroppedFrame").length, drawn: done.filter((event) => event.name === "Layout").length,
    spent: new Map(parts.map(([part, names]) => [part, sum(done.filter((event) => names.includes(event.name)))])),
  };
}

function measure({ length, by }: { length: number; by: number }): Promise<number[]> {
  return new Promise((resolve) => {
    const gaps: number[] = [];
    const begin = performance.now();
    let last = begin;
    const frame = (at: number): void => {
      gaps.push(at - last);
      last = at;
      if (by) scrollBy(0, by);
      if (at - begin < length) requestAnimationFrame(frame);
      else resolve(gaps);
    };
    requestAnimationFrame(frame);
  });
}
