// Which view is which.

import { compare } from "./compare";
import { feeds } from "./feeds";
import { incident } from "./incident";
import { incidents } from "./incidents";
import { missing } from "./missing";
import { replay } from "./replay";
import type { MakeScreen } from "./screen";
import { service } from "./service";
import { setup } from "./setup";
import { wall } from "./wall";

const lists: Record<string, MakeScreen> = { wall, incidents, compare, feeds, replay, setup };
const ofOne: Record<string, MakeScreen> = { services: service, incidents: incident };

export const screens = (view: string, id: string): MakeScreen => (id ? ofOne[view] : lists[view]) ?? missing;
