// A replay: how far it is, what it has told so far. All other views are the same, within the frame.

import type { Status } from "../api";
import type { World } from "../data/world";
import { progress, progressWords } from "../shell/banners";
import { clock, day, span } from "../text/clock";
import { times } from "../text/numbers";
import { t } from "../text/text";
import { plain, wallVerdict } from "../text/verdict";
import { h, type VNode } from "../ui/h";
import { inward } from "../ui/link";
import { card, empty, failureNote, skeleton } from "../ui/parts";
import { incidentTable } from "./incident_table";
import type { MakeScreen } from "./screen";

export const replay: MakeScreen = (world) => ({
  title: () => t("nav.replay"),
  view: () => {
    const { status } = world;
    if (!status) return [h("h1", { class: "unseen", tabindex: "-1" }, t("nav.replay")), failureNote(world.failure, false), skeleton(4)];
    return status.replay ? running(world, status, status.replay) : live();
  },
});

const live = (): VNode[] => [
  h("h1", { tabindex: "-1" }, t("replay.live")), h("p", { class: "note" }, t("replay.how")), h("pre", { dir: "ltr" }, "outcry replay --serve archive.jsonl.zst"),
];

function running(world: World, status: Status, replaying: NonNullable<Status["replay"]>): (VNode | null)[] {
  const { from, to, speed, over } = replaying;
  const at = status.closed_until ?? from;
  const left = over || !at || !to || speed === 0 ? 0 : (Date.parse(to) - Date.parse(at)) / 1000 / Math.max(speed, 1);
  const told = [...world.incidents.values()].sort((a, b) => b.onset_at.localeCompare(a.onset_at));
  return [
    h("h1", { tabindex: "-1" }, over || !at ? t(over ? "replay.over" : "nav.replay") : t("replay.at", { day: day(at), clock: clock(at) })),
    h("div", { class: "progress" }, progress(replaying),
      h("p", { class: "ends" }, h("span", null, from ? day(from) : "—"), h("strong", null, over ? "" : progressWords(replaying)), h("span", null, to ? day(to) : t("replay.end_unknown")))),
    h("p", { class: "note" }, speed > 0 ? t("replay.speed", { speed: times(speed) }) : t("replay.fast"), " ", left > 0 && t("replay.left", { span: span(left) })),
    h("div", { class: "grid" },
      card(t("replay.now"), 6, h("p", { class: "large" }, plain(wallVerdict(status, world.all(), world.all().length, (id) => world.detail(id)))), h("p", null, inward("/", { class: "button" }, t("replay.wall")))),
      card(t("replay.told"), 6, told.length ? incidentTable(told, "whole") : empty(t("replay.nothing")))),
  ];
}
