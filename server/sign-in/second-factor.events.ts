import { event } from "../core/events.ts";
import type { Method } from "./second-step-method.ts";

export const secondFactorChanged = event<{ loginId: number; on: boolean; method?: Method }>(
  "sign-in.second-factor-changed",
);
