import type { Request } from "express";
import { frontByHost } from "../portals/index.ts";
import { type RelyingParty, relyingPartyAt } from "./relying-party.ts";

let baseUrl: string | undefined;

/** Called once by each process with the installation's own address. */
export function usePasskeys(settings: { readonly baseUrl: string }): void {
  baseUrl = settings.baseUrl;
}

/** The site that this request is on, as passkeys see it; null where they cannot work. */
export async function siteOf(req: Request): Promise<RelyingParty | null> {
  if (baseUrl === undefined) throw new Error("usePasskeys() was not called");
  return relyingPartyAt(req.hostname, req.area.brand.name, {
    baseUrl,
    front: await frontByHost(req.hostname),
  });
}
