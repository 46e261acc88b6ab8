// How the reader wants to look at it: the URL first, then what was chosen before.

import type { Zone } from "../text/clock";

export type Theme = "auto" | "light" | "dark";
export const themes: Theme[] = ["auto", "light", "dark"];

function stored(name: string): string | null {
  try { return localStorage.getItem(`outcry.${name}`); } catch { return null; }
}

function store(name: string, value: string): void {
  try { localStorage.setItem(`outcry.${name}`, value); } catch { return; }
}

export function theme(): Theme {
  return themes.find((one) => one === stored("theme")) ?? "auto";
}

export function setTheme(next: Theme): void {
  store("theme", next);
  applyTheme();
}

export function applyTheme(): void {
  if (theme() === "auto") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme();
}

export function zoneOf(query: URLSearchParams): Zone {
  return (query.get("tz") ?? stored("tz")) === "utc" ? "utc" : "local";
}

export const rememberZone = (zone: Zone): void => store("tz", zone);
