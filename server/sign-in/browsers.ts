import { createHash } from "node:crypto";

/** What ties a code or trust to a browser: stored instead of the cookie itself. */
export const browserHash = (browser: string): string => createHash("sha256").update(browser).digest("hex");
