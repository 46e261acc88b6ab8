// How smoothly the wall moves with 5,000 services: scrolled, calm and while a window closes every second (live: every minute).
// On a busy machine frames come late whatever the page does, as those of a still page of like rows in the same run show; what the page
// itself needs is the time of its main thread.

import { loadavg } from "node:os";
import type { Page } from "playwright-core";
import { close, visiting } from "./page";

const seconds = 8;

await visiting("many", { width: 1920, height: 1080, realTime: true }, async (visit) => {
  const { page, double } = visit;
  await visit.open("/");
  await page.waitForFunction(() => document.querySelector("[role=table]")?.getAttribute("aria-rowcount") === "5001");
  const paint = await page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0);
  console.log(`load average ${loadavg().map((load) => load.toFixed(1)).join(" ")}; first contentful paint ${paint.toFixed(0)} ms`);
  const still = await page.context().newPage();
  await still.setContent(rows());
  await run(still, "a still page, scrolling");
  await still.close();
  await run(page, "scrolling");
  const updates = setInterval(() => double.log.tick(), 1000);
  await run(page, "scrolling, a window a second");
  clearInterval(updates);
});
await close();

function rows(): string {
  const path = (n: number): string => `M${Array.from({ length: 144 }, (_, i) => `${i * 10} ${(i * i * (n + 3)) % 900}`).join("L")}`;
  const row = (n: number): string => `<div style="height: 57px">Service ${n} <svg width="1200" height="40" viewBox="0 0 1440 1000" preserveAspectRatio="none">
    ${["none", "#cde", "#abc"].map((fill, i) => `<path d="${path(n + i)}" fill="${fill}" stroke="#333" vector-effect="non-scaling-stroke"/>`).join("")}</svg></div>`;
  return Array.from({ length: 200 }, (_, n) => row(n)).join("");
}

async function run(page: Page, name: string): Promise<void> {
  const tools = await page.context().newCDPSession(page);
  await tools.send("Performance.enable", { timeDomain: "threadTicks" });
  const busy = async (): Promise<number> => (await tools.send("Performance.getMetrics")).metrics.find((one) => one.name === "TaskDuration")?.value ?? 0;
  const before = await busy();
  const gaps = await page.evaluate(measure, seconds * 1000);
  const main = ((await busy()) - before) * 1000 / gaps.length;
  const sorted = [...gaps].sort((a, b) => a - b);
  const at = (share: number): string => (sorted[Math.floor(share * (sorted.length - 1))] ?? 0).toFixed(1);
  console.log(`${name}: ${gaps.length} frames in ${seconds} s; ms between frames: median ${at(0.5)}, p95 ${at(0.95)}, p99 ${at(0.99)}, worst ${at(1)}; main thread ${main.toFixed(1)} ms a frame`);
}

function measure(length: number): Promise<number[]> {
  return new Promise((resolve) => {
    const gaps: number[] = [];
    const begin = performance.now();
    let last = begin;
    const frame = (at: number): void => {
      gaps.push(at - last);
      last = at;
      scrollBy(0, 12);
      if (at - begin < length) requestAnimationFrame(frame);
      else resolve(gaps);
    };
    requestAnimationFrame(frame);
  });
}
