// customer portal: a public web front ("front" in code); its address, its look, what guests may do there. design: how it looks and what its
// home page holds. draft: the design being worked on. version: a design as it was published. What every request asks of a customer
// portal is in portals/.
import type { Capability } from "../core/capability.ts";
import { customerPortalRoutes } from "./customer-portals.routes.ts";
import { designRoutes } from "./design.routes.ts";
import { publishingRoutes } from "./publishing.routes.ts";

export { previewed } from "./drafts.service.ts";

export const customerPortals = {
  name: "customer-portals",
  routes: [customerPortalRoutes, designRoutes, publishingRoutes],
} satisfies Capability;
