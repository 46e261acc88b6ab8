// Lanes that grow: each closed window is added to the step it lies in, and the oldest step goes.

import type { Lane } from "../api";

export interface Heard { closedUntil: number; windowSeconds: number; observed: number; expected: number | null; heard: number }

const start = (lane: Lane): number => Date.parse(lane.begin) / 1000;
export const steps = (lane: Lane): number => lane.observed.length;
export const stepStart = (lane: Lane, step: number): number => start(lane) + step * lane.step_seconds;
export const laneEnd = (lane: Lane): number => stepStart(lane, steps(lane));

/** Whether a window is the next one of a lane: neither in it already, nor after one that was missed. */
export function follows(lane: Lane, window: Heard): "next" | "seen" | "gap" {
  const until = Date.parse(lane.until) / 1000;
  if (window.closedUntil <= until) return "seen";
  return window.closedUntil - window.windowSeconds <= until ? "next" : "gap";
}

/** The lane after one more window, which must follow. */
export function advance(lane: Lane, window: Heard): Lane {
  const begin = window.closedUntil - window.windowSeconds;
  const step = Math.floor((begin - start(lane)) / lane.step_seconds);
  const grown = slide(lane, step - steps(lane) + 1);
  const until = new Date(window.closedUntil * 1000).toISOString();
  const next = { ...add(grown, Math.min(step, steps(lane) - 1), window), until };
  if (grown === lane && over(next) === over(lane) && over(next) < steps(next)) settledLanes.set(next, settled(lane));
  return next;
}

function slide(lane: Lane, by: number): Lane {
  if (by <= 0) return lane;
  const shift = <T>(values: T[], fill: T): T[] => [...values.slice(by), ...Array<T>(Math.min(by, values.length)).fill(fill)];
  return {
    ...lane,
    begin: new Date((start(lane) + by * lane.step_seconds) * 1000).toISOString(),
    observed: shift(lane.observed, null),
    expected: shift(lane.expected, null),
    high: shift(lane.high, lane.high.at(-1) ?? null),
    heard: shift(lane.heard, 0),
  };
}

function add(lane: Lane, step: number, window: Heard): Lane {
  const put = <T>(values: T[], value: T): T[] => values.map((old, i) => (i === step ? value : old));
  const part = window.windowSeconds / lane.step_seconds;
  const sum = (old: number | null | undefined, more: number | null): number | null => (more === null ? old ?? null : (old ?? 0) + more);
  return {
    ...lane,
    observed: put(lane.observed, window.heard > 0 ? sum(lane.observed[step], window.observed) : lane.observed[step] ?? null),
    expected: put(lane.expected, sum(lane.expected[step], window.expected)),
    heard: put(lane.heard, Math.min(1, (lane.heard[step] ?? 0) + window.heard * part)),
  };
}

const over = (lane: Lane): number => Math.floor((Date.parse(lane.until) / 1000 - start(lane)) / lane.step_seconds);
const settledLanes = new WeakMap<Lane, Lane>();

/** Without the last step while it is not over: half a step looks like a fall. The same object until that step is over. */
export function settled(lane: Lane): Lane {
  const known = settledLanes.get(lane);
  if (known) return known;
  const made = cut(lane, over(lane));
  settledLanes.set(lane, made);
  return made;
}

function cut(lane: Lane, length: number): Lane {
  if (length >= steps(lane) || length < 1) return lane;
  const front = <T>(values: T[]): T[] => values.slice(0, length);
  return { ...lane, observed: front(lane.observed), expected: front(lane.expected), high: front(lane.high), heard: front(lane.heard) };
}

/** Neighbouring steps added up until at most `most` are left: for tables. */
export function thin(lane: Lane, most: number): Lane {
  const by = Math.ceil(steps(lane) / most);
  if (by <= 1) return lane;
  const groups = <T>(values: T[]): T[][] => Array.from({ length: Math.ceil(values.length / by) }, (_, i) => values.slice(i * by, (i + 1) * by));
  const total = (values: (number | null)[]): number | null => (values.every((v) => v === null) ? null : values.reduce<number>((sum, v) => sum + (v ?? 0), 0));
  return {
    begin: lane.begin,
    until: lane.until,
    step_seconds: lane.step_seconds * by,
    observed: groups(lane.observed).map(total),
    expected: groups(lane.expected).map(total),
    high: groups(lane.high).map(total),
    heard: groups(lane.heard).map((part) => part.reduce((sum, v) => sum + v, 0) / part.length),
  };
}

/** Stretches [from, to) of steps in which less than `least` of the time was listened to. */
export function unheard(heard: number[], least = 0.5): [number, number][] {
  const gaps: [number, number][] = [];
  heard.forEach((share, i) => {
    const open = gaps.at(-1);
    if (share >= least) return;
    if (open && open[1] === i) open[1] = i + 1;
    else gaps.push([i, i + 1]);
  });
  return gaps;
}
