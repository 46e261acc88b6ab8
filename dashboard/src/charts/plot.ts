// Lines over time on a canvas, by uPlot: what is expected as a band, incidents shaded, unheard times hatched, moments marked.

import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { clock, dayShort, moment, zoneNow } from "../text/clock";
import { round } from "../text/numbers";
import { h, type Mounted, type VNode } from "../ui/h";
import { colour, themeKey } from "./colours";

type Row = (number | null)[];
export interface Line { label: string; values: Row; colour: string; dash?: number[]; width?: number }
export interface Plot {
  times: number[];
  lines: Line[];
  /** Filled from zero, behind all lines. */
  band: Row | null;
  shades: [number, number][];
  unheard: [number, number][];
  marks: { at: number; label: string; dash: boolean }[];
}

const height = 260;

/** `label` names the chart for those who do not see it; a table beside it has its numbers. */
export const plot = (label: string, props: Plot): VNode =>
  h("div", { class: "plot", role: "img", "aria-label": label, island: { mount, props } });

function mount(at: HTMLElement): Mounted {
  let plotted: uPlot | null = null, shown: Plot | null = null, key = "";
  const resize = new ResizeObserver(() => plotted?.setSize({ width: at.clientWidth, height }));
  resize.observe(at);
  const update = (props: unknown): void => {
    const next = props as Plot;
    const nextKey = [themeKey(), zoneNow(), next.lines.map((line) => line.label + line.colour)].join("|");
    if (shown?.times === next.times && key === nextKey) return;
    shown = next;
    if (plotted && key === nextKey) { plotted.setData(table(next)); return; }
    key = nextKey;
    plotted?.destroy();
    plotted = new uPlot(options(at.clientWidth, next, () => shown ?? next), table(next), at);
  };
  return { update, destroy: () => { resize.disconnect(); plotted?.destroy(); } };
}

const table = (plotted: Plot): uPlot.AlignedData =>
  [plotted.times, ...(plotted.band ? [plotted.band] : []), ...plotted.lines.map((line) => line.values)];

function options(width: number, first: Plot, now: () => Plot): uPlot.Options {
  const axis: uPlot.Axis = { stroke: colour("soft"), font: "12px system-ui, sans-serif", grid: { stroke: colour("line"), width: 1 }, ticks: { show: false } };
  const band: uPlot.Series[] = first.band ? [{ fill: colour("band"), width: 0, points: { show: false } }] : [];
  return {
    width, height,
    legend: { show: false },
    cursor: { drag: { x: false, y: false }, points: { size: 6 }, x: true, y: false },
    tzDate: (at) => (zoneNow() === "utc" ? uPlot.tzDate(new Date(at * 1000), "Etc/UTC") : new Date(at * 1000)),
    scales: { y: { range: (_, __, max) => [0, Math.max(4, max * 1.08)] } },
    axes: [
      { ...axis, space: 76, size: 30, values: (_, times) => times.map((at) => tick(at * 1000, times)), grid: { show: false } },
      { ...axis, size: 44, values: (_, values) => values.map(round) },
    ],
    series: [{}, ...band, ...first.lines.map((line) => ({
      label: line.label, stroke: colour(line.colour), width: line.width ?? 1.5, ...(line.dash && { dash: line.dash }), points: { show: false }, spanGaps: false,
    }))],
    hooks: {
      drawClear: [(u) => shadeAll(u, now())],
      draw: [(u) => markAll(u, now())],
      setCursor: [(u) => tell(u, now())],
    },
  };
}

function tick(at: number, all: number[]): string {
  const span = (all.at(-1) ?? 0) - (all[0] ?? 0);
  return span > 2 * 86_400 ? dayShort(at) : clock(at);
}

function shadeAll(u: uPlot, { shades, unheard }: Plot): void {
  const { ctx } = u;
  ctx.fillStyle = colour("shade");
  for (const stretch of shades) ctx.fillRect(...box(u, stretch));
  for (const stretch of unheard) hatch(u, stretch);
}

function box(u: uPlot, [from, to]: [number, number]): [number, number, number, number] {
  const { left, top, width, height: tall } = u.bbox;
  const x = (at: number): number => Math.min(left + width, Math.max(left, u.valToPos(at, "x", true)));
  return [x(from), top, x(to) - x(from), tall];
}

function hatch(u: uPlot, stretch: [number, number]): void {
  const { ctx } = u;
  const [x, y, width, tall] = box(u, stretch);
  ctx.save();
  ctx.beginPath();
  ctx.rect(x, y, width, tall);
  ctx.clip();
  ctx.strokeStyle = colour("hatch");
  ctx.lineWidth = 2 * devicePixelRatio;
  ctx.beginPath();
  for (let at = x - tall; at < x + width; at += 8 * devicePixelRatio) { ctx.moveTo(at, y + tall); ctx.lineTo(at + tall, y); }
  ctx.stroke();
  ctx.restore();
}

function markAll(u: uPlot, { marks }: Plot): void {
  const { ctx, bbox } = u;
  ctx.save();
  ctx.font = `${12 * devicePixelRatio}px system-ui, sans-serif`;
  ctx.lineWidth = 1.5 * devicePixelRatio;
  const places = marks.map(({ at }) => u.valToPos(at, "x", true));
  marks.forEach(({ label, dash }, i) => {
    const x = places[i] ?? 0;
    if (x < bbox.left || x > bbox.left + bbox.width) return;
    ctx.strokeStyle = ctx.fillStyle = colour("incident");
    ctx.setLineDash(dash ? [4 * devicePixelRatio, 4 * devicePixelRatio] : []);
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    ctx.fillStyle = colour("text");
    const before = i === 0 || x > bbox.left + bbox.width * 0.75;
    ctx.textAlign = before ? "right" : "left";
    ctx.fillText(label, before ? Math.min(...places.filter((one) => one >= bbox.left)) - 6 * devicePixelRatio : x + 6 * devicePixelRatio, bbox.top + (14 + i * 16) * devicePixelRatio);
  });
  ctx.restore();
}

/** The numbers under the pointer, in a line above the chart. */
function tell(u: uPlot, { times, lines }: Plot): void {
  const at = u.cursor.idx;
  const line = u.root.parentElement?.parentElement?.querySelector(".reading");
  if (!line) return;
  const time = at === null || at === undefined ? undefined : times[at];
  line.textContent = time === undefined || at === null || at === undefined ? ""
    : [moment(time * 1000), ...lines.map(({ label, values }) => `${label} ${values[at] === null ? "—" : round(values[at] ?? 0)}`)].join(" · ");
}
