import { accounts } from "./accounts/index.ts";
import { administration } from "./administration/index.ts";
import { announcements } from "./announcements/index.ts";
import { attachments } from "./attachments/index.ts";
import { audit } from "./audit/index.ts";
import type { Capability } from "./core/capability.ts";
import { customerPortals } from "./customer-portals/index.ts";
import { directory } from "./directory/index.ts";
import { drafts } from "./drafts/index.ts";
import { failover } from "./failover/index.ts";
import { home } from "./home/index.ts";
import { mail } from "./mail/index.ts";
import { notifications } from "./notifications/index.ts";
import { passkeys } from "./passkeys/index.ts";
import { portals } from "./portals/index.ts";
import { search } from "./search/index.ts";
import { settings } from "./settings/index.ts";
import { signUp } from "./sign-up/index.ts";
import { signIn } from "./sign-in/index.ts";
import { singleSignOn } from "./single-sign-on/index.ts";
import { solutions } from "./solutions/index.ts";
import { textMessages } from "./text-messages/index.ts";
import { tickets } from "./tickets/index.ts";

/** The list of capabilities; the only file that knows them all. Their order is the order of the navigation. */
export const capabilities: readonly Capability[] = [
  portals,
  customerPortals,
  signIn,
  singleSignOn,
  passkeys,
  drafts,
  attachments,
  tickets,
  accounts,
  signUp,
  administration,
  // Before the settings, whose page for any section would be found first.
  textMessages,
  directory,
  settings,
  audit,
  solutions,
  announcements,
  home,
  mail,
  notifications,
  search,
  failover,
];
