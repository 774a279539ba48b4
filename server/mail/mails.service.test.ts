import { expect } from "chai";
import { type Context, createContext } from "../core/context.ts";
import { aContact, aFront, aPortal, aTicket } from "../test/factories.ts";
import { prepare, rolledBack, testDb } from "../test/harness.ts";
import { type MailServer, startMailServer } from "../test/mail-server.ts";
import { testMail } from "./administration.service.ts";
import { mailLinks, type OutgoingMail, queueMail, useMail, withinBudget } from "./index.ts";
import { headerText, isMailAddress } from "./mail.ts";
import { createSender } from "./sending.service.ts";

const mailTo = (
  email: string,
  given: Partial<OutgoingMail<{ at: Date }>> = {},
): OutgoingMail<{ at: Date }> => ({
  ...{
    cause: `test:${email}`,
    kind: "test",
    to: { email, name: "Resi" },
    subject: "Hello",
    reason: "because you asked",
  },
  ...{ template: testMail, model: { at: new Date() } },
  ...given,
});

describe("queueing a mail", () => {
  const tx = rolledBack();
  let ctx: Context;
  before(() => useMail({ baseUrl: "https://support.example.com", smtpUrl: undefined }));
  beforeEach(async () => {
    const { id } = await aPortal(tx());
    ctx = createContext({ db: tx(), portalId: id, actor: { kind: "system" } });
  });
  const rows = async () =>
    (await tx()("mails").where({ portal_id: ctx.portalId })) as Record<string, string | number>[];

  it("happens once for a cause, in each portal", async () => {
    await queueMail(ctx, mailTo("a@example.org", { cause: "reply:7" }));
    await queueMail(ctx, mailTo("a@example.org", { cause: "reply:7", subject: "again" }));
    expect(await rows()).to.have.length(1);
    const elsewhere = createContext({ ...ctx, portalId: (await aPortal(tx())).id });
    await queueMail(elsewhere, mailTo("a@example.org", { cause: "reply:7" }));
    expect(await tx()("mails").where({ cause: "reply:7" })).to.have.length(2);
  });

  it("looks like the portal, and leads to the portal's own host", async () => {
    await aFront(tx(), { portalId: ctx.portalId, host: "help.acme.example", slug: "acme" });
    await tx()("customer_portals")
      .where({ slug: "acme" })
      .update({ brand_color: "#804000", name: "Acme & Söhne" });
    await queueMail(ctx, mailTo("a@example.org"));
    const [row] = await rows();
    expect(row?.body_html)
      .to.include("#804000")
      .and.include("Acme &amp; Söhne")
      .and.include("https://help.acme.example/");
    expect(row?.body_text).to.include("because you asked\nAcme & Söhne · https://help.acme.example/");
    expect(row?.sender_name).to.equal("Acme & Söhne");
    const links = await mailLinks(ctx);
    expect(links.url("/requests/7")).to.equal("https://help.acme.example/requests/7");
    expect(links.installation("/login")).to.equal("https://support.example.com/login");
  });

  it("joins the mails of a ticket into one conversation", async () => {
    const contact = await aContact(tx(), { portalId: ctx.portalId });
    const ticket = await aTicket(tx(), { portalId: ctx.portalId, contactId: contact.id });
    await queueMail(ctx, mailTo("a@example.org", { subject: "Printer", ticket }));
    const [row] = await rows();
    expect(row?.subject).to.equal(`[#${ticket.number}] Printer`);
    expect(row?.thread).to.equal(`<ticket.${ctx.portalId}.${ticket.id}@support.example.com>`);
  });

  it("keeps a mail to what is no address where the administrator sees it, and lets the cause succeed", async () => {
    await queueMail(ctx, mailTo("a@example.org\r\nBcc: b@example.org"));
    const [row] = await rows();
    expect(row).to.include({ state: "failed", recipient: "a@example.org Bcc: b@example.org" });
  });

  it("counts what an address got within the hour", async () => {
    for (const cause of ["1", "2", "3"]) await queueMail(ctx, mailTo("a@example.org", { cause }));
    expect(await withinBudget(ctx, "test", "a@example.org", 4)).to.equal(true);
    expect(await withinBudget(ctx, "test", "a@example.org", 3)).to.equal(false);
    expect(await withinBudget(ctx, "test", "b@example.org", 3)).to.equal(true);
    const later = createContext({ ...ctx, now: new Date(ctx.now.getTime() + 3_700_000) });
    expect(await withinBudget(later, "test", "a@example.org", 3)).to.equal(true);
  });
});

describe("names and subjects in headers", () => {
  const nasty = {
    "a line break": "Eve\r\nBcc: victim@example.org",
    "other line breaks": "Eve\u2028Bcc: victim@example.org\u0085X: y\u000bZ: z",
    "quotes and an address": 'Eve" <victim@example.org>, "Mallory',
    "a group": "victims: victim@example.org;",
    "an encoded word": "=?utf-8?Q?Eve=0D=0ABcc:_victim@example.org?=",
    emoji: "Zoë 👩‍👩‍👧 🦉",
    "right-to-left text": "مريم السعدي",
    "a direction override": "Eve \u202egro.elpmaxe@mitciv\u202c",
    "half an emoji": "Eve \ud83e",
  };
  let server: MailServer;
  before(async () => {
    prepare();
    server = await startMailServer();
  });
  after(() => server.close());

  for (const [what, text] of Object.entries(nasty))
    it(`carry ${what} and nothing else`, async () => {
      const db = testDb();
      const { id } = await aPortal(db);
      await aFront(db, { portalId: id });
      await db("customer_portals").where({ portal_id: id }).update({ name: text.toWellFormed() });
      await db("mails").update({ state: "sent" });
      const email = `nasty-${id}@example.org`;
      const ctx = createContext({ db, portalId: id, actor: { kind: "system" } });
      await queueMail(ctx, mailTo(email, { to: { email, name: text }, subject: text }));
      const sender = createSender(() => ({
        baseUrl: "https://x.example",
        smtpUrl: server.url,
        from: "no-reply@x.example",
        host: "x.example",
      }));
      await sender.step(db);
      sender.close();
      const [mail, second] = server.to(email);
      expect(second).to.equal(undefined);
      expect(server.to("victim@example.org")).to.deep.equal([]);
      const safe = headerText(text, 120);
      expect(mail?.to?.map(({ address }) => address)).to.deep.equal([email]);
      expect(mail?.from?.address).to.equal("no-reply@x.example");
      expect(mail?.header("bcc")).to.equal(undefined);
      const names = mail?.headers.map(({ key }) => key) ?? [];
      expect(names).to.not.include.members(["x", "z"]);
      expect(
        names.filter((name) => ["to", "from", "subject", "cc", "bcc"].includes(name)).sort(),
      ).to.deep.equal(["from", "subject", "to"]);
      if (what !== "an encoded word") expect(mail?.subject).to.equal(safe);
      expect(mail?.raw.split("\r\n\r\n")[0]).to.not.match(/^(bcc|x|z):/im);
    });

  it("are cut between characters", () => {
    expect(headerText("🦉".repeat(20), 10)).to.equal(`${"🦉".repeat(9)}…`);
  });

  for (const address of ["a@b.example", "o'neil+x@sub.example.org", "üser@bücher.example"])
    it(`takes ${address} for an address`, () => expect(isMailAddress(address)).to.equal(true));
  for (const address of [
    "",
    "a",
    "a@b, c@d",
    "a b@c",
    "<a@b>",
    "a@b\r\nX: y",
    '"a"@b',
    "a@b;c@d",
    `${"a".repeat(250)}@b.example`,
  ])
    it(`does not take ${JSON.stringify(address).slice(0, 40)} for one`, () =>
      expect(isMailAddress(address)).to.equal(false));
});
