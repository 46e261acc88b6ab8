// The same for other programs.

import type { World } from "../data/world";
import { t } from "../text/text";
import { h, type VNode } from "../ui/h";
import { file } from "../ui/link";

export const footer = (world: World): VNode => h("footer", { class: "bottom" },
  h("nav", { "aria-label": t("formats.label") },
    file("/feed.atom", "application/atom+xml", t("formats.atom")), file("/calendar.ics", "text/calendar", t("formats.calendar")),
    file("/api/openapi.json", "application/json", t("formats.api"))),
  h("span", null, t("app"), " ", world.status?.version));
