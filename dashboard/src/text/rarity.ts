// Certainty in words of time: how often chance alone gets this far.

import { round, whole } from "./numbers";
import { t } from "./text";

const year = 365.25, month = 30.44;

/** "less than once in 10 years" */
export function rarity(perDay: number | null): string {
  if (perDay === null) return "";
  if (perDay <= 1 / (10 * year)) return t("rarity.never");
  const days = 1 / perDay;
  if (days >= 1.5 * year) return t("rarity.years", { n: round(days / year) }, 2);
  if (days >= 2 * month) return t("rarity.months", { n: whole(days / month) });
  if (days >= 1.5) return t("rarity.days", { n: whole(days) });
  return perDay <= 1.5 ? t("rarity.daily") : t("rarity.often");
}
