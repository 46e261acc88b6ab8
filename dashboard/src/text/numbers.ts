// Numbers as the reader's language writes them, with their n and their interval.

import type { Proportion } from "../api";
import { spoken, t } from "./text";

const unknown = "—";

export const whole = (value: number | null): string =>
  value === null ? unknown : new Intl.NumberFormat(spoken(), { maximumFractionDigits: 0 }).format(value);

/** As precise as it is of use: 0.4, 3.2, 17, 1,204. */
export function round(value: number | null): string {
  if (value === null) return unknown;
  const digits = Math.abs(value) < 9.95 && !Number.isInteger(value) ? 1 : 0;
  return new Intl.NumberFormat(spoken(), { maximumFractionDigits: digits }).format(value);
}

export const short = (value: number): string => new Intl.NumberFormat(spoken(), { notation: "compact", maximumFractionDigits: 1 }).format(value);

export const percent = (share: number): string => new Intl.NumberFormat(spoken(), { style: "percent", maximumFractionDigits: 0 }).format(share);

export const times = (factor: number | null): string => (factor === null ? unknown : `${round(factor)}×`);

export const bytes = (value: number): string => {
  const power = Math.min(4, Math.max(0, Math.floor(Math.log2(Math.max(1, value)) / 10)));
  return `${round(value / 1024 ** power)} ${["B", "KiB", "MiB", "GiB", "TiB"][power] ?? ""}`;
};

/** "71 % (65 % to 77 %, n = 293)" */
export const proportion = (p: Proportion): string =>
  t("number.proportion", { value: percent(p.value), low: percent(p.low), high: percent(p.high), n: whole(p.n) });

export const orUnknown = (value: number | null, write: (value: number) => string): string => (value === null ? unknown : write(value));
