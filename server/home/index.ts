// home: the first page of a customer portal; gathers what other capabilities have for this reader.
import type { Capability } from "../core/capability.ts";
import { homeRoutes } from "./customer.routes.ts";

export const home = { name: "home", routes: [homeRoutes] } satisfies Capability;
