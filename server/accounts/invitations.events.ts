import { event } from "../core/events.ts";

/** Somebody may sign in from now on, or is reminded of it. Who reacts makes the link: it must not lie in the outbox. */
export const contactInvited = event<{ contactId: number }>("account.contact-invited");
export const agentInvited = event<{ agentId: number }>("account.agent-invited");
