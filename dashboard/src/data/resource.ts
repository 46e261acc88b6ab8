// One answer of the server that a view stands on: loaded, kept while a newer one is fetched, asked for again when it fails.

import { redraw } from "../ui/redraw";
import { Failure } from "./fetch";

const calm = 2000, firstPause = 2000, longestPause = 30_000;

export class Resource<T> {
  value: T | null = null;
  failure: Failure | null = null;
  private running = false;
  private again = false;
  private closed = false;
  private pause = firstPause;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private loadedAt = 0;

  constructor(private readonly ask: () => Promise<T>) {
    void this.load();
  }

  /** Asks anew, soon; many wishes become one question. */
  refresh(): void {
    if (this.running) { this.again = true; return; }
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.load(), Math.max(0, this.loadedAt + calm - Date.now()));
  }

  async load(): Promise<void> {
    if (this.closed) return;
    clearTimeout(this.timer);
    this.running = true;
    this.again = false;
    try {
      this.set(await this.ask());
    } catch (error) {
      this.fail(error);
    }
    this.running = false;
    this.loadedAt = Date.now();
    if (this.again) this.refresh();
    redraw();
  }

  set(value: T): void {
    this.value = value;
    this.failure = null;
    this.pause = firstPause;
    redraw();
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
  }

  private fail(error: unknown): void {
    if (!(error instanceof Failure)) throw error;
    this.failure = error;
    if (error.status >= 400 && error.status < 500) return;
    this.timer = setTimeout(() => void this.load(), this.pause);
    this.pause = Math.min(this.pause * 2, longestPause);
  }
}
