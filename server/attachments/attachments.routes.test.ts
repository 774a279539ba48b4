import { expect } from "chai";
import { randomBytes } from "node:crypto";
import { request } from "node:http";
import { aContact, aFront, anAgent, aPortal } from "../test/factories.ts";
import { Browser, startApp, type TestApp } from "../test/harness.ts";
import { maxBytes } from "./attachments.settings.ts";

describe("attachments over HTTP", () => {
  let app: TestApp;
  before(async () => {
    app = await startApp();
  });
  after(() => app.close());

  async function stage(options: { guestsMaySubmit?: boolean } = {}) {
    const portal = await aPortal(app.db);
    const front = await aFront(app.db, { portalId: portal.id, ...options });
    const contact = await aContact(app.db, { portalId: portal.id });
    const browser = new Browser(app.url);
    await browser.signIn(contact.email, front.base);
    return { portal, front, contact, browser, address: `${front.base}/attachments` };
  }
  const send = (browser: Browser, path: string, name: string, data: Uint8Array | string) =>
    browser.postFiles(path, {}, [{ field: "file", name, data }], { accept: "application/json" });
  interface Uploaded {
    id: number;
    name: string;
    size: string;
    url: string;
  }
  const rows = (portalId: number) => app.db("attachments").where({ portal_id: portalId });

  it("takes a contact's file and gives it back as a download that can run nothing", async () => {
    const { browser, address } = await stage();
    const answer = await send(browser, address, "../../bericht ü.txt", "hello");
    expect(answer.status).to.equal(200);
    const file = JSON.parse(answer.text) as Uploaded;
    expect(file).to.include({ name: "bericht ü.txt", size: "5 byte" });
    const download = await browser.get(file.url);
    expect(download.text).to.equal("hello");
    expect(download.headers.get("content-type")).to.equal("text/plain; charset=utf-8");
    expect(download.headers.get("content-disposition")).to.equal(
      `attachment; filename="bericht _.txt"; filename*=UTF-8''bericht%20%C3%BC.txt`,
    );
    expect(download.headers.get("x-content-type-options")).to.equal("nosniff");
    expect(download.headers.get("content-security-policy")).to.equal("default-src 'none'; sandbox");
    expect(download.headers.get("cache-control")).to.equal("private, no-cache");
    const again = await browser.get(file.url, { "if-none-match": download.headers.get("etag") ?? "" });
    expect(again.status).to.equal(304);
  });

  it("says beside the file why it is refused", async () => {
    const { browser, address, portal } = await stage();
    const answer = await send(browser, address, "cat.png", "<svg onload=alert(1)>");
    expect(answer.status).to.equal(422);
    expect((JSON.parse(answer.text) as { errors: { file: string } }).errors.file).to.match(
      /^“cat\.png” is an SVG/,
    );
    const none = await browser.post(address);
    expect(none.status).to.equal(422);
    expect(await rows(portal.id)).to.deep.equal([]);
  });

  it("stops a file that is too large and leaves nothing of it", async () => {
    const { browser, address, portal } = await stage();
    const answer = await send(browser, address, "big.log", Buffer.alloc(maxBytes() + 1, "a"));
    expect(answer.status).to.equal(422);
    expect(answer.text).to.contain("larger than 25 MB");
    expect(await rows(portal.id)).to.deep.equal([]);
  });

  it("leaves no row of an upload that breaks off", async () => {
    const { browser, address, portal } = await stage();
    const token = await browser.token();
    const cookie = `holdfast.browser=${browser.cookie("holdfast.browser")}; holdfast.session=${browser.cookie("holdfast.session")}`;
    const outgoing = request(new URL(address, app.url), {
      method: "POST",
      headers: {
        cookie,
        "x-csrf-token": token,
        "content-type": "multipart/form-data; boundary=xx",
        "content-length": 10_000_000,
      },
    });
    outgoing.on("error", () => undefined);
    outgoing.write(
      `--xx\r\nContent-Disposition: form-data; name="file"; filename="a.log"\r\n\r\n${"a".repeat(1_500_000)}`,
    );
    const until = async (count: number) => {
      for (let tries = 0; tries < 200; tries++) {
        if ((await rows(portal.id)).length === count) return;
        await new Promise((done) => setTimeout(done, 25));
      }
      expect.fail(`there are ${(await rows(portal.id)).length} rows, not ${count}`);
    };
    await until(1);
    expect((await rows(portal.id).where({ complete: true })).length).to.equal(0);
    outgoing.destroy();
    await until(0);
  });

  it("shows an unsent file to nobody but who uploaded it", async () => {
    const one = await stage();
    const file = JSON.parse((await send(one.browser, one.address, "a.txt", "mine")).text) as Uploaded;
    const guest = new Browser(app.url);
    expect((await guest.get(file.url)).status).to.equal(404);
    const colleague = await aContact(app.db, { portalId: one.portal.id });
    const other = new Browser(app.url);
    await other.signIn(colleague.email, one.front.base);
    expect((await other.get(file.url)).status).to.equal(404);
    const two = await stage();
    expect((await two.browser.get(file.url.replace(one.front.base, two.front.base))).status).to.equal(404);
  });

  it("lets guests upload only where they may submit", async () => {
    const open = await stage({ guestsMaySubmit: true });
    const guest = new Browser(app.url);
    await guest.get(`${open.front.base}/login`);
    const answer = await send(guest, open.address, "a.txt", "a guest's");
    expect(answer.status, answer.text).to.equal(200);
    expect((await guest.get((JSON.parse(answer.text) as Uploaded).url)).text).to.equal("a guest's");
    const closed = await stage({ guestsMaySubmit: false });
    expect((await send(guest, closed.address, "a.txt", "a guest's")).status).to.equal(401);
    expect(await rows(closed.portal.id)).to.deep.equal([]);
  });

  it("takes an agent's file at the desk, and none of a stranger", async () => {
    const portal = await aPortal(app.db);
    const agent = await anAgent(app.db, { roles: [{ portalId: portal.id, role: "agent" }] });
    const browser = new Browser(app.url);
    await browser.signIn(agent.email);
    const data = randomBytes(100_000);
    const zip = Buffer.concat([Buffer.from("PK\x05\x06" + "\0".repeat(18), "latin1"), data]);
    const answer = await send(browser, `/desk/${portal.slug}/attachments`, "logs.zip", zip);
    expect(answer.status, answer.text).to.equal(200);
    const { url } = JSON.parse(answer.text) as Uploaded;
    expect(url).to.match(new RegExp(`^/desk/${portal.slug}/attachments/`));
    const stranger = await anAgent(app.db, {
      roles: [{ portalId: (await aPortal(app.db)).id, role: "agent" }],
    });
    const other = new Browser(app.url);
    await other.signIn(stranger.email);
    expect((await send(other, `/desk/${portal.slug}/attachments`, "a.txt", "a")).status).to.equal(404);
    expect((await other.get(url)).status).to.equal(404);
  });
});
