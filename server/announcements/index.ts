// announcement: news of the support team, for an audience and a time. pinned: stays on top. Who announces needs no mail: pages show it.
import type { Capability } from "../core/capability.ts";
import { agentRoutes } from "./agent.routes.ts";
import { customerRoutes } from "./customer.routes.ts";

export type { Announcement } from "./announcement.ts";
export { currentAnnouncements } from "./announcements.repository.ts";

export const announcements = {
  name: "announcements",
  routes: [customerRoutes, agentRoutes],
  navigation: [
    { area: "customer", label: "announcements.nav", path: "/announcements" },
    { area: "agent", label: "announcements.nav", path: "/announcements" },
  ],
} satisfies Capability;
