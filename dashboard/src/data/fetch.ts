// Asks the own server, and nobody else.

import type { Problem } from "../api";

const root = "/api/v1";

/** Why an answer did not come: the server's own words, or "" when it could not be reached. */
export class Failure extends Error {
  constructor(readonly status: number, readonly title: string, readonly detail: string) {
    super(title || "unreachable");
  }
}

export function path(name: string, query: Record<string, string | number | undefined | null> = {}): string {
  const filled = Object.entries(query).flatMap(([key, value]) => (value === undefined || value === null || value === "" ? [] : [[key, String(value)]]));
  const search = new URLSearchParams(filled).toString();
  return root + name + (search && `?${search}`);
}

export const get = <T>(url: string): Promise<T> => ask<T>(url, { headers: { Accept: "application/json" } });

/** Writes carry a header that no foreign page can send unasked. */
export function post<T>(url: string, body: unknown): Promise<T> {
  const headers = { "Accept": "application/json", "Content-Type": "application/json", "X-Outcry": "1" };
  return ask<T>(url, { method: "POST", headers, body: JSON.stringify(body) });
}

async function ask<T>(url: string, request: RequestInit): Promise<T> {
  const answer = await fetch(url, request).catch(() => { throw new Failure(0, "", ""); });
  if (!answer.ok) throw await failure(answer);
  return await answer.json().catch(() => { throw new Failure(answer.status, "", ""); }) as T;
}

async function failure(answer: Response): Promise<Failure> {
  const problem = await answer.json().catch(() => ({})) as Partial<Problem>;
  return new Failure(answer.status, problem.title ?? answer.statusText, problem.detail ?? "");
}
