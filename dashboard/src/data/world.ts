// What the page knows, and how it stays true: a picture loaded from the server, then every change by the live feed. While a
// picture is loading, changes wait; after a cut, a reset or a gap it is loaded anew, and what was known stays in sight.

import type { FeedBrief, Incident, IncidentBrief, IncidentPage, ServiceBrief, ServicePage, Status } from "../api";
import { redraw } from "../ui/redraw";
import { Failure, get, path } from "./fetch";
import { LaneBook, type Tick } from "./lane_book";
import { Ledger } from "./ledger";
import { reordered } from "./order";
import { Stream } from "./stream";

const firstRows = 60, rowsAtOnce = 1000, retryPause = 3000, day = 86_400;

export class World {
  status: Status | null = null;
  /** When the live feed was cut; null while it is open. */
  cutAt: number | null = null;
  failure: Failure | null = null;
  /** Whether all services are known, not only the first of them. */
  complete = false;
  readonly ledger = new Ledger();
  readonly lanes = new LaneBook();
  readonly incidents = new Map<string, IncidentBrief>();
  /** Counts the changes of `incidents`. */
  incidentChanges = 0;
  readonly details = new Map<string, Incident>();
  private readonly services = new Map<string, ServiceBrief>();
  private sorted: ServiceBrief[] = [];
  private unsorted = new Map<string, ServiceBrief>();
  private asked = new Set<string>();
  private waiting: (() => void)[] | null = null;
  private stale = false;
  private readonly stream = new Stream(
    { event: (kind, data, sequence) => this.hear(kind, data, sequence), opened: () => this.opened(), cut: () => this.cut() },
    () => this.ledger.last,
  );

  /** Told of every change by the live feed, and with "loaded" of a new picture. */
  constructor(private readonly changed: (kind: string, data: unknown) => void) {}

  start(): void {
    this.stream.open();
    void this.load();
  }

  /** The worst first; the same array while nothing has changed. */
  all(): ServiceBrief[] {
    if (this.unsorted.size) {
      this.sorted = reordered(this.sorted, this.unsorted);
      this.unsorted.clear();
    }
    return this.sorted;
  }

  service(slug: string): ServiceBrief | undefined {
    return this.services.get(slug);
  }

  /** The whole of an incident, for the sentence about it. */
  detail(id: string): Incident | null {
    const known = this.details.get(id);
    if (!known && !this.asked.has(id)) void this.fetchDetail(id);
    return known ?? null;
  }

  take(incident: Incident): void {
    const known = this.details.get(incident.id);
    if (known && known.revision > incident.revision) return;
    this.details.set(incident.id, incident);
    this.incidents.set(incident.id, briefOf(incident));
    ++this.incidentChanges;
  }

  private async load(): Promise<void> {
    if (this.waiting) { this.stale = true; return; }
    this.waiting = [];
    this.stale = false;
    try {
      await this.loadPicture();
      this.failure = null;
      this.changed("loaded", null);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      this.failure = error;
      setTimeout(() => void this.load(), retryPause);
    }
    const late = this.waiting;
    this.waiting = null;
    for (const change of late) change();
    if (this.stale) void this.load();
    redraw();
  }

  /** The status first: all else is then at least as new as its number in the log says. */
  private async loadPicture(): Promise<void> {
    const status = await get<Status>(path("/status"));
    const since = new Date(Date.parse(status.closed_until ?? status.newest ?? new Date().toISOString()) - day * 1000).toISOString();
    const [first, incidents] = await Promise.all([
      get<ServicePage>(path("/services", { limit: firstRows })),
      get<IncidentPage>(path("/incidents", { since, limit: 200 })),
    ]);
    const known: ServiceBrief[] = [];
    const keep = (page: ServicePage): void => {
      known.push(...page.services);
      if (!this.complete) this.show(page.services);
    };
    this.status = status;
    keep(first);
    for (let next = first.next; next !== null;) {
      const page: ServicePage = await get<ServicePage>(path("/services", { limit: rowsAtOnce, lanes: 0, after: next }));
      keep(page);
      next = page.next;
    }
    this.ledger.loaded(status.sequence);
    this.forget();
    this.show(known);
    for (const incident of incidents.incidents) this.incidents.set(incident.id, incident);
    ++this.incidentChanges;
    this.complete = true;
  }

  private forget(): void {
    this.services.clear();
    this.sorted = [];
    this.unsorted.clear();
    this.incidents.clear();
    this.details.clear();
    this.lanes.doubt();
    this.asked.clear();
  }

  private show(services: ServiceBrief[]): void {
    for (const service of services) this.put(service);
    redraw();
  }

  private put(service: ServiceBrief): void {
    const { lane, ...brief } = service;
    if (lane) this.lanes.put(service.slug, lane);
    this.services.set(service.slug, brief);
    this.unsorted.set(service.slug, brief);
  }

  private async fetchDetail(id: string): Promise<void> {
    this.asked.add(id);
    const incident = await get<Incident>(path(`/incidents/${encodeURIComponent(id)}`)).catch(() => null);
    if (incident) this.take(incident);
    redraw();
  }

  private opened(): void {
    const again = this.cutAt !== null;
    this.cutAt = null;
    if (again) void this.load();
    redraw();
  }

  private cut(): void {
    this.cutAt ??= Date.now();
    redraw();
  }

  private hear(kind: string, data: unknown, sequence: number | null): void {
    if (kind === "status") this.hearStatus(data as Status);
    else if (kind === "services") this.inTurn(() => this.show(data as ServiceBrief[]));
    else if (kind === "feeds") this.hearFeeds(data as FeedBrief[]);
    else if (kind === "tick") this.inTurn(() => this.hearTick(data as Tick));
    else if (kind === "incident") this.inTurn(() => this.hearIncident(data as Incident, sequence));
    else if (kind === "reset") this.anew();
    this.changed(kind, data);
    redraw();
  }

  /** At once, or after the picture that is being loaded. */
  private inTurn(change: () => void): void {
    if (this.waiting) this.waiting.push(change);
    else change();
  }

  private anew(): void {
    this.ledger.forget();
    void this.load();
  }

  private hearStatus(status: Status): void {
    const startedAnew = this.ledger.last !== null && status.sequence < this.ledger.last;
    this.status = status;
    if (startedAnew) this.anew();
  }

  private hearFeeds(feeds: FeedBrief[]): void {
    if (this.status) this.status = { ...this.status, feeds };
  }

  private hearTick(tick: Tick): void {
    if (!this.status) return;
    this.status = { ...this.status, closed_until: tick.closed_until };
    this.lanes.hear(tick, this.status.window_seconds);
  }

  /** Without a number it is no event of the log: what is known already was reviewed, or lost a post. */
  private hearIncident(incident: Incident, sequence: number | null): void {
    if (sequence === null) return this.take(incident);
    const verdict = this.ledger.admit(sequence);
    if (verdict === "new") this.take(incident);
    if (verdict === "gap") void this.load();
  }
}

function briefOf(incident: Incident): IncidentBrief {
  return {
    ...incident,
    top_symptom: incident.symptoms[0]?.name ?? null,
    top_region: incident.regions[0]?.name ?? null,
    official: incident.official.word,
  };
}
