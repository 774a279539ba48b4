import type { Request } from "express";
import type { WayIn } from "../core/capability.ts";
import { type Front, frontInUse } from "../portals/index.ts";
import { leave } from "./departures.routes.ts";
import type { Provider } from "./provider.ts";
import { enabledProviders } from "./providers.repository.ts";
import { insistsOn } from "./insisting.service.ts";

/** The providers whose people sign in at this request's address: the portal's own, and at the common page those for agents. */
export async function offeredHere(req: Request): Promise<readonly Provider[]> {
  const providers = await enabledProviders();
  if (providers.length === 0) return providers;
  const { area, ctx } = req;
  const front = await ownFront(req);
  const common = area.base === "" && (front === null || front.isDefault);
  return providers.filter(
    ({ portalIds, forAgents }) => portalIds.includes(ctx.portalId) || (common && forAgents),
  );
}

/** The customer portal whose own address was asked; null at the installation's. */
export async function ownFront(req: Request): Promise<Front | null> {
  const front = await frontInUse(req.area.customerPortalId);
  return req.area.base === "" && front?.host !== req.hostname.toLowerCase() ? null : front;
}

/** What the sign-in page shows of single sign-on, and whom it binds to it. */
export const wayIn: WayIn = {
  async offers(req) {
    const offered = await offeredHere(req);
    return {
      links: offered.map(({ id, name }) => ({
        label: req.t("single-sign-on.with", { provider: name }),
        url: `${req.area.base}/login/single-sign-on/${id}`,
      })),
      only: offered.some(({ onlyWay }) => onlyWay),
    };
  },
  insists: insistsOn,
  leave,
};
