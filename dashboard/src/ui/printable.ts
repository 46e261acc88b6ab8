// Without what could hide a text or turn the writing around it: control characters are shown as such, overrides go.

const controls = /(?![\t\n])\p{Cc}/gu;
const overrides = /[\u202a-\u202e\u2066-\u2069\u200b\u2060\ufeff\u{e0000}-\u{e007f}]/gu;

const plain = /^[ -~]*$/;

export const printable = (text: string): string => plain.test(text) ? text : text.replace(controls, "\ufffd").replace(overrides, "");
