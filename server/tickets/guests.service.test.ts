import { expect } from "chai";
import { takeUpload } from "../attachments/index.ts";
import { aFront, aPortal } from "../test/factories.ts";
import { contextFor, rolledBack } from "../test/harness.ts";
import {
  confirmGuestRequest,
  confirmationOf,
  issueGuestToken,
  receiveGuestRequest,
  sweepGuestRequests,
} from "./guests.service.ts";

describe("tickets/guests.service", () => {
  const tx = rolledBack();

  async function received() {
    const portal = await aPortal(tx());
    const front = await aFront(tx(), { portalId: portal.id });
    const at = (hours = 0) =>
      contextFor(tx(), portal.id, { kind: "guest" }, new Date(Date.UTC(2030, 0, 1, hours)));
    const file = await takeUpload(
      at(),
      "browser:x",
      {
        name: "a.txt",
        stream: (async function* () {
          yield Buffer.from("a");
        })(),
      },
      at().now,
    );
    const id = await receiveGuestRequest(at(), {
      customerPortalId: front.id,
      name: "Gus",
      email: "gus@example.org",
      owner: "browser:x",
      subject: "Help",
      bodyHtml: "<p>Please</p>",
      categoryId: null,
      priority: "medium",
      attachmentIds: [file],
    });
    return { portal, at, id, file };
  }

  it("keeps only a hash of the token", async () => {
    const { at, id } = await received();
    const issued = await issueGuestToken(at(), id);
    expect(issued).to.include({ email: "gus@example.org", name: "Gus", subject: "Help", hours: 48 });
    const row = (await tx()("guest_requests").where({ id }).first()) as Record<string, unknown>;
    expect(JSON.stringify(row)).not.to.contain(issued?.token);
    expect(row.token_hash).to.match(/^[0-9a-f]{64}$/);
  });

  it("is good for 48 hours and no longer", async () => {
    const { at, id } = await received();
    const { token = "" } = (await issueGuestToken(at(), id)) ?? {};
    expect((await confirmationOf(at(48), token)).state).to.equal("waiting");
    expect((await confirmGuestRequest(at(49), token)).state).to.equal("expired");
    expect(await confirmGuestRequest(at(48), token)).to.deep.equal({
      state: "confirmed",
      number: 1,
      email: "gus@example.org",
    });
    expect((await tx()("guest_requests").where({ id }).first("fields")) as { fields: string }).to.deep.equal({
      fields: "{}",
    });
  });

  it("goes on without a category that was deleted meanwhile", async () => {
    const { at, id, portal } = await received();
    const fields = {
      subject: "Help",
      bodyHtml: "<p>x</p>",
      categoryId: 4242,
      priority: "low",
      attachmentIds: [],
    };
    await tx()("guest_requests")
      .where({ id })
      .update({ fields: JSON.stringify(fields) });
    const { token = "" } = (await issueGuestToken(at(), id)) ?? {};
    expect((await confirmGuestRequest(at(), token)).state).to.equal("confirmed");
    expect(
      (await tx()("tickets").where({ portal_id: portal.id }).first("category_id")) as object,
    ).to.deep.equal({ category_id: null });
  });

  it("is swept with its files when nobody confirmed it, and without them when somebody did", async () => {
    const lost = await received();
    const kept = await received();
    const { token = "" } = (await issueGuestToken(kept.at(), kept.id)) ?? {};
    await confirmGuestRequest(kept.at(), token);
    await sweepGuestRequests({ db: tx(), actor: { kind: "system" }, now: kept.at(47).now });
    expect(await tx()("guest_requests").whereIn("id", [lost.id, kept.id])).to.have.length(2);
    await sweepGuestRequests({ db: tx(), actor: { kind: "system" }, now: kept.at(49).now });
    expect(await tx()("guest_requests").whereIn("id", [lost.id, kept.id])).to.deep.equal([]);
    expect(await tx()("attachments").whereIn("id", [lost.file, kept.file]).pluck("id")).to.deep.equal([
      kept.file,
    ]);
  });
});
