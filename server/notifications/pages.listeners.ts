import type { Context } from "../core/context.ts";
import { on } from "../core/listeners.ts";
import { liveTopic, tellPages } from "../core/live.ts";
import {
  ticketAssigned,
  ticketEdited,
  ticketNoted,
  ticketRaised,
  ticketReplied,
  ticketStatusChanged,
} from "../tickets/index.ts";

const refresh = { event: "refresh", data: {} } as const;

function tellDesk({ portalId }: Context, ticketId: number): void {
  tellPages(liveTopic(portalId, "ticket", ticketId), refresh);
  tellPages(liveTopic(portalId, "queue"), refresh);
}
function tellEveryone(ctx: Context, ticketId: number): void {
  tellDesk(ctx, ticketId);
  tellPages(liveTopic(ctx.portalId, "contact-ticket", ticketId), refresh);
}

/** Open pages show what happened. A contact's page has a topic of its own, so that not even the moment of a note reaches it. */
export const pageListeners = [
  ...[ticketRaised, ticketReplied, ticketStatusChanged, ticketAssigned, ticketEdited].map((event) =>
    on<{ ticketId: number }>(event, "notifications.refresh-pages", async (ctx, { ticketId }) =>
      tellEveryone(ctx, ticketId),
    ),
  ),
  on(ticketNoted, "notifications.refresh-pages", async (ctx, { ticketId }) => tellDesk(ctx, ticketId)),
];
