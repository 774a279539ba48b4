import { accounts } from "./accounts/index.ts";
import type { Capability } from "./core/capability.ts";
import { home } from "./home/index.ts";
import { mail } from "./mail/index.ts";
import { portals } from "./portals/index.ts";

/** The list of capabilities; the only file that knows them all. Their order is the order of the navigation. */
export const capabilities: readonly Capability[] = [portals, accounts, home, mail];
