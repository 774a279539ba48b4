import { expect } from "chai";
import { aFront, anAgent, aPortal } from "../test/factories.ts";
import { Browser, startApp, type TestApp, testDb } from "../test/harness.ts";

const base = "/admin/general-settings/customer-portals";
const png = (width: number, height: number) => {
  const data = Buffer.alloc(64);
  Buffer.from("89504e470d0a1a0a0000000d49484452", "hex").copy(data);
  data.writeUInt32BE(width, 16);
  data.writeUInt32BE(height, 20);
  data.write("\x08\x06\0\0\0", 24, "latin1");
  data.write("IDAT", 37, "latin1");
  return data;
};

describe("the logo of a customer portal", () => {
  let app: TestApp;
  let admin: Browser;
  let portal: { id: number; slug: string };
  before(async () => {
    app = await startApp();
    portal = await aPortal(app.db);
    await aFront(app.db, { portalId: portal.id, isDefault: true });
    const agent = await anAgent(app.db, { administrator: true });
    admin = new Browser(app.url);
    await admin.signIn(agent.email);
  });
  after(() => app.close());
  const svg = '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>';
  const logos: [string, { name: string; data: Uint8Array | string }, string | null][] = [
    ["takes a PNG by its content, whatever its name", { name: "../../x.txt", data: png(300, 80) }, null],
    ["refuses an SVG and says why", { name: "logo.svg", data: svg }, "can carry scripts"],
    ["refuses an SVG that is called PNG", { name: "logo.png", data: svg }, "can carry scripts"],
    ["refuses a text that is called PNG", { name: "logo.png", data: "hello" }, "whatever its name says"],
    ["refuses an empty file", { name: "logo.png", data: "" }, "whatever its name says"],
    [
      "refuses more than 512 KB",
      { name: "logo.png", data: Buffer.concat([png(9, 9), Buffer.alloc(520 * 1024)]) },
      "larger than 512 KB",
    ],
    ["refuses more than 4096 pixels", { name: "logo.png", data: png(5000, 10) }, "more than 4096"],
  ];
  for (const [what, file, problem] of logos)
    it(`${what} as a logo`, async () => {
      const front = await aFront(testDb(), { portalId: portal.id });
      const answer = await admin.postFiles(`${base}/${front.id}/logo`, {}, [
        { field: "attachments", ...file },
      ]);
      const images = await testDb()("customer_portal_images").where({ customer_portal_id: front.id });
      if (problem) {
        expect([answer.status, images.length]).to.eql([422, 0]);
        expect(answer.$("#field-attachments-error").text()).to.contain(problem);
        return;
      }
      expect([answer.status, images.length]).to.eql([303, 1]);
      const src = (await new Browser(app.url).get(front.base)).$(".site-brand img").attr("src") ?? "";
      expect((await admin.get(src)).headers.get("content-type")).to.equal("image/png");
      await admin.post(`${base}/${front.id}/logo-removal`);
      expect((await admin.get(src)).status).to.equal(404);
    });
});
