import type { Actor } from "./actor.ts";

/** Whom something is published for: everybody, who signs in to the self-service portal, or agents alone. */
export const audiences = ["public", "contacts", "agents"] as const;
export type Audience = (typeof audiences)[number];

/** What somebody may read of what is published in the portal at hand. */
export function audiencesOf(actor: Actor): readonly Audience[] {
  switch (actor.kind) {
    case "guest":
      return ["public"];
    case "contact":
      return ["public", "contacts"];
    case "agent":
    case "system":
      return audiences;
  }
}
