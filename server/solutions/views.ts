import { countOne } from "../core/counters.ts";
import type { Scope } from "../core/context.ts";

export const viewsCounter = "solution-views";

/** Somebody opened the solution's page. */
export const countView = ({ portalId }: Scope, id: number): void =>
  countOne(viewsCounter, `${portalId}:${id}`);
