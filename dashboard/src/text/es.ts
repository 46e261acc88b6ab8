import type { Phrases } from "./text";
import { en } from "./en";
export const es: Phrases = en;
