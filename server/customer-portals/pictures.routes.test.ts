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

describe("the pictures of a customer portal", () => {
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
  const pictures: [string, { name: string; data: Uint8Array | string }, string | null, string?][] = [
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
    ["refuses 40 megapixels in a small file", { name: "logo.png", data: png(8000, 5000) }, "more than 4096"],
    ["takes a square icon", { name: "icon.png", data: png(64, 64) }, null, "favicon"],
    ["refuses an icon that is not square", { name: "icon.png", data: png(64, 32) }, "square", "favicon"],
    ["refuses an SVG icon", { name: "icon.svg", data: svg }, "can carry scripts", "favicon"],
  ];
  for (const [what, file, problem, kind = "logo"] of pictures)
    it(`${what} (${kind})`, async () => {
      const front = await aFront(testDb(), { portalId: portal.id });
      const page = `${base}/${front.id}/design`;
      const answer = await admin.postFiles(`${page}/${kind}`, {}, [{ field: kind, ...file }]);
      const rows = (table: string) => testDb()(table).where({ customer_portal_id: front.id });
      if (problem) {
        expect(answer.status).to.equal(422);
        expect(answer.$(`#field-${kind}-error`).text()).to.contain(problem);
        for (const table of ["customer_portal_pictures", "customer_portal_drafts"])
          expect(await rows(table), table).to.eql([]);
        return;
      }
      expect(answer.status).to.equal(303);
      const address = (await admin.get(page)).$(`img[src*="/pictures/"]`).attr("src") ?? "";
      const drafted = await admin.get(address);
      expect([drafted.status, drafted.headers.get("content-type")]).to.eql([200, "image/png"]);
      expect(await rows("customer_portal_images"), "not published yet").to.eql([]);
      await admin.post(`${page}/publication`, { revision: "1" });
      const home = await new Browser(app.url).get(front.base);
      const src = home.$(kind === "logo" ? ".site-brand img" : "link[rel=icon]");
      const served = await new Browser(app.url).get(src.attr("src") ?? src.attr("href") ?? "");
      expect([served.status, served.headers.get("content-type"), served.headers.get("cache-control")]).to.eql(
        [200, "image/png", "public, max-age=31536000, immutable"],
      );
      expect(served.headers.get("content-security-policy")).to.contain("sandbox");
      await admin.post(`${page}/${kind}-removal`);
      await admin.post(`${page}/publication`, { revision: "1" });
      expect((await new Browser(app.url).get(front.base)).$(".site-brand img").length).to.equal(0);
      expect((await rows("customer_portal_pictures")).length, "an earlier version names it").to.equal(1);
      await admin.post(`${base}/${front.id}/history/2`);
      const again = await new Browser(app.url).get(front.base);
      expect(again.$("link[rel=icon]").attr("href"), "rolled back").to.match(/^\/branding\//);
    });
});
