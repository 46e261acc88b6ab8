// Which view is which.

import { missing } from "./missing";
import type { MakeScreen } from "./screen";
import { wall } from "./wall";

const all: Record<string, MakeScreen> = { wall };

export const screens = (view: string): MakeScreen => all[view] ?? missing;
