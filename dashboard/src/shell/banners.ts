// What one must know before believing the page.

import type { World } from "../data/world";
import { clockSeconds, clock, day } from "../text/clock";
import { percent } from "../text/numbers";
import { t } from "../text/text";
import { learning } from "../text/verdict";
import { h, type Child } from "../ui/h";
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

/** Nobody shall take the past for the present: a replay has a frame around every view. */
export function replayFrame(world: World): Child {
  const { status } = world;
  if (status?.mode !== "replay") return null;
  const at = status.closed_until ?? status.newest;
  const share = status.replay?.share ?? 0;
  return h("section", { class: "frame", "aria-label": t("banner.replay") },
    h("strong", null, t("banner.replay")),
    at && h("span", null, t("banner.replay_at", { day: day(at), clock: clock(at) })),
    h("progress", { max: "1", value: share, "aria-label": t("banner.replay_share", { share: percent(share) }) }),
    h("span", null, status.replay?.over ? t("banner.replay_over") : t("banner.replay_share", { share: percent(share) })));
}
