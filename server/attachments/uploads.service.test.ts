import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect } from "chai";
import { createHash, randomBytes } from "node:crypto";
import { aContact, aPortal, aTicket } from "../test/factories.ts";
import { contextFor, rolledBack, testDb } from "../test/harness.ts";
import { maxBytes } from "./attachments.settings.ts";
import {
  attachmentOfTicket,
  attachmentsOf,
  giveUploads,
  tieAttachments,
  unsentAttachments,
} from "./attachments.repository.ts";
import { contentOf, sweepUploads, takeUpload } from "./uploads.service.ts";

const system = { kind: "system" } as const;
const owner = "contact:1";

async function* streamOf(...pieces: (Buffer | string)[]): AsyncGenerator<Buffer> {
  for (const piece of pieces) yield Buffer.from(piece);
}

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

describe("attachments/uploads.service", () => {
  const tx = rolledBack();
  const portal = async () => contextFor(tx(), (await aPortal(tx())).id, system);
  const upload = (at: Awaited<ReturnType<typeof portal>>, ...pieces: (Buffer | string)[]) =>
    takeUpload(at, owner, { name: "a.txt", stream: streamOf(...pieces) }, at.now);
  const rows = (portalId: number) => tx()("attachments").where({ portal_id: portalId });
  const rejected = (work: Promise<unknown>) =>
    work.then(
      () => expect.fail("it was taken"),
      (error: unknown) => error,
    );

  it("keeps every byte", async () => {
    const at = await portal();
    const data = Buffer.concat([Buffer.from("%PDF-1.7\n"), randomBytes(1_300_000)]);
    const id = await upload(at, data.subarray(0, 5), data.subarray(5, 700_000), data.subarray(700_000));
    const [file] = await unsentAttachments(at, owner, [id]);
    expect(file).to.include({ name: "a.txt", mediaType: "application/pdf", size: data.length });
    expect(file?.sha256).to.equal(createHash("sha256").update(data).digest("hex"));
    const read: Buffer[] = [];
    for await (const piece of contentOf(at, { id })) read.push(piece);
    expect(Buffer.concat(read).equals(data)).to.equal(true);
    expect(Math.max(...read.map(({ length }) => length))).to.be.at.most(512 * 1024);
  });

  it("refuses by content, not by name, and leaves nothing", async () => {
    const at = await portal();
    const error = await rejected(
      takeUpload(at, owner, { name: "../photo.png", stream: streamOf("#!/bin/sh\n") }, at.now),
    );
    expect(error)
      .to.have.nested.property("fields.attachments")
      .that.deep.equals({
        key: "attachments.refused.script",
        values: { name: "photo.png" },
      });
    expect(await rows(at.portalId)).to.deep.equal([]);
  });

  it("stops at the limit and leaves nothing behind", async () => {
    const at = await portal();
    async function* endless() {
      for (let sent = 0; sent <= maxBytes(); sent += 1_000_000) yield Buffer.alloc(1_000_000, "a");
    }
    const error = await rejected(takeUpload(at, owner, { name: "big.log", stream: endless() }, at.now));
    expect(error).to.have.nested.property("fields.attachments.key", "attachments.tooLarge");
    expect(await rows(at.portalId)).to.deep.equal([]);
    expect(await tx()("attachment_chunks").where({ portal_id: at.portalId }).pluck("position")).to.deep.equal(
      [],
    );
  });

  it("takes a file of exactly the limit", async () => {
    const at = await portal();
    const id = await upload(at, Buffer.alloc(maxBytes() - 1, "a"), "b");
    expect((await unsentAttachments(at, owner, [id]))[0]?.size).to.equal(maxBytes());
  });

  it("leaves nothing of a file that breaks off", async () => {
    const at = await portal();
    async function* broken() {
      yield Buffer.alloc(700_000, "a");
      throw new Error("the line went dead");
    }
    await rejected(takeUpload(at, owner, { name: "a.log", stream: broken() }, at.now));
    expect(await rows(at.portalId)).to.deep.equal([]);
  });

  it("refuses text that turns into something else", async () => {
    const at = await portal();
    const error = await rejected(upload(at, Buffer.alloc(600_000, "a"), Buffer.alloc(10)));
    expect(error).to.have.nested.property("fields.attachments.key", "attachments.refused.unknown");
  });

  it("ties only whole files of the same owner and portal, once", async () => {
    const at = await portal();
    const contact = await aContact(tx(), { portalId: at.portalId });
    const ticket = await aTicket(tx(), { portalId: at.portalId, contactId: contact.id });
    const mine = await upload(at, "mine");
    const theirs = await takeUpload(at, "contact:2", { name: "b.txt", stream: streamOf("b") }, at.now);
    const half = await upload(at, "half");
    await rows(at.portalId).where({ id: half }).update({ complete: false });
    const elsewhere = await upload(await portal(), "elsewhere");
    const to = { ticketId: ticket.id, replyId: ticket.replyId };
    await tieAttachments(at, owner, [mine, theirs, half, elsewhere], to);
    const { ofReply } = await attachmentsOf(at, ticket.id, { notes: true });
    expect(ofReply.get(ticket.replyId)?.map(({ id }) => id)).to.deep.equal([mine]);
    expect(await unsentAttachments(at, owner, [mine])).to.deep.equal([]);
    const eleven = Array.from({ length: 11 }, (_, id) => id + 1);
    expect(await rejected(tieAttachments(at, owner, eleven, to))).to.have.nested.property(
      "fields.attachments.key",
      "attachments.tooMany",
    );
  });

  it("keeps a note's files from whoever may not read notes", async () => {
    const at = await portal();
    const contact = await aContact(tx(), { portalId: at.portalId });
    const ticket = await aTicket(tx(), { portalId: at.portalId, contactId: contact.id });
    const [noteId] = (await tx()("notes").insert({
      portal_id: at.portalId,
      ticket_id: ticket.id,
      agent_id: 1,
      author_name: "Mia",
      body_html: "",
      created_at: at.now,
    })) as [number];
    const id = await upload(at, "secret");
    await tieAttachments(at, owner, [id], { ticketId: ticket.id, noteId });
    expect((await attachmentsOf(at, ticket.id, { notes: true })).ofNote.get(noteId)).to.have.length(1);
    expect((await attachmentsOf(at, ticket.id, { notes: false })).ofNote.size).to.equal(0);
    expect((await attachmentOfTicket(at, ticket.id, id, { notes: true })).id).to.equal(id);
    expect(await rejected(attachmentOfTicket(at, ticket.id, id, { notes: false }))).to.include({
      status: 404,
    });
  });

  it("sweeps what was never sent for a day, a waiting guest's after three", async () => {
    const at = await portal();
    const old = await upload(at, "old");
    const waiting = await upload(at, "waiting");
    await giveUploads(at, owner, "guest-request:1", [waiting]);
    const young = await upload(at, "young");
    const hoursAgo = (hours: number) => new Date(at.now.getTime() - hours * 3_600_000);
    await rows(at.portalId)
      .whereIn("id", [old, waiting])
      .update({ created_at: hoursAgo(25) });
    await sweepUploads({ ...at, db: tx() });
    expect(await rows(at.portalId).orderBy("id").pluck("id")).to.deep.equal([waiting, young]);
    await rows(at.portalId)
      .where({ id: waiting })
      .update({ created_at: hoursAgo(73) });
    await sweepUploads({ ...at, db: tx() });
    expect(await rows(at.portalId).pluck("id")).to.deep.equal([young]);
    expect(
      await tx()("attachment_chunks").where({ portal_id: at.portalId }).pluck("position"),
    ).to.have.length(1);
  });
});

describe("attachments: memory", () => {
  it("stays constant while 25 MB stream in and out", async function () {
    this.timeout(60_000);
    const db = testDb();
    const at = contextFor(db, (await aPortal(db)).id, system);
    const piece = Buffer.alloc(64 * 1024, "a");
    // What is still referenced after a collection, not what the runtime has not yet returned: that depends on the machine's load.
    const held = () => {
      // Twice: buffers are given back in the background of a collection, and the next one waits for that.
      collectGarbage();
      collectGarbage();
      return process.memoryUsage().arrayBuffers;
    };
    let peak = 0;
    async function* stream() {
      for (let sent = 0; sent < maxBytes(); sent += piece.length) {
        if (sent % (4 * 1024 * 1024) === 0) peak = Math.max(peak, held());
        yield Buffer.from(piece);
      }
      peak = Math.max(peak, held());
    }
    const start = held();
    const id = await takeUpload(at, owner, { name: "a.log", stream: stream() }, at.now);
    let read = 0;
    for await (const data of contentOf(at, { id })) {
      const before = Math.floor(read / (4 * 1024 * 1024));
      read += data.length;
      if (Math.floor(read / (4 * 1024 * 1024)) > before) peak = Math.max(peak, held());
    }
    expect(read).to.equal(maxBytes());
    expect(peak - start).to.be.below(0.6 * maxBytes());
  });
});
