// What one must know before believing the page.

import type { Status } from "../api";
import type { World } from "../data/world";
import { clockSeconds, clock, day } from "../text/clock";
import { percent } from "../text/numbers";
import { t } from "../text/text";
import { learning } from "../text/verdict";
import { h, type Child, type VNode } from "../ui/h";
import { shape } from "../ui/state";

export function banners(world: World): Child {
  const { status, cutAt } = world;
  return h("section", { class: "banners", "aria-label": t("banner.label") },
    status?.trouble ? banner("trouble", "incident", t("banner.trouble", { trouble: status.trouble })) : null,
    cutAt !== null && banner("cut", "unknown", t("banner.cut", { since: clockSeconds(cutAt) })),
    status && status.learned < 1 ? banner("learning", "watch", learning(status.learned)) : null);
}

const banner = (key: string, state: string, text: string): Child =>
  h("p", { key, class: `banner ${key}`, role: key === "learning" ? null : "alert" }, shape(state), " ", text);

type Replay = NonNullable<Status["replay"]>;

/** Without a share the bar says only that it goes on. */
export const progress = (replay: Replay): VNode =>
  h("progress", { key: replay.share === null ? "unknown" : "known", max: "1", "aria-label": progressWords(replay), ...(replay.share !== null && { value: replay.share }) });

export const progressWords = ({ share, share_of }: Replay): string =>
  share === null ? t("banner.replay_unknown") : t(share_of === "bytes" ? "banner.replay_bytes" : "banner.replay_share", { share: percent(share) });

/** Nobody shall take the past for the present: a replay has a frame around every view. */
export function replayFrame(world: World): Child {
  const { status } = world;
  if (status?.mode !== "replay") return null;
  const at = status.closed_until ?? status.newest;
  return h("section", { class: "frame", "aria-label": t("banner.replay") },
    h("strong", null, t("banner.replay")),
    at && h("span", null, t("banner.replay_at", { day: day(at), clock: clock(at) })),
    status.replay && [progress(status.replay), h("span", null, status.replay.over ? t("banner.replay_over") : progressWords(status.replay))]);
}
