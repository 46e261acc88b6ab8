// First complaint, alarm, first official word, fewer complaints: how late each was.

import type { Incident } from "../api";
import { moment, span } from "../text/clock";
import { t, word as label, type Key } from "../text/text";
import { h, type Child } from "../ui/h";
import { postItem } from "../ui/posts";

/** What a company says last is kept, with the time at which it said anything first: they are one only where it spoke once. */
export const firstWord = ({ official: { word, posts } }: Incident): Key => (word !== "none" && posts.length === 1 ? `official.first_${word}` : "official.first");

export function officialTimeline(incident: Incident): Child {
  const onset = Date.parse(incident.onset_at);
  const late = (at: string): string => t("official.after", { span: span((Date.parse(at) - onset) / 1000) });
  const { first_at, posts, word } = incident.official;
  const steps: { at: string | null; says: Key }[] = [
    { at: incident.onset_at, says: "official.onset" }, { at: incident.detected_at, says: "official.told" },
    { at: first_at, says: firstWord(incident) }, { at: incident.recovering_at, says: "official.back" },
  ];
  const known = steps.flatMap(({ at, says }) => (at ? [{ at, says }] : [])).sort((a, b) => a.at.localeCompare(b.at));
  return [
    h("ol", { class: "timeline" }, known.map(({ at, says }) => h("li", { key: says }, h("time", { datetime: at }, moment(at)), h("span", null, t(says), says !== "official.onset" && h("span", { class: "host" }, ` ${late(at)}`))))),
    !first_at && h("p", { class: "empty" }, t("official.nothing")),
    first_at && posts.length !== 1 && h("p", null, t("official.now", { word: label("official", word) })),
    posts.length > 0 && h("ul", { class: "posts" }, posts.map(postItem)),
  ];
}
