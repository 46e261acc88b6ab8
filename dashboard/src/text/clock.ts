// Times as the reader wants them: of their own place or UTC. "Now" is the newest post heard in a replay.

import { spoken, t } from "./text";

export type Zone = "local" | "utc";

let zone: Zone = "local";
let replayed: number | null = null;

export const zoneNow = (): Zone => zone;
export function showIn(next: Zone): void { zone = next; }

/** The clock of a replay; null = the clock on the wall. */
export function replayAt(time: string | null): void { replayed = time === null ? null : Date.parse(time); }
export const now = (): number => replayed ?? Date.now();

const formats = new Map<string, Intl.DateTimeFormat>();

function format(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = spoken() + zone + JSON.stringify(options);
  let made = formats.get(key);
  if (!made) formats.set(key, (made = new Intl.DateTimeFormat(spoken(), { ...options, hourCycle: "h23", ...(zone === "utc" && { timeZone: "UTC" }) })));
  return made;
}

const at = (time: string | number): Date => new Date(time);
const dayOf = (time: string | number): string => format({ dateStyle: "short" }).format(at(time));

export const clock = (time: string | number): string => format({ hour: "2-digit", minute: "2-digit" }).format(at(time));
export const clockSeconds = (time: string | number): string => format({ hour: "2-digit", minute: "2-digit", second: "2-digit" }).format(at(time));
export const day = (time: string | number): string => format({ day: "numeric", month: "short", year: "numeric" }).format(at(time));
export const dayShort = (time: string | number): string => format({ day: "numeric", month: "short" }).format(at(time));

/** "13:52" today, "28 Nov, 13:52" else. */
export const moment = (time: string | number): string =>
  dayOf(time) === dayOf(now()) ? clock(time) : `${dayShort(time)}, ${clock(time)}`;

export const full = (time: string | number): string => `${day(time)}, ${clockSeconds(time)} ${zoneName()}`;

export function zoneName(): string {
  if (zone === "utc") return "UTC";
  return format({ timeZoneName: "short" }).formatToParts(at(now())).find((part) => part.type === "timeZoneName")?.value ?? "";
}

/** "29 min", "3 h 5 min", "2 days": as precise as it is of use. */
export function span(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  if (seconds < 60) return t("span.seconds", { n: Math.max(0, Math.round(seconds)) });
  if (minutes < 120) return t("span.minutes", { n: minutes });
  if (minutes < 2880) return t("span.hours", { n: Math.floor(minutes / 60), minutes: minutes % 60 });
  return t("span.days", { n: Math.round(minutes / 1440) });
}

export const ago = (time: string): number => Math.max(0, (now() - Date.parse(time)) / 1000);

/** Moments in seconds at every so many full hours of the reader's day, clear of both ends. */
export function roundHours(begin: number, end: number, every: number): number[] {
  const clear = (end - begin) * 0.035;
  const first = Math.ceil((begin + clear) / 3600) * 3600;
  const all = Array.from({ length: Math.max(0, Math.ceil((end - clear * 2 - first) / 3600)) }, (_, i) => first + i * 3600);
  return all.filter((at) => hourOf(at) % every === 0);
}

const hourOf = (at: number): number => (zone === "utc" ? new Date(at * 1000).getUTCHours() : new Date(at * 1000).getHours());
