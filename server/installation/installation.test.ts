import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { ConfigError } from "../../config/schema.ts";
import { openInstallation } from "./installation.ts";
import { layoutOf } from "./layout.ts";

describe("an installation", () => {
  let data: string;
  beforeEach(() => (data = mkdtempSync(join(tmpdir(), "holdfast-installation-"))));
  afterEach(() => rmSync(data, { recursive: true, force: true }));
  const config = (given: object = {}) => ({
    data,
    databaseUrl: undefined,
    redisUrl: undefined,
    secret: undefined,
    ...given,
  });

  it("generates its secrets once, for its owner's eyes only", () => {
    const first = openInstallation(config());
    expect(openInstallation(config())).to.deep.equal(first);
    expect(statSync(join(data, "installation.json")).mode & 0o777).to.equal(0o600);
    expect(readdirSync(data)).to.deep.equal(["installation.json"]);
    expect(first.secret).to.have.length.above(32);
    expect(first.embedded).to.deep.equal({ database: true, redis: true });
  });

  it("lets the operator's servers and secret win", () => {
    const given = { databaseUrl: "mysql://u:p@h/d", redisUrl: "redis://h", secret: "s".repeat(32) };
    expect(openInstallation(config(given))).to.deep.equal({
      ...given,
      database: [{ name: "the database", url: given.databaseUrl }],
      redis: given.redisUrl,
      embedded: { database: false, redis: false },
    });
  });

  it("keeps its sockets short enough for the kernel, however long the folder's name is", () => {
    const long = layoutOf(join("/srv", "x".repeat(120)));
    expect(long.run).to.match(/^\/tmp\/holdfast-[0-9a-f]{16}$/);
    expect(layoutOf("/srv/holdfast").run).to.equal("/srv/holdfast/run");
  });

  it("refuses a folder that cannot be written, in one line", () => {
    expect(() => openInstallation(config({ data: "/etc/hostname/holdfast" }))).to.throw(
      ConfigError,
      /^HOLDFAST_DATA: expected .+ got "\/etc\/hostname\/holdfast" \(E\w+\)$/,
    );
  });

  it("refuses damaged secrets instead of replacing them", () => {
    writeFileSync(join(data, "installation.json"), "{");
    expect(() => openInstallation(config())).to.throw(
      ConfigError,
      /installation\.json: expected the secrets .+ restore it from a backup$/,
    );
  });
});
