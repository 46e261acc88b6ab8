// Keeps count of the event log, whose numbers have no gaps: each event once, and none missed without knowing.

export type Verdict = "new" | "seen" | "gap";

export class Ledger {
  /** Number of the last event that is part of the picture; null = nothing loaded yet. */
  last: number | null = null;

  /** A picture of the log was loaded as it stood at this number. */
  loaded(sequence: number): void {
    this.last = Math.max(this.last ?? 0, sequence);
  }

  /** The server began its log anew, or what was missed is lost: only loading helps. */
  forget(): void {
    this.last = null;
  }

  admit(sequence: number): Verdict {
    if (this.last === null) return "gap";
    if (sequence <= this.last) return "seen";
    const verdict = sequence === this.last + 1 ? "new" : "gap";
    if (verdict === "new") this.last = sequence;
    return verdict;
  }

  /** Whether the server is ahead of, or, after a fresh start, behind what was seen. */
  agrees(sequence: number): boolean {
    return this.last === sequence;
  }
}
