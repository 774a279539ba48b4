import { expect } from "chai";
import { documentsMatching, type Kind, meaningOf } from "../search/index.ts";
import { aContact, anAgent, aPortal } from "../test/factories.ts";
import { asAgent, asContact, contextFor, deliverAll, rolledBack } from "../test/harness.ts";
import { changeTicket } from "./changes.service.ts";
import { addNote } from "./notes.service.ts";
import { raiseRequest } from "./raising.service.ts";
import { replyToTicket } from "./replies.service.ts";

describe("tickets/tickets.listeners", () => {
  const tx = rolledBack();

  it("make a request found by its words: the contact's for all, notes and people for agents", async () => {
    // What other tests left to be delivered is not this one's: hundreds of events take longer than it may.
    await tx()("outbox").delete();
    const portal = await aPortal(tx());
    const contact = asContact(await aContact(tx(), { portalId: portal.id, name: "Zebedee Quill" }));
    const agent = asAgent(await anAgent(tx(), { roles: [{ portalId: portal.id, role: "agent" }] }));
    const ctx = contextFor(tx(), portal.id, contact);
    const request = {
      subject: "Oldword",
      categoryId: null,
      priority: "medium" as const,
      attachmentIds: [],
      owner: "x",
    };
    const { id, number } = await raiseRequest(ctx, contact, { ...request, bodyHtml: "<p>describedword</p>" });
    await deliverAll(tx());
    const desk = contextFor(tx(), portal.id, agent);
    await replyToTicket(desk, number, { bodyHtml: "<p>repliedword</p>", attachmentIds: [], owner: "x" });
    await addNote(desk, number, { bodyHtml: "<p>notedword</p>", attachmentIds: [], owner: "x" });
    await changeTicket(desk, number, { subject: "Newword" });
    await deliverAll(tx());
    const finds = async (word: string, kinds: Kind[]) => {
      const match = await meaningOf(ctx, word);
      return match !== null && (await documentsMatching(ctx, kinds, match, { limit: 5 })).includes(id);
    };
    for (const word of ["oldword", "describedword", "repliedword", "newword"])
      expect(await finds(word, ["ticket"]), word).to.equal(true);
    for (const word of ["notedword", "zebedee"]) {
      expect(await finds(word, ["ticket"]), word).to.equal(false);
      expect(await finds(word, ["ticket-notes"]), word).to.equal(true);
    }
  });
});
