// How much of the past a chart shows, and in steps of what length.

export const ranges = { "3h": [3 * 3600, 60], "24h": [86_400, 600], "7d": [7 * 86_400, 3600], "30d": [30 * 86_400, 10_800] } as const;
export type Range = keyof typeof ranges;
export const rangeNames = Object.keys(ranges) as Range[];

export const rangeOf = (query: URLSearchParams, otherwise: Range): Range => rangeNames.find((name) => name === query.get("range")) ?? otherwise;

export function rangeQuery(range: Range, now: number): { from: string; to: string; step: number } {
  const [length, step] = ranges[range];
  const iso = (ms: number): string => new Date(ms).toISOString();
  return { from: iso(now - length * 1000), to: iso(now), step };
}
