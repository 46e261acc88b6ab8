// The sentences that can be read aloud: what people report, how much more than usual, since when, where, how surely.

import type { Incident, RegionShare, ServiceBrief, ServiceState, Status } from "../api";
import { ago, moment, span } from "./clock";
import { expectation, percent, whole } from "./numbers";
import { rarity } from "./rarity";
import { spoken, t, word, parts, type Key, type Part } from "./text";

export interface Verdict { state: ServiceState; sentence: Part[]; more: string[] }

const halfHour = 1800;

/** Of all services: the worst one in a sentence, the rest in numbers. */
export function wallVerdict(status: Status, services: ServiceBrief[], total: number, detail: (id: string) => Incident | null): Verdict {
  const more = [...collaterals(services), others(services), counts(status)].filter(Boolean);
  const worst = services[0];
  if (total === 0) return { state: "unknown", sentence: parts("verdict.nothing_watched"), more: [t("verdict.add_one")] };
  if (worst && ["incident", "recovering", "watch"].includes(worst.state)) {
    const incident = worst.incident ? detail(worst.incident) : null;
    return { state: worst.state, sentence: sentence(worst, incident), more: [officialWord(worst), ...more].filter(Boolean) };
  }
  if (status.unknown.length && status.quiet === 0) return { state: "unknown", sentence: parts("verdict.all_blind"), more };
  return { state: "quiet", sentence: parts("verdict.quiet"), more };
}

/** Of one service. */
export function serviceVerdict(service: ServiceBrief, incident: Incident | null): Verdict {
  const chance = rarity(perDay(service, incident));
  const more = [
    service.state !== "quiet" && service.state !== "unknown" && chance ? t("verdict.chance", { chance }) : "",
    incident ? nth(incident) : "",
    service.state === "quiet" ? "" : officialWord(service, incident),
    incident?.role === "collateral" || incident?.role === "root" ? incident.cause.join(" ") : "",
  ];
  return { state: service.state, sentence: sentence(service, incident), more: more.filter(Boolean) };
}

/** By chance alone, a day: an incident remembers how far it went. */
export const perDay = (service: ServiceBrief, incident: Incident | null): number | null =>
  incident?.statistic.false_alarms_per_day ?? service.false_alarms_per_day_now;

export const plain = (verdict: Verdict): string => verdict.sentence.map((part) => part.text).join("");

function sentence(service: ServiceBrief, incident: Incident | null): Part[] {
  const name = service.name;
  if (service.state === "unknown") return service.blind_since
    ? parts("verdict.blind", { name, since: moment(service.blind_since) })
    : parts("verdict.too_little", { name });
  const keys: Record<Exclude<ServiceState, "unknown">, Key> = {
    incident: "verdict.fails", recovering: "verdict.recovers", watch: "verdict.watch", quiet: "verdict.calm",
  };
  const since = service.since ?? incident?.onset_at ?? null;
  const expected = service.expected === null ? t("verdict.unknown_expected") : t("verdict.expected", { n: expectation(service.expected) }, service.expected);
  return parts(keys[service.state], {
    name, expected,
    since: since ? t("verdict.since", { since: moment(since) }) : "",
    people: t("people", { n: whole(service.observed) }, service.observed),
    span: span(halfHour),
    country: incident ? inCountry(incident.regions) : "",
    symptom: incident?.symptoms[0] ? t("verdict.mostly", { symptom: word("symptom", incident.symptoms[0].slug) }) : "",
    region: incident ? strongest(incident.regions) : "",
  });
}

/** The country in which nearly all of them are, if there is one. */
function inCountry(regions: RegionShare[]): string {
  const all = regions.reduce((sum, region) => sum + region.n, 0);
  const codes = [...new Set(regions.map((region) => region.code.slice(0, 2)))];
  const most = codes.find((code) => regions.filter((r) => r.code.startsWith(code)).reduce((sum, r) => sum + r.n, 0) >= 0.8 * all);
  return most && all > 0 ? t("verdict.in", { country: countryName(most) }) : "";
}

export function countryName(code: string): string {
  const own = word("country", code);
  if (own !== `country.${code}` && own !== code) return own;
  try { return new Intl.DisplayNames([spoken()], { type: "region" }).of(code) ?? code; } catch { return code; }
}

function strongest(regions: RegionShare[]): string {
  const first = regions.filter((region) => region.significant && region.code.includes("-")).sort((a, b) => (b.lift ?? 0) - (a.lift ?? 0))[0];
  return first ? t("verdict.strongest", { region: first.name }) : "";
}

function officialWord(service: ServiceBrief, incident: Incident | null = null): string {
  const name = service.name;
  if (service.official !== "none") return t(`official.${service.official}_sentence`, { name });
  return incident ? t("official.silent_for", { name, span: span(ago(incident.onset_at)) }) : t("official.none_sentence", { name });
}

function nth(incident: Incident): string {
  const { nth_90d, longer_than, of } = incident.compared;
  const order = t("verdict.nth", { n: nth_90d }, 2);
  return of >= 3 ? `${order} ${t("verdict.longer", { n: longer_than, of })}` : `${order} ${t("verdict.little_history")}`;
}

function collaterals(services: ServiceBrief[]): string[] {
  const root = services.find((service) => service.role === "root");
  const names = services.filter((service) => service.role === "collateral").map((service) => service.name);
  return root && names.length ? [t("verdict.collateral", { names: list(names), root: root.name }, names.length)] : [];
}

function others(services: ServiceBrief[]): string {
  const failing = services.slice(1).filter((service) => service.state === "incident" && service.role !== "collateral");
  if (!failing.length) return "";
  const shown = failing.slice(0, 3).map((service) => service.name);
  return t("verdict.also", { names: list(failing.length > 3 ? [...shown, t("verdict.more", { n: failing.length - 3 })] : shown) });
}

function counts(status: Status): string {
  const said = [
    status.quiet ? t("count.quiet", { n: whole(status.quiet) }, status.quiet) : "",
    status.unknown.length ? t("count.unknown", { n: whole(status.unknown.length) }, status.unknown.length) : "",
  ].filter(Boolean);
  return said.length ? `${said.join(", ")}.` : "";
}

export const list = (names: string[]): string => new Intl.ListFormat(spoken(), { type: "conjunction" }).format(names);

export const learning = (learned: number): string => t("banner.learning", { share: percent(Math.floor(learned * 100) / 100) });
