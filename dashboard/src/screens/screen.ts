// What a view is to the shell: it can be drawn, hears of changes, and answers to keys.

import type { World } from "../data/world";
import type { Child } from "../ui/h";

export interface Screen {
  /** Of the document, after "outcry". */
  title(): string;
  view(): Child;
  /** To be said aloud when it changes. */
  spoken?(): string;
  /** The live feed told something; "loaded" = all anew. */
  heard?(kind: string, data: unknown): void;
  /** j, k: the next or previous row. */
  step?(by: number): void;
  leave?(): void;
}

export type MakeScreen = (world: World, id: string) => Screen;
