import { randomUUID } from "node:crypto";
import type { AgentActor } from "../core/actor.ts";
import type { Context } from "../core/context.ts";
import { liveTopic, tellPages } from "../core/live.ts";
import { type Presence, presenceFor, presenceMs, type PresenceState, renewMs } from "./presence.ts";
import { marksOf, removeMark, setMark } from "./presence.repository.ts";
import { assertMayWork } from "./tickets.policy.ts";
import { ticketByNumber } from "./tickets.repository.ts";

/** A topic of its own: contacts listen to a ticket's changes, never to who of the agents is there. */
export const presenceTopic = (portalId: number, ticketId: number) =>
  liveTopic(portalId, "presence", ticketId);

const changed = ({ portalId }: Context, ticketId: number) =>
  tellPages(presenceTopic(portalId, ticketId), { event: "presence", data: {} });

const writingField = (agent: AgentActor) => `${agent.id}:writing`;
const markOf = ({ id, name }: AgentActor, state: PresenceState) => ({
  agentId: id,
  name,
  state,
  until: Date.now() + presenceMs,
});

/**
 * An agent says that they write, or that they stopped.
 * @throws AppError 404 for a ticket of another portal, 403
 */
export async function tellPresence(ctx: Context, number: number, state: PresenceState): Promise<void> {
  const { actor } = ctx;
  assertMayWork(actor);
  const { id } = await ticketByNumber(ctx, number);
  if (state === "writing") await setMark(ctx.portalId, id, writingField(actor), markOf(actor, state));
  else await removeMark(ctx.portalId, id, writingField(actor));
  changed(ctx, id);
}

/** After sending: whoever sent does not write any more. */
export async function stopWriting(ctx: Context, number: number): Promise<void> {
  await tellPresence(ctx, number, "viewing");
}

export interface Watching {
  /** Asks who is there now and shows it, when it differs from what was shown. */
  look(): Promise<void>;
  stop(): void;
}

/**
 * Makes the agent seen on a ticket as long as the page is open, and shows who else is: at the start, at every look and every few
 * seconds, for nobody announces that a process died.
 */
export function watchPresence(
  ctx: Context,
  actor: AgentActor,
  ticketId: number,
  show: (presence: Presence) => void,
): Watching {
  const field = randomUUID();
  let shown = JSON.stringify(presenceFor(actor.id, [], 0));
  let stopped = false;
  const look = async () => {
    const presence = presenceFor(actor.id, await marksOf(ctx.portalId, ticketId, Date.now()), Date.now());
    const text = JSON.stringify(presence);
    if (stopped || text === shown) return;
    shown = text;
    show(presence);
  };
  const renew = async () => {
    await setMark(ctx.portalId, ticketId, field, markOf(actor, "viewing"));
    // Closed meanwhile: the mark would stay until it runs out.
    if (stopped) await removeMark(ctx.portalId, ticketId, field);
    else await look();
  };
  const timer = setInterval(() => void renew(), renewMs);
  void renew().then(() => changed(ctx, ticketId));
  return {
    look,
    stop: () => {
      stopped = true;
      clearInterval(timer);
      void removeMark(ctx.portalId, ticketId, field).then(() => changed(ctx, ticketId));
    },
  };
}
