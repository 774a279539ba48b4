// portal: the internal workspace of one line of business; owns its requests, people, solutions.
// customer portal ("front" in code): a public web front for a portal: address, logo, colours, links. One is the default.
import type { Capability } from "../core/capability.ts";
import { brandingRoutes } from "./branding.routes.ts";
import { frontRoutes } from "./fronts.routes.ts";
import { portalRoutes } from "./portals.routes.ts";

export { brandingCss, contrast, inkOn } from "./branding.ts";
export {
  type Front,
  frontBase,
  frontUrl,
  portalAccess,
  type Portal,
  type PortalState,
  portalStates,
} from "./front.ts";
export {
  allFronts,
  defaultFront,
  frontByHost,
  frontById,
  frontBySlug,
  frontImage,
  frontInUse,
  frontOfPortal,
  portalBySlug,
  portalsChanged,
  usePortals,
} from "./fronts.repository.ts";
export { allPortals, firstPortal, portalById } from "./portals.repository.ts";
export { makeFirstPortal, nameFirstPortal } from "./portals.service.ts";

export const portals = {
  name: "portals",
  routes: [brandingRoutes, portalRoutes, frontRoutes],
  navigation: [
    { area: "admin", label: "portals.portals", path: "/portals" },
    { area: "admin", label: "portals.fronts", path: "/general-settings/customer-portals" },
  ],
} satisfies Capability;
