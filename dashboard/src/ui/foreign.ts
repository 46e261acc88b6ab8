// Text of strangers: always a text node, never able to turn the writing around it or to hide what it is.

import type { VNode } from "./h";
import { h } from "./h";

const controls = /(?![\t\n])\p{Cc}/gu;
const overrides = /[\u202a-\u202e\u2066-\u2069\u200b\u2060\ufeff\u{e0000}-\u{e007f}]/gu;

export const printable = (text: string): string => text.replace(controls, "\ufffd").replace(overrides, "");

export const foreign = (text: string, tag = "bdi"): VNode => h(tag, { dir: "auto", class: "foreign" }, printable(text));
