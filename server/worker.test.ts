import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { expect } from "chai";
import { transaction } from "./core/db.ts";
import { projectRoot } from "./core/project.ts";
import { ticketRaised } from "./tickets/index.ts";
import { aContact, aFront, aPortal, aTicket } from "./test/factories.ts";
import { asContact, contextFor, startApp, type TestApp } from "./test/harness.ts";
import { type MailServer, startMailServer } from "./test/mail-server.ts";

// The real process: what a page commits becomes a mail through the outbox, a listener and the sender.
describe("the worker", () => {
  let app: TestApp;
  let server: MailServer;
  let agent: ChildProcess;
  let worker: ChildProcess;
  before(async function () {
    this.timeout(30_000);
    app = await startApp();
    await app.db("mails").update({ state: "sent" });
    await app.db("outbox").delete();
    server = await startMailServer();
    // Without an agent that holds the role a worker does nothing.
    [agent, worker] = ["agent", "worker"].map((name) =>
      spawn(process.execPath, ["--import", "tsx", join(projectRoot, `server/${name}.ts`)], {
        env: {
          ...process.env,
          SMTP_URL: `${server.url}?from=support@example.com`,
          BASE_URL: "https://support.example.com",
          LOG_LEVEL: "error",
        },
        stdio: ["ignore", "ignore", "inherit", "ipc"],
      }),
    ) as [ChildProcess, ChildProcess];
    await once(worker, "message");
  });
  after(async () => {
    for (const child of [worker, agent]) child.kill("SIGKILL");
    await server.close();
    await app.close();
  });

  const raise = async () => {
    const { db } = app;
    const portal = await aPortal(db);
    await aFront(db, { portalId: portal.id });
    const contact = await aContact(db, { portalId: portal.id });
    const ticket = await aTicket(db, { portalId: portal.id, contactId: contact.id });
    await transaction(contextFor(db, portal.id, asContact(contact)), (tx) =>
      tx.emit(ticketRaised, { ticketId: ticket.id }),
    );
    return contact.email;
  };
  const arrival = async (email: string) => {
    const started = performance.now();
    while (server.to(email).length === 0 && performance.now() - started < 5000)
      await new Promise((done) => setTimeout(done, 5));
    return performance.now() - started;
  };

  it("sends a mail within a second of the commit that causes it", async () => {
    await arrival(await raise()); // the first one also opens connections
    const times: number[] = [];
    for (let count = 0; count < 5; count++) times.push(await arrival(await raise()));
    console.log(`      ${times.map(Math.round).join(", ")} ms from commit to mailbox`); // eslint-disable-line no-console
    expect(Math.max(...times)).to.be.lessThan(1000);
    expect(server.mails[0]?.from?.address).to.equal("support@example.com");
  });

  it("ends when it is asked to, with nothing under way", async () => {
    const ended = once(worker, "exit");
    worker.kill("SIGTERM");
    expect(await ended).to.deep.equal([0, null]);
    expect(await app.db("mails").where({ state: "sending" })).to.deep.equal([]);
  });
});
