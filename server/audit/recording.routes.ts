import type { Request } from "express";
import { clientAddress } from "../core/http/limits.ts";
import { insertEvent } from "./audit.repository.ts";
import type { AuditEvent, AuditKind, AuditReason } from "./trail.ts";

/** Adds to the trail what has just happened in this request: when, through which portal, from where, with which browser. */
export const record = (req: Request, event: AuditEvent): Promise<void> =>
  insertEvent(req.ctx.db, {
    place: req.area.brand.name,
    ...event,
    at: new Date(),
    address: clientAddress(req),
    userAgent: req.get("user-agent") ?? "",
  });

/** Adds what an administrator has just done to the portal or customer portal of this name. */
export const recordChange = (
  req: Request,
  kind: AuditKind,
  place: string,
  reason?: AuditReason,
): Promise<void> =>
  record(req, {
    kind,
    place,
    who: req.signedIn?.email ?? "",
    loginId: req.signedIn?.loginId ?? null,
    ...(reason ? { reason } : {}),
  });
