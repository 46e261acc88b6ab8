// What is said aloud of a changing verdict: at most once a minute, and then the newest.

const pause = 60_000;

export class Announcer {
  private saidAt = -Infinity;
  private text = "";

  /** The text to be said now, given what is true now. */
  say(text: string, now: number): string {
    if (text !== this.text && now - this.saidAt >= pause) {
      this.text = text;
      this.saidAt = now;
    }
    return this.text;
  }
}
