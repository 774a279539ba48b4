import { expect } from "chai";
import { startApp, type TestApp } from "../../test/harness.ts";

describe("a form", () => {
  let app: TestApp;
  before(async () => (app = await startApp()));
  after(() => app.close());

  for (const type of [undefined, "application/x-www-form-urlencoded", "application/json"])
    it(`that nothing was filled into (${type ?? "no type"}) is refused, not a failure of ours`, async () => {
      const { status } = await fetch(`${app.url}/login`, {
        method: "POST",
        headers: type ? { "content-type": type } : {},
      });
      expect(status).to.equal(403);
    });
});
