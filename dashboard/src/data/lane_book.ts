// The lanes of the rows in sight: fetched when they come into sight, grown by every window that closes, fetched anew after a
// window that was missed. An older lane is shown until the newer one is there.

import type { Lane, ServicePage } from "../api";
import { redraw } from "../ui/redraw";
import { get, path } from "./fetch";
import { advance, follows, type Heard } from "./lanes";

export interface Tick { closed_until: string; observed: Record<string, number>; expected: Record<string, number>; heard: number }

const atOnce = 80, keptTicks = 20;

export class LaneBook {
  private readonly lanes = new Map<string, Lane>();
  private readonly stale = new Set<string>();
  private readonly asked = new Set<string>();
  private visible = new Set<string>();
  private ticks: { tick: Tick; windowSeconds: number }[] = [];

  get(slug: string): Lane | undefined {
    return this.lanes.get(slug);
  }

  any(): Lane | undefined {
    return this.lanes.values().next().value;
  }

  /** A lane as the server told it; windows that closed since then are added. */
  put(slug: string, lane: Lane): void {
    this.stale.delete(slug);
    this.lanes.set(slug, lane);
    for (const { tick, windowSeconds } of this.ticks) this.grow(slug, tick, windowSeconds);
  }

  /** Those in sight; when one of them is missing, those around it are fetched along. */
  see(slugs: string[], around: string[]): void {
    this.visible = new Set(slugs);
    if (slugs.some((slug) => this.misses(slug))) void this.fetch([...new Set([...slugs, ...around])].filter((slug) => this.misses(slug)).slice(0, atOnce));
  }

  private misses(slug: string): boolean {
    return (!this.lanes.has(slug) || this.stale.has(slug)) && !this.asked.has(slug);
  }

  hear(tick: Tick, windowSeconds: number): void {
    this.ticks = [...this.ticks.slice(1 - keptTicks), { tick, windowSeconds }];
    for (const slug of this.lanes.keys()) {
      if (this.visible.has(slug)) this.grow(slug, tick, windowSeconds);
      else this.stale.add(slug);
    }
  }

  /** What is known may no longer be true. */
  doubt(): void {
    for (const slug of this.lanes.keys()) this.stale.add(slug);
    this.ticks = [];
  }

  private grow(slug: string, tick: Tick, windowSeconds: number): void {
    const lane = this.lanes.get(slug);
    if (!lane) return;
    const closedUntil = Date.parse(tick.closed_until) / 1000;
    const window: Heard = { closedUntil, windowSeconds, observed: tick.observed[slug] ?? 0, expected: tick.expected[slug] ?? null, heard: tick.heard };
    const place = follows(lane, window);
    if (place === "next") this.lanes.set(slug, advance(lane, window));
    if (place === "gap") this.stale.add(slug);
  }

  private async fetch(slugs: string[]): Promise<void> {
    for (const slug of slugs) this.asked.add(slug);
    const page = await get<ServicePage>(path("/services", { slugs: slugs.join(","), limit: slugs.length })).catch(() => null);
    for (const { slug, lane } of page?.services ?? []) if (lane) this.put(slug, lane);
    for (const slug of slugs) this.asked.delete(slug);
    if (page) redraw();
  }
}
