import { isIP } from "node:net";
import type { Front } from "../portals/index.ts";
import { frontUrl } from "../portals/index.ts";

/** The site that a passkey is made for and works at. */
export interface RelyingParty {
  readonly id: string;
  readonly origin: string;
  readonly name: string;
}

/**
 * The site at the host name that was asked, or null where passkeys cannot work. Its id is the exact host name, never the domain above it:
 * a portal at support.acme.example and another at support.beta.example, or any other site of the same company, must not be able to ask
 * for each other's passkeys. Only host names from our own records count (BASE_URL, a customer portal's own one), so a forged Host header
 * chooses among them at most. Browsers refuse passkeys for bare IP addresses and without TLS, localhost excepted.
 */
export function relyingPartyAt(
  hostname: string,
  name: string,
  known: { readonly baseUrl: string; readonly front: Front | null },
): RelyingParty | null {
  const host = hostname.toLowerCase();
  const own = known.front?.host?.toLowerCase() === host ? known.front : null;
  const { origin, hostname: id, protocol } = new URL(own ? frontUrl(own, known.baseUrl) : known.baseUrl);
  const secure = protocol === "https:" || id === "localhost" || id.endsWith(".localhost");
  return id === host && secure && isIP(id) === 0 ? { id, origin, name } : null;
}
