import { accounts } from "./accounts/index.ts";
import { attachments } from "./attachments/index.ts";
import type { Capability } from "./core/capability.ts";
import { drafts } from "./drafts/index.ts";
import { home } from "./home/index.ts";
import { mail } from "./mail/index.ts";
import { notifications } from "./notifications/index.ts";
import { portals } from "./portals/index.ts";
import { search } from "./search/index.ts";
import { signIn } from "./sign-in/index.ts";

/** The list of capabilities; the only file that knows them all. Their order is the order of the navigation. */
export const capabilities: readonly Capability[] = [portals, signIn, accounts, drafts, attachments, home, mail, notifications, search];
