// What the people at the page decide about an incident: acknowledge, dismiss, mark, note.

import type { Incident, Review, ReviewAction } from "../api";
import { Failure, path, post } from "../data/fetch";
import { moment } from "../text/clock";
import { t } from "../text/text";
import { h, type Child, type VNode } from "../ui/h";
import { card, failureNote } from "../ui/parts";
import { redraw } from "../ui/redraw";

const over: Incident["state"][] = ["resolved", "dismissed", "merged"];

/** The weightiest of what was said, in a word. */
export function reviewWord(review: Review | null): string {
  if (review?.verdict) return t(`review.word_${review.verdict}`);
  return review?.dismissed_at ? t("review.word_dismissed") : review?.acknowledged_at ? t("review.word_acknowledged") : "";
}

export class ReviewCard {
  private busy = false;
  private note = "";
  private failure: Failure | null = null;

  constructor(private readonly id: string, private readonly done: (incident: Incident) => void) {}

  view(incident: Incident): VNode {
    const { review, state } = incident;
    const button = (action: ReviewAction["action"], pressed: boolean, label: string, disabled = false): VNode =>
      h("button", { type: "button", class: "button", "aria-pressed": String(pressed), disabled: disabled || this.busy, onclick: () => void this.send({ action }) }, label);
    return card(t("review.title"), 2,
      h("div", { class: "actions" },
        button("acknowledge", Boolean(review?.acknowledged_at), t("review.acknowledge")),
        button("dismiss", Boolean(review?.dismissed_at), t("review.dismiss"), over.includes(state)),
        button("mark_true", review?.verdict === "true", t("review.true")), button("mark_false", review?.verdict === "false", t("review.false"))),
      this.said(incident),
      failureNote(this.failure, true),
      h("form", { class: "noting", onsubmit: (event: Event) => { event.preventDefault(); void this.sendNote(); } },
        h("label", { for: "note" }, t("review.note")),
        h("textarea", { id: "note", rows: "2", maxlength: "2000", value: this.note, oninput: (e: Event) => { this.note = (e.target as HTMLTextAreaElement).value; redraw(); } }),
        h("button", { class: "button", disabled: this.busy || !this.note.trim() }, t("review.add"))));
  }

  private said({ review }: Incident): Child {
    if (!review) return h("p", { class: "empty" }, t("review.nobody"));
    const said = [
      review.acknowledged_at && t("review.acknowledged_at", { at: moment(review.acknowledged_at) }),
      review.dismissed_at && t("review.dismissed_at", { at: moment(review.dismissed_at) }),
      review.verdict && t(`review.is_${review.verdict}`),
    ].filter(Boolean);
    return said.length > 0 && h("p", { role: "status" }, said.join(" "));
  }

  private async sendNote(): Promise<void> {
    const text = this.note.trim();
    if (text && await this.send({ action: "note", text })) this.note = "";
    redraw();
  }

  private async send(action: ReviewAction): Promise<boolean> {
    this.busy = true;
    this.failure = null;
    redraw();
    try {
      this.done(await post<Incident>(path(`/incidents/${encodeURIComponent(this.id)}/review`), action));
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      this.failure = error;
    }
    this.busy = false;
    redraw();
    return this.failure === null;
  }
}
