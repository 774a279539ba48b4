// solution: a page of the knowledge base. topic: a shelf of it; topics form a tree. audience: whom a solution is published for.
// draft: agents only, whatever its audience.
import type { Capability } from "../core/capability.ts";
import { agentRoutes } from "./agent.routes.ts";
import { customerRoutes } from "./customer.routes.ts";
import { writeViews } from "./solutions.jobs.ts";
import { listeners } from "./solutions.listeners.ts";
import { copyTopicRows } from "./topics.repository.ts";
import { topicRoutes } from "./topics.routes.ts";

export { solutionDeleted, solutionEdited, solutionPublished, solutionWithdrawn } from "./solutions.events.ts";
export { popularSolutions, recentSolutions } from "./reading.service.ts";
export type { SolutionLine } from "./solution.ts";
export { topicsOf } from "./topics.service.ts";
export { searchBox, type SearchBox, type SolutionLink, solutionLink } from "./links.view.ts";

export const solutions = {
  name: "solutions",
  routes: [customerRoutes, topicRoutes, agentRoutes],
  listeners,
  jobs: [writeViews],
  copyPortal: copyTopicRows,
  navigation: [
    { area: "customer", label: "solutions.nav", path: "/solutions" },
    { area: "agent", label: "solutions.nav", path: "/solutions" },
  ],
} satisfies Capability;
