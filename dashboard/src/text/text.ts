// What the page says, in the language of its reader: phrases with {gaps}, and plurals by the rules of the language.

import { de } from "./de";
import { en } from "./en";
import { es } from "./es";

/** A phrase, or one for each plural category of {n}. */
export type Phrase = string | { one: string; other: string };
export type Key = keyof typeof en;
export type Phrases = Record<Key, Phrase>;
export type Language = "en" | "de" | "es";
export type Gaps = Record<string, string | number>;

const languages: Record<Language, Phrases> = { en, de, es };

let language: Language = "en";
let plurals = new Intl.PluralRules("en");

export const spoken = (): Language => language;
export const known = Object.keys(languages) as Language[];

export function speak(next: Language): void {
  language = next;
  plurals = new Intl.PluralRules(next);
}

/** ?lang= first, then what the browser prefers, then English. */
export function choose(wished: string | null, preferred: readonly string[]): Language {
  const short = [wished ?? "", ...preferred].map((name) => name.toLowerCase().split("-")[0] ?? "");
  return known.find((name) => name === short.find((s) => known.includes(s as Language))) ?? "en";
}

/** The phrase with its gaps filled. `plural` chooses the form where the number in the phrase is written out already. */
export function t(key: Key, gaps: Gaps = {}, plural?: number): string {
  return parts(key, gaps, plural).map((part) => part.text).join("");
}

export interface Part { text: string; gap: string | null }

/** The same in pieces, so that a gap can be set apart (a name in colour, a link). */
export function parts(key: Key, gaps: Gaps = {}, plural?: number): Part[] {
  const phrase: Phrase = languages[language][key];
  const form = typeof phrase === "string" ? phrase : phrase[plurals.select(plural ?? Number(gaps["n"])) === "one" ? "one" : "other"];
  return form.split(/\{(\w+)\}/).map((text, i) => (i % 2 ? { text: String(gaps[text] ?? ""), gap: text } : { text, gap: null }))
    .filter((part) => part.text !== "");
}

/** "state.quiet": phrases found by a word of the contract; the word itself where there is none. */
export function word(family: string, of: string): string {
  const key = `${family}.${of.replaceAll(" ", "_")}`;
  return key in en ? t(key as Key) : of.replaceAll("_", " ");
}
