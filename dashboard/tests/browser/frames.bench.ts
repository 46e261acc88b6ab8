// How smoothly the wall moves with 5,000 services: scrolled, while a window closes every quarter of a second.

import { close, visiting } from "./page";

const seconds = 8;

await visiting("many", { width: 1920, height: 1080, realTime: true }, async (visit) => {
  const { page, double } = visit;
  await visit.open("/");
  await page.waitForFunction(() => document.querySelector("[role=table]")?.getAttribute("aria-rowcount") === "5001");
  const paint = await page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0);
  console.log(`first contentful paint: ${paint.toFixed(0)} ms`);
  const updates = setInterval(() => double.log.tick(), 250);
  const gaps = await page.evaluate(measure, seconds * 1000);
  clearInterval(updates);
  const sorted = [...gaps].sort((a, b) => a - b);
  const at = (share: number): string => (sorted[Math.floor(share * (sorted.length - 1))] ?? 0).toFixed(1);
  const slow = gaps.filter((gap) => gap > 34).length;
  console.log(`wall, 5,000 services, 4 windows a second, scrolling: ${gaps.length} frames in ${seconds} s`);
  console.log(`frame time ms: median ${at(0.5)}, p95 ${at(0.95)}, p99 ${at(0.99)}, worst ${at(1)}; over 34 ms: ${slow}`);
});
await close();

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
