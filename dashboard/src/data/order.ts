// The order of the wall: worst first, the surest first among equals; of those where nothing is, the most talked of first.

import type { ServiceBrief, ServiceState } from "../api";

export const states: ServiceState[] = ["incident", "recovering", "watch", "unknown", "quiet"];

const rank = (service: ServiceBrief): number => states.indexOf(service.state);
const chance = (service: ServiceBrief): number => service.false_alarms_per_day_now ?? Infinity;
const excess = (service: ServiceBrief): number => Math.max(0, service.observed - (service.expected ?? service.observed));
const usual = (service: ServiceBrief): number => service.expected ?? 0;
const names = new Intl.Collator();
const difference = (a: number, b: number): number => (a === b ? 0 : a - b);

export function worstFirst(a: ServiceBrief, b: ServiceBrief): number {
  return rank(a) - rank(b) || Number(a.role === "collateral") - Number(b.role === "collateral") ||
    difference(chance(a), chance(b)) || excess(b) - excess(a) || usual(b) - usual(a) || names.compare(a.name, b.name);
}

/** The order after some have changed, or come: sorted are these alone. */
export function reordered(sorted: ServiceBrief[], changed: ReadonlyMap<string, ServiceBrief>): ServiceBrief[] {
  const fresh = [...changed.values()].sort(worstFirst).reverse();
  const order: ServiceBrief[] = [];
  for (const service of sorted) {
    if (changed.has(service.slug)) continue;
    for (let next = fresh.at(-1); next && worstFirst(next, service) < 0; next = fresh.at(-1)) {
      order.push(next);
      fresh.pop();
    }
    order.push(service);
  }
  return [...order, ...fresh.reverse()];
}

/** By state, category and part of a name, as the reader asked. */
export function matching(services: ServiceBrief[], wanted: { state: string; category: string; q: string }): ServiceBrief[] {
  const q = wanted.q.trim().toLowerCase();
  if (!q && !wanted.state && !wanted.category) return services;
  return services.filter((service) =>
    (!wanted.state || service.state === wanted.state) &&
    (!wanted.category || service.category === wanted.category) &&
    (!q || service.name.toLowerCase().includes(q) || service.slug.includes(q)));
}
