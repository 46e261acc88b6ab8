// Everything by keyboard. Keys mean nothing while one types, or together with Ctrl, Alt or Meta.

import { views, switchZone } from "./header";
import { openHelp } from "./help";
import { go } from "./router";

export interface KeyTargets { step(by: number): void }

let led = false;

export function startKeys(targets: KeyTargets): void {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented || document.querySelector("dialog[open]")) return;
    if (typing(event.target)) {
      if (event.key === "Escape") (event.target as HTMLElement).blur();
      return;
    }
    if (press(event.key, targets)) event.preventDefault();
  });
}

function press(key: string, targets: KeyTargets): boolean {
  const leads = led;
  led = key === "g" && !leads;
  if (leads) {
    const to = views.find((one) => one.key === key);
    if (to) go(to.path);
    return to !== undefined;
  }
  if (key === "j") targets.step(1);
  else if (key === "k") targets.step(-1);
  else if (key === "/") return focus("#search, [data-search]");
  else if (key === "p") document.querySelector<HTMLElement>("[data-pause]")?.click();
  else if (key === "u") switchZone();
  else if (key === "?") openHelp();
  else return false;
  return true;
}

function focus(selector: string): boolean {
  const element = document.querySelector<HTMLElement>(selector);
  element?.focus();
  return element !== null;
}

const typing = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.matches("textarea, select") || (target.matches("input") && !target.matches("[type=checkbox],[type=radio]")));
