import { event } from "../core/events.ts";

export const passkeyAdded = event<{ loginId: number; name: string }>("passkeys.added");
export const passkeyRemoved = event<{ loginId: number; name: string }>("passkeys.removed");
