import type { Link } from "../core/http/area.ts";

/** A customer portal as every request needs it: who it fronts for, where it lives, how it looks, what guests may do. */
export interface Front {
  readonly id: number;
  readonly portalId: number;
  readonly portalSlug: string;
  readonly portalState: PortalState;
  readonly slug: string;
  readonly host: string | null;
  readonly name: string;
  readonly enabled: boolean;
  readonly isDefault: boolean;
  readonly brandColor: string;
  readonly headerColor: string;
  readonly linkColor: string;
  readonly welcomeTitle: string;
  readonly welcomeText: string;
  readonly footerText: string;
  readonly supportContact: string;
  readonly headerLinks: readonly Link[];
  readonly footerLinks: readonly Link[];
  readonly guestsMayRead: boolean;
  readonly guestsMaySubmit: boolean;
  /** Changes with the picture, so that it may be cached for ever; null without a logo. */
  readonly logoHash: string | null;
  readonly updatedAt: Date;
}

/** An internal portal. `production` is open; the other states belong to its owner and to administrators. */
export interface Portal {
  readonly id: number;
  readonly slug: string;
  readonly name: string;
  readonly description: string;
  readonly state: PortalState;
}
export const portalStates = ["new", "pre-production", "production", "retired"] as const;
export type PortalState = (typeof portalStates)[number];

/** Who gets into a portal: before production administrators alone, when retired everybody to read. */
export function portalAccess(state: PortalState, administrator: boolean): "open" | "read-only" | "closed" {
  if (state === "production") return "open";
  if (state === "retired") return "read-only";
  return administrator ? "open" : "closed";
}

/** Where a customer portal's addresses begin, seen from its own host or from the installation's. */
export const frontBase = (front: Front, ownHost: boolean): string =>
  ownHost || front.isDefault ? "" : `/portal/${front.slug}`;

/**
 * The absolute address of a customer portal, for mail: from the portal's record and the configured address, never from a request's
 * Host header (a forged one would send our links elsewhere).
 */
export function frontUrl(front: Front, baseUrl: string): string {
  if (!front.host) return `${baseUrl}${frontBase(front, false)}`;
  const base = new URL(baseUrl);
  return `${base.protocol}//${front.host}${base.port ? `:${base.port}` : ""}`;
}
