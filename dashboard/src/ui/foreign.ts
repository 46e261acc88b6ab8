// Text of strangers: written in its own direction, and broken wherever it must be.

import type { VNode } from "./h";
import { h } from "./h";

export const foreign = (text: string, tag = "bdi"): VNode => h(tag, { dir: "auto", class: "foreign" }, text);
