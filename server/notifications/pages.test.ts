import { expect } from "chai";
import { deliverEvents } from "../core/listeners.ts";
import { liveTopic, listenToPages } from "../core/live.ts";
import type { DomainEvent } from "../core/events.ts";
import { ticketNoted, ticketReplied } from "../tickets/index.ts";
import { aContact, aFront, anAgent, aPortal, aTicket } from "../test/factories.ts";
import { asAgent, contextFor, startApp, type TestApp } from "../test/harness.ts";
import { notifications } from "./index.ts";

describe("open pages", () => {
  let app: TestApp;
  before(async () => {
    app = await startApp();
  });
  after(() => app.close());

  /** The topics told after the event, through Redis. */
  async function told<P>(
    make: (ticket: { id: number; replyId: number }) => [event: DomainEvent<P>, payload: P],
  ): Promise<{ topics: string[]; portalId: number; ticketId: number }> {
    const { db } = app;
    const portal = await aPortal(db);
    await aFront(db, { portalId: portal.id });
    const contact = await aContact(db, { portalId: portal.id });
    const agent = await anAgent(db, { roles: [{ portalId: portal.id, role: "agent" }] });
    const ticket = await aTicket(db, { portalId: portal.id, contactId: contact.id });
    const topics: string[] = [];
    const stops = ["ticket", "contact-ticket"]
      .map((kind) => liveTopic(portal.id, kind, ticket.id))
      .concat(liveTopic(portal.id, "queue"))
      .map((topic) => listenToPages([topic], ({ event }) => topics.push(`${event} ${topic}`)));
    const [event, payload] = make(ticket);
    await contextFor(db, portal.id, asAgent(agent)).emit(event, payload);
    while ((await deliverEvents(db, notifications.listeners)) > 0);
    await new Promise((done) => setTimeout(done, 200));
    stops.forEach((stop) => stop());
    return { topics: topics.sort(), portalId: portal.id, ticketId: ticket.id };
  }

  it("of agents and of the contact refresh when somebody replies", async () => {
    const { topics, portalId, ticketId } = await told((ticket) => [
      ticketReplied,
      { ticketId: ticket.id, replyId: ticket.replyId, by: "agent" },
    ]);
    expect(topics).to.deep.equal([
      `refresh live:${portalId}:contact-ticket:${ticketId}`,
      `refresh live:${portalId}:queue`,
      `refresh live:${portalId}:ticket:${ticketId}`,
    ]);
  });

  it("of the contact hear nothing of a note", async () => {
    const { topics, portalId, ticketId } = await told((ticket) => [
      ticketNoted,
      { ticketId: ticket.id, noteId: 1 },
    ]);
    expect(topics).to.deep.equal([
      `refresh live:${portalId}:queue`,
      `refresh live:${portalId}:ticket:${ticketId}`,
    ]);
  });
});
