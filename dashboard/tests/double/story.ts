// What happens to a service, as functions of time, and the lanes and series that a server would count of it.

import type { Intent, Lane, Series } from "../../src/api";
import { chance, count } from "./chance";

export interface Story {
  slug: string;
  name: string;
  category: string;
  /** Reporters in ten minutes at a usual hour. */
  level: number;
  /** More than the usual, in reporters in ten minutes at a time in seconds. */
  surge?: (t: number) => number;
  /** Listened to or not. */
  deaf?: (t: number) => boolean;
}

const tenMinutes = 600;
export const intents: Intent[] = ["report", "question", "recovery", "planned", "official", "news", "workaround", "individual", "joke", "other"];
export const iso = (t: number): string => new Date(t * 1000).toISOString().replace(".000Z", "Z");

export const usual = (story: Story, t: number): number => story.level * (1 + 0.45 * Math.sin(((t / 3600) % 24 - 9) / 24 * 2 * Math.PI));
const share = (step: number): number => step / tenMinutes;

export function observed(story: Story, t: number, step: number): number {
  return count((usual(story, t) + (story.surge?.(t) ?? 0)) * share(step), story.slug, Math.floor(t / step));
}

export function lane(story: Story, from: number, to: number, step: number): Lane {
  const begin = Math.floor(from / step) * step;
  const times = Array.from({ length: Math.ceil((to - begin) / step) }, (_, i) => begin + i * step);
  const heard = times.map((t) => (story.deaf?.(t) ? 0 : 1));
  return {
    begin: iso(begin), step_seconds: step, until: iso(to),
    observed: times.map((t, i) => (heard[i] ? observed(story, t, step) : null)),
    expected: times.map((t) => Number((usual(story, t) * share(step)).toPrecision(4))),
    high: times.map((t) => high(usual(story, t) * share(step))),
    heard,
  };
}

const high = (mean: number): number => Number((mean + 2.33 * Math.sqrt(mean) + 1).toPrecision(4));

export function series(story: Story, from: number, to: number, step: number): Series {
  const base = lane(story, from, to, step);
  const mix = (kind: Intent): number[] => base.observed.map((n, i) => part(kind, n ?? 0, story, i));
  return {
    ...base,
    threshold: base.high.map((value) => (value === null ? null : Number((value * 1.6).toPrecision(4)))),
    intents: Object.fromEntries(intents.map((kind) => [kind, mix(kind)])) as Record<Intent, number[]>,
  };
}

const shares: Record<Intent, number> = {
  report: 0.8, question: 0.2, recovery: 0.05, planned: 0.01, official: 0.01, news: 0.12, workaround: 0.03, individual: 0.08, joke: 0.18, other: 0.1,
};

const part = (kind: Intent, n: number, story: Story, at: number): number => Math.round(n * shares[kind] * (0.6 + 0.8 * chance(story.slug + kind, at)));
