// trail: what happened around signing in; only ever added to. Whoever has something to keep calls record().
import type { Capability } from "../core/capability.ts";
import { auditRoutes } from "./admin.routes.ts";
import { sweepTrail } from "./audit.jobs.ts";

export { record, recordChange } from "./recording.routes.ts";
export type { AuditEvent, AuditKind, AuditReason } from "./trail.ts";

export const audit = {
  name: "audit",
  routes: [auditRoutes],
  jobs: [sweepTrail],
  navigation: [{ area: "admin", label: "audit.title", path: "/audit" }],
} satisfies Capability;
