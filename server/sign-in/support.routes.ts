import type { Request } from "express";
import { type Support, supportOf } from "../core/http/support.ts";
import { type Front, frontById } from "../portals/index.ts";

/** The customer portal that this page belongs to. */
export const frontOf = (req: Request): Promise<Front | null> =>
  req.area.customerPortalId === null
    ? Promise.resolve(null)
    : frontById(req.ctx.db, req.area.customerPortalId);

/** Whom this page's readers ask for help. */
export const supportHere = async (req: Request): Promise<Support | null> =>
  supportOf((await frontOf(req))?.supportContact ?? "");
