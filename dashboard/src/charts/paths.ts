// Rows of numbers as SVG paths, `unit` a step, in whole numbers: they are short, and quick to write. Where a number is missing
// the line breaks; it is never drawn as zero.

type Row = readonly (number | null)[];
export type Scale = (value: number) => number;

export const unit = 10;
const middle = unit / 2;

/** Even up to about what is usual, then ever more compressed: both 3 and 400 can be read, and noise stays small. */
export function surgeScale(top: number, usual: number, height: number): Scale {
  const even = Math.max(usual, 1);
  const most = Math.asinh(Math.max(top, 1) / even);
  return (value) => height - (Math.asinh(Math.max(0, value) / even) / most) * height;
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
  let path = "";
  for (const [from, to] of stretches(values)) {
    if (to - from === 1) path += `M${from * unit} ${height(values, from, y)}h${unit}`;
    else for (let i = from; i < to; ++i) path += (i === from ? "M" : "L") + point(values, i, y);
  }
  return path;
}

export function area(low: Row, high: Row, y: Scale): string {
  let path = "";
  for (const [from, to] of stretches(low, high)) {
    for (let i = from; i < to; ++i) path += (i === from ? "M" : "L") + point(high, i, y);
    for (let i = to - 1; i >= from; --i) path += "L" + point(low, i, y);
    path += "z";
  }
  return path;
}

const height = (values: Row, i: number, y: Scale): number => Math.round(y(values[i] ?? 0));
const point = (values: Row, i: number, y: Scale): string => `${i * unit + middle} ${height(values, i, y)}`;

/** What lies above the usual: for each step the larger of both, to be filled down to the usual. */
export const above = (values: Row, usual: Row): (number | null)[] =>
  values.map((value, i) => { const high = usual[i] ?? null; return value === null || high === null ? null : Math.max(value, high); });
