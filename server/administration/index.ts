// administration: what concerns the whole installation: the first run, the overview of settings.
import type { Capability } from "../core/capability.ts";
import { administrationRoutes } from "./admin.routes.ts";
import { setupRoutes } from "./setup.routes.ts";

export { ensureFirstPortal, useSetup } from "./administrators.service.ts";

export const administration = {
  name: "administration",
  routes: [setupRoutes, administrationRoutes],
} satisfies Capability;
