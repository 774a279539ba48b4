import { expect } from "chai";
import type { Actor } from "../core/actor.ts";
import { type Context, createContext } from "../core/context.ts";
import { deliverEvents } from "../core/listeners.ts";
import type { DomainEvent } from "../core/events.ts";
import { queueMail, useMail } from "../mail/index.ts";
import {
  ticketAssigned,
  ticketNoted,
  ticketRaised,
  ticketReplied,
  ticketStatusChanged,
} from "../tickets/index.ts";
import { aContact, aFront, anAgent, aPortal, aTicket } from "../test/factories.ts";
import { asAgent, asContact, rolledBack } from "../test/harness.ts";
import { notifications } from "./index.ts";
import { assigned } from "./notices.ts";

interface MailRow {
  readonly recipient: string;
  readonly kind: string;
  readonly subject: string;
  readonly body_text: string;
  readonly body_html: string;
  readonly thread: string;
}

describe("notices about a request", () => {
  const tx = rolledBack();
  before(() => useMail({ baseUrl: "https://support.example.com", smtpUrl: undefined }));

  async function scene(given: { assigned?: boolean; coordinator?: boolean } = {}) {
    const db = tx();
    await db("outbox").delete();
    const portal = await aPortal(db);
    const front = await aFront(db, { portalId: portal.id });
    const contact = await aContact(db, { portalId: portal.id, name: "Carla Contact" });
    const agent = await anAgent(db, { name: "Adam Agent", roles: [{ portalId: portal.id, role: "agent" }] });
    const coordinator =
      given.coordinator === false
        ? null
        : await anAgent(db, { name: "Cora", roles: [{ portalId: portal.id, role: "coordinator" }] });
    const ticket = await aTicket(db, {
      ...{
        portalId: portal.id,
        contactId: contact.id,
        subject: "The printer <b>burns</b>",
        body: "<p>Since this morning.</p>",
      },
      assigneeId: given.assigned ? agent.id : null,
    });
    const as = (actor: Actor): Context => createContext({ db, portalId: portal.id, actor });
    /** What the event led to, as it would be delivered. */
    const after = async <P>(actor: Actor, event: DomainEvent<P>, payload: P): Promise<MailRow[]> => {
      await as(actor).emit(event, payload);
      while ((await deliverEvents(db, notifications.listeners)) > 0);
      expect(await db("outbox").where({ portal_id: portal.id })).to.deep.equal([]);
      return (await db("mails").where({ portal_id: portal.id }).orderBy("id")) as MailRow[];
    };
    return { portal, front, contact, agent, coordinator, ticket, as, after };
  }
  const kinds = (mails: MailRow[]) => mails.map(({ kind, recipient }) => [kind, recipient]);

  it("acknowledge a new request to its contact and announce it to who distributes the work", async () => {
    const { contact, coordinator, ticket, portal, front, after } = await scene();
    const mails = await after(asContact(contact), ticketRaised, { ticketId: ticket.id });
    expect(kinds(mails)).to.deep.equal([
      ["request-received", contact.email],
      ["new-request", coordinator?.email],
    ]);
    const [received, announced] = mails;
    expect(received?.subject).to.equal(`[#${ticket.number}] The printer <b>burns</b>`);
    expect(received?.body_html).to.include("The printer &lt;b&gt;burns&lt;/b&gt;");
    expect(received?.body_text).to.include(
      `https://support.example.com${front.base}/requests/${ticket.number}`,
    );
    expect(announced?.body_text).to.include("Since this morning.").and.include("From Carla Contact");
    expect(announced?.body_text).to.include(
      `https://support.example.com/desk/${portal.slug}/requests/${ticket.number}`,
    );
    expect(new Set(mails.map(({ thread }) => thread)).size).to.equal(1);
  });

  it("go to the agents where nobody distributes, to the assignee where there is one", async () => {
    const { contact, agent, ticket, after } = await scene({ coordinator: false });
    expect(kinds(await after(asContact(contact), ticketRaised, { ticketId: ticket.id }))[1]).to.deep.equal([
      "new-request",
      agent.email,
    ]);
    const other = await scene({ assigned: true });
    const mails = await other.after(asContact(other.contact), ticketRaised, { ticketId: other.ticket.id });
    expect(kinds(mails)[1]).to.deep.equal(["new-request", other.agent.email]);
    expect(mails).to.have.length(2);
  });

  it("bring an agent's reply to the contact, and the contact's to the assignee; never to its author", async () => {
    const { contact, agent, ticket, after } = await scene({ assigned: true });
    const payload = { ticketId: ticket.id, replyId: ticket.replyId };
    const first = await after(asAgent(agent), ticketReplied, { ...payload, by: "agent" });
    expect(kinds(first)).to.deep.equal([["reply-added", contact.email]]);
    expect(first[0]?.body_text).to.include("Since this morning.");
    const second = await after(asContact(contact), ticketReplied, { ...payload, by: "contact" });
    expect(kinds(second).slice(1)).to.deep.equal([["reply-added", agent.email]]);
  });

  it("tell the contact of a colleague's reply too", async () => {
    const { contact, coordinator, portal, ticket, after } = await scene();
    const colleague = await aContact(tx(), { portalId: portal.id });
    const mails = await after(asContact(colleague), ticketReplied, {
      ticketId: ticket.id,
      replyId: ticket.replyId,
      by: "contact",
    });
    expect(kinds(mails).map(([, email]) => email)).to.deep.equal([contact.email, coordinator?.email]);
  });

  it("tell a new assignee, unless they took it themselves or it moved on", async () => {
    const { agent, coordinator, ticket, after } = await scene({ assigned: true });
    if (!coordinator) throw new Error("no coordinator");
    const assignment = { ticketId: ticket.id, from: null, to: agent.id };
    expect(await after(asAgent(agent), ticketAssigned, assignment)).to.deep.equal([]);
    expect(
      await after(asAgent(coordinator), ticketAssigned, { ...assignment, to: coordinator.id }),
    ).to.deep.equal([]);
    const mails = await after(asAgent(coordinator, "coordinator"), ticketAssigned, assignment);
    expect(kinds(mails)).to.deep.equal([["assigned", agent.email]]);
    expect(mails[0]?.body_text).to.include("Cora assigned");
  });

  it("tell the contact what became of the request, unless a reply says so or they did it", async () => {
    const { contact, agent, ticket, after } = await scene({ assigned: true });
    const change = { ticketId: ticket.id, from: "open", to: "resolved", withReply: false } as const;
    expect(await after(asAgent(agent), ticketStatusChanged, { ...change, withReply: true })).to.deep.equal(
      [],
    );
    expect(await after(asAgent(agent), ticketStatusChanged, { ...change, to: "in_progress" })).to.deep.equal(
      [],
    );
    const resolved = await after(asAgent(agent), ticketStatusChanged, change);
    expect(kinds(resolved)).to.deep.equal([["status-changed", contact.email]]);
    expect(resolved[0]?.body_text).to.include("is resolved");
    const reopened = await after(asContact(contact), ticketStatusChanged, {
      ...change,
      from: "closed",
      to: "open",
    });
    expect(kinds(reopened).slice(1)).to.deep.equal([["status-changed", agent.email]]);
    expect(reopened[1]?.body_text).to.include("is open again");
  });

  it("keep a note from everybody's mail", async () => {
    const { agent, ticket, after } = await scene({ assigned: true });
    expect(await after(asAgent(agent), ticketNoted, { ticketId: ticket.id, noteId: 1 })).to.deep.equal([]);
  });

  it("are written once, however often the event is delivered", async () => {
    const { contact, ticket, as, after } = await scene();
    await as(asContact(contact)).emit(ticketRaised, { ticketId: ticket.id });
    const [event] = (await tx()("outbox").where({ name: "ticket.raised" })) as Record<string, unknown>[];
    const mails = await after({ kind: "system" }, ticketNoted, { ticketId: ticket.id, noteId: 1 });
    expect(mails).to.have.length(2);
    // A worker died after the mails and before the event's row was gone.
    await tx()("outbox").insert({ ...event, done: "[]", available_at: new Date() });
    expect(await after({ kind: "system" }, ticketNoted, { ticketId: ticket.id, noteId: 1 })).to.have.length(
      2,
    );
  });

  it("do not acknowledge a flood", async () => {
    const { contact, ticket, as, after } = await scene();
    for (let count = 0; count < 10; count++)
      await queueMail(as({ kind: "system" }), {
        ...{
          cause: `flood:${count}`,
          kind: "request-received",
          to: contact,
          subject: "x",
          reason: "",
          template: assigned,
        },
        model: {
          heading: "",
          number: 1,
          subject: "",
          contact: "",
          due: null,
          button: { url: "", label: "", color: "", ink: "" },
        },
      });
    const mails = await after(asContact(contact), ticketRaised, { ticketId: ticket.id });
    expect(mails.filter(({ kind }) => kind === "request-received")).to.have.length(10);
    expect(mails.filter(({ kind }) => kind === "new-request")).to.have.length(1);
  });
});
