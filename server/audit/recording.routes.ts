import type { Request } from "express";
import { clientAddress } from "../core/http/limits.ts";
import { insertEvent } from "./audit.repository.ts";
import type { AuditEvent } from "./trail.ts";

/** Adds to the trail what has just happened in this request: when, through which portal, from where, with which browser. */
export const record = (req: Request, event: AuditEvent): Promise<void> =>
  insertEvent(req.ctx.db, {
    ...event,
    at: new Date(),
    place: req.area.brand.name,
    address: clientAddress(req),
    userAgent: req.get("user-agent") ?? "",
  });
