import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { expect } from "chai";
import { createContext } from "../core/context.ts";
import { projectRoot } from "../core/project.ts";
import { aFront, aPortal } from "../test/factories.ts";
import { prepare, testDb } from "../test/harness.ts";
import { startMailServer } from "../test/mail-server.ts";
import { testMail } from "./administration.service.ts";
import { queueMail } from "./index.ts";
import { createSender } from "./sending.service.ts";

describe("a sender that is killed", () => {
  before(prepare);

  it("between the server's taking a mail and its own mark loses nothing; the second copy is the same message", async function () {
    this.timeout(30_000);
    const db = testDb();
    const portalId = (await aPortal(db)).id;
    await aFront(db, { portalId });
    await db("mails").update({ state: "sent" });
    const ctx = createContext({ db, portalId, actor: { kind: "system" } });
    const emails = Array.from({ length: 30 }, (_, index) => `crash${index}@example.org`);
    for (const email of emails)
      await queueMail(ctx, {
        ...{
          cause: `crash:${email}`,
          kind: "test",
          to: { email, name: "" },
          subject: "Hello",
          reason: "because",
        },
        ...{ template: testMail, model: { at: ctx.now } },
      });

    let child: ChildProcess | undefined;
    // The tenth mail has arrived when its sender dies: before it can learn so.
    const server = await startMailServer({
      onMessage: async () => {
        if (server.mails.length === 9) child?.kill("SIGKILL");
      },
    });
    try {
      child = spawn(process.execPath, ["--import", "tsx", join(projectRoot, "server/test/send-mails.ts")], {
        env: { ...process.env, SMTP_URL: server.url },
        stdio: "ignore",
      });
      const [, signal] = (await once(child, "exit")) as [number | null, string];
      expect(signal).to.equal("SIGKILL");

      // Its claims stay until they run out; then any other worker goes on.
      let now = new Date();
      const settings = {
        baseUrl: "https://support.example.com",
        smtpUrl: server.url,
        from: "support@example.com",
        host: "support.example.com",
      };
      const sender = createSender(
        () => settings,
        () => now,
      );
      while ((await sender.step(db)) > 0);
      const claimed = (await db("mails").where({ portal_id: portalId, state: "sending" })).length;
      expect(claimed).to.be.greaterThan(0);
      now = new Date(now.getTime() + 101_000);
      while ((await sender.step(db)) > 0);
      sender.close();
      expect(await db("mails").where({ portal_id: portalId }).whereNot({ state: "sent" })).to.deep.equal([]);
    } finally {
      child?.kill("SIGKILL");
      await server.close();
    }
    for (const email of emails) expect(server.to(email), email).to.have.length.at.least(1);
    // As many copies as were under way over the ten connections, each recognisable as the same message.
    expect(server.mails.length - emails.length).to.be.at.most(10);
    expect(new Set(server.mails.map((mail) => mail.messageId)).size).to.equal(emails.length);
  });
});
