import { expect } from "chai";
import { deliverEvents } from "../core/listeners.ts";
import { useMail } from "../mail/index.ts";
import { guestRequestReceived } from "../tickets/index.ts";
import { aFront, aPortal } from "../test/factories.ts";
import { contextFor, rolledBack } from "../test/harness.ts";
import { notifications } from "./index.ts";

describe("a guest's request", () => {
  const tx = rolledBack();
  before(() => useMail({ baseUrl: "https://support.example.com", smtpUrl: undefined }));

  it("sends the named address a link, at most five an hour, and not a word of the sender's", async () => {
    const db = tx();
    await db("outbox").delete();
    const portal = await aPortal(db);
    const front = await aFront(db, { portalId: portal.id, slug: `guest-${portal.id}` });
    const ctx = contextFor(db, portal.id, { kind: "guest" });
    const fields = {
      subject: "CHEAP PILLS",
      bodyHtml: "<p>CHEAP PILLS</p>",
      categoryId: null,
      priority: "medium",
      attachmentIds: [],
    };
    for (let count = 0; count < 7; count++) {
      const [guestRequestId] = (await db("guest_requests").insert({
        ...{
          portal_id: portal.id,
          customer_portal_id: front.id,
          name: "CHEAP PILLS",
          email: "victim@example.org",
          owner: "x",
        },
        ...{
          fields: JSON.stringify(fields),
          created_at: ctx.now,
          expires_at: new Date(ctx.now.getTime() + 3_600_000),
        },
      })) as [number];
      await ctx.emit(guestRequestReceived, { guestRequestId });
    }
    while ((await deliverEvents(db, notifications.listeners)) > 0);
    const mails = await db("mails").where({ portal_id: portal.id }).select<Record<string, string>[]>();
    expect(mails).to.have.length(5);
    expect(mails.map(({ recipient }) => recipient)).to.deep.equal(Array(5).fill("victim@example.org"));
    expect(JSON.stringify(mails)).to.not.include("PILLS");
    expect(mails[0]?.body_text).to.match(
      new RegExp(`https://support\\.example\\.com${front.base}/requests/confirm/[\\w-]{43}>`),
    );
    expect(mails[0]?.secret).to.equal(1);
    expect(await db("outbox").where({ portal_id: portal.id })).to.deep.equal([]);
  });
});
