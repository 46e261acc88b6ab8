// Rows of numbers as SVG paths, one unit a step. Where a number is missing the line breaks; it is never drawn as zero.

type Row = readonly (number | null)[];
export type Scale = (value: number) => number;

const place = (n: number): string => String(Math.round(n * 10) / 10);

/** Even up to about what is usual, then ever more compressed: both 3 and 400 can be read, and noise stays small. */
export function surgeScale(top: number, usual: number, height: number): Scale {
  const unit = Math.max(usual, 1);
  const most = Math.asinh(Math.max(top, 1) / unit);
  return (value) => height - (Math.asinh(Math.max(0, value) / unit) / most) * height;
}

/** Stretches of steps with a number in each of the rows. */
export function stretches(...rows: Row[]): [number, number][] {
  const found: [number, number][] = [];
  const length = Math.max(0, ...rows.map((row) => row.length));
  for (let i = 0; i < length; ++i) {
    if (rows.some((row) => row[i] === null || row[i] === undefined)) continue;
    const last = found.at(-1);
    if (last && last[1] === i) last[1] = i + 1;
    else found.push([i, i + 1]);
  }
  return found;
}

export function line(values: Row, y: Scale): string {
  return stretches(values).map(([from, to]) => {
    const points = range(from, to).map((i) => `${place(i + 0.5)} ${place(y(values[i] ?? 0))}`);
    return points.length > 1 ? `M${points.join("L")}` : `M${from} ${place(y(values[from] ?? 0))}h1`;
  }).join("");
}

export function area(low: Row, high: Row, y: Scale): string {
  return stretches(low, high).map(([from, to]) => {
    const there = range(from, to).map((i) => `${place(i + 0.5)} ${place(y(high[i] ?? 0))}`);
    const back = range(from, to).reverse().map((i) => `${place(i + 0.5)} ${place(y(low[i] ?? 0))}`);
    return `M${[...there, ...back].join("L")}z`;
  }).join("");
}

/** What lies above the usual: for each step the larger of both, to be filled down to the usual. */
export const above = (values: Row, usual: Row): (number | null)[] =>
  values.map((value, i) => { const high = usual[i] ?? null; return value === null || high === null ? null : Math.max(value, high); });

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);
