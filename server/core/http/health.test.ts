import { expect } from "chai";
import { Browser, startApp, type TestApp } from "../../test/harness.ts";

describe("what a load balancer and a monitor ask", () => {
  let app: TestApp;
  before(async () => {
    app = await startApp();
  });
  after(() => app.close());
  const get = (path: string, headers: Record<string, string> = {}) => new Browser(app.url).get(path, headers);

  it("is alive, ready and primary, with each check named", async () => {
    expect((await get("/health/live")).status).to.equal(200);
    const ready = await get("/health/ready");
    expect(ready.status).to.equal(200);
    const { status, checks } = JSON.parse(ready.text) as {
      status: string;
      checks: Record<string, { status: string }>;
    };
    expect(status).to.equal("ok");
    expect(Object.keys(checks)).to.include.members(["database", "sessions", "migrations"]);
    expect(JSON.parse((await get("/health/role")).text)).to.include({ role: "primary", node: "a" });
  });

  it("shows numbers to the machine itself, and nothing to whoever a proxy forwards", async () => {
    await get("/login");
    const metrics = await get("/metrics");
    expect(metrics.status).to.equal(200);
    expect(metrics.text).to.match(/^holdfast_http_answers_total\{worker="0",class="2xx"\} [1-9]\d*$/m);
    expect((await get("/metrics", { "x-forwarded-for": "203.0.113.9" })).status).to.equal(404);
  });
});
