import { expect } from "chai";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createAuthority, issueCertificate } from "../../cluster/certificates.ts";
import type { ClusterNode } from "../../cluster/cluster.ts";
import { lifeSigns } from "./life-signs.ts";

const ports = { agent: 1, sql: 1, group: 1, ist: 1, sst: 1, redis: 1, sentinel: 1, web: 1 };

describe("signs of life", () => {
  it("takes any open door of another server for a sign of life", async () => {
    const keys = mkdtempSync(join(tmpdir(), "holdfast-test-"));
    createAuthority(keys);
    issueCertificate(keys, "a", []);
    const door = createServer((socket) => socket.destroy()).listen(0, "127.0.0.1");
    await new Promise((resolve) => door.once("listening", resolve));
    const { port } = door.address() as AddressInfo;
    const other = (name: string, open: Partial<ClusterNode["ports"]>): ClusterNode => ({
      name,
      kind: "data",
      address: "127.0.0.1",
      ports: { ...ports, ...open },
    });
    const nodes = [other("b", { group: port }), other("c", {}), other("d", { agent: port, sql: port })];
    const signs = await lifeSigns({ keys }, nodes);
    expect(signs.map(({ name, alive }) => [name, alive])).to.deep.equal([
      ["b", true],
      ["c", false],
      ["d", true],
    ]);
    expect(signs[0]?.detail).to.equal(`its group port ${port} answers, its failover agent does not`);
    door.close();
    rmSync(keys, { recursive: true });
  });
});
