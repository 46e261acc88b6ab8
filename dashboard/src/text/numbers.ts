// Numbers as the reader's language writes them, with their n and their interval.

import type { Proportion } from "../api";
import { spoken, t } from "./text";

const unknown = "—";

const options = {
  whole: { maximumFractionDigits: 0 }, tenths: { maximumFractionDigits: 1 },
  short: { notation: "compact", maximumFractionDigits: 1 }, percent: { style: "percent", maximumFractionDigits: 0 },
} as const satisfies Record<string, Intl.NumberFormatOptions>;

const formats = new Map<string, Intl.NumberFormat>();

function written(value: number, as: keyof typeof options): string {
  const key = spoken() + as;
  let format = formats.get(key);
  if (!format) formats.set(key, (format = new Intl.NumberFormat(spoken(), options[as])));
  return format.format(value);
}

export const whole = (value: number | null): string => (value === null ? unknown : written(value, "whole"));

/** As precise as it is of use: 0.4, 3.2, 17, 1,204. */
export function round(value: number | null): string {
  if (value === null) return unknown;
  const shown = Math.abs(value) < 0.05 ? 0 : value;  // no "-0"
  return written(shown, Math.abs(shown) < 9.95 ? "tenths" : "whole");
}

/** What is to be expected is hardly ever nothing: "<0.1". */
export const expectation = (value: number | null): string => (value !== null && value < 0.05 ? `<${round(0.1)}` : round(value));

export const short = (value: number): string => written(value, "short");

export const percent = (share: number): string => written(share, "percent");

export const times = (factor: number | null): string => (factor === null ? unknown : `${round(factor)}×`);

export const bytes = (value: number): string => {
  const power = Math.min(4, Math.max(0, Math.floor(Math.log2(Math.max(1, value)) / 10)));
  return `${round(value / 1024 ** power)} ${["B", "KiB", "MiB", "GiB", "TiB"][power] ?? ""}`;
};

/** "71 % (65 % to 77 %, n = 293)" */
export const proportion = (p: Proportion): string =>
  t("number.proportion", { value: percent(p.value), low: percent(p.low), high: percent(p.high), n: whole(p.n) });

export const orUnknown = (value: number | null, write: (value: number) => string): string => (value === null ? unknown : write(value));
