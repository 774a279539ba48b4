import { type Front, frontUrl } from "../portals/index.ts";

let installation = "";

/** Called once by each process with the installation's own address, without a trailing slash. */
export function useOrigin(baseUrl: string): void {
  installation = baseUrl;
}

/** Where this installation is known today. */
export const installationUrl = (): string => installation;

/** Where a customer portal's sign-in page is: from its record, never from a request. Null is the common page. */
export const originOf = (front: Front | null): string =>
  front ? frontUrl(front, installation) : installation;
