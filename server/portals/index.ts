// portal: the internal workspace of one line of business; owns its requests, people, solutions.
// customer portal ("front" in code): a public web front for a portal: address, logo, colours, links. One is the default. Here is what
// every request asks of both, and the administration of portals; that of customer portals is in customer-portals/.
import type { Capability } from "../core/capability.ts";
import { brandingRoutes } from "./branding.routes.ts";
import { portalRoutes } from "./portals.routes.ts";

export { brandingCss, brandingHash } from "./branding.ts";
export { contrast, inkOn, lowPairs, pairs } from "./colors.ts";
export {
  allBlocks,
  type Block,
  type ColorName,
  colorNames,
  type CustomLink,
  type Design,
  type Font,
  firstBlocks,
  fonts,
  type Look,
  maxSections,
  type Section,
  sectionBlocks,
  themes,
} from "./design.ts";
export { designOf, type Front, frontAccess, frontBase, frontUrl, inDesign, storedDesign } from "./front.ts";
export { type Portal, portalAccess, type PortalState, portalStates } from "./portal.ts";
export {
  countFronts,
  defaultFront,
  frontByHost,
  frontById,
  frontBySlug,
  frontImage,
  frontInUse,
  frontOfArea,
  frontOfPortal,
  insertFront,
  portalsChanged,
  previewFront,
  usePortals,
} from "./fronts.repository.ts";
export { allPortals, firstPortal, portalById, portalBySlug } from "./portals.repository.ts";
export { domainFits, type SignUpMode, signUpModes, type SignUpRule, signUpRule } from "./sign-up-rule.ts";
export { slugField } from "./portals.schema.ts";
export { makeFirstPortal, nameFirstPortal, usePortalCopies } from "./portals.service.ts";

export const portals = {
  name: "portals",
  routes: [brandingRoutes, portalRoutes],
  navigation: [{ area: "admin", label: "portals.portals", path: "/portals" }],
} satisfies Capability;
