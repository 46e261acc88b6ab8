// A URL that names no view.

import { t } from "../text/text";
import { h } from "../ui/h";
import { inward } from "../ui/link";
import type { MakeScreen } from "./screen";

export const missing: MakeScreen = () => ({
  title: () => t("missing.title"),
  view: () => [h("h1", { tabindex: "-1" }, t("missing.title")), h("p", null, inward("/", {}, t("missing.back")))],
});
