import { expect } from "chai";
import { X509Certificate } from "node:crypto";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { foundCluster, noPorts } from "../test/cluster-nodes.ts";
import type { Application } from "./admission.ts";
import { keyFiles } from "./certificates.ts";
import { UnreachableError } from "./channel.ts";
import type { ClusterNode } from "./cluster.ts";
import { complete, enrol, findHost, greet, type Host } from "./joining.ts";
import { Refusal } from "./routes.ts";

const failure = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: unknown) => error as Error,
  );

describe("joining a cluster", () => {
  let lab: Awaited<ReturnType<typeof foundCluster>>;
  beforeEach(async () => (lab = await foundCluster()));
  afterEach(() => lab.end());

  it("gives a second server a name, a certificate, the secrets and the authority; all of it unreadable to others", async () => {
    const b = lab.folder("b");
    expect(await lab.joinAs(lab.tokenFor("data"), b)).to.equal("b");
    const cluster = lab.clusterOf(b);
    expect(cluster).to.deep.equal({ ...lab.clusterOf(lab.a), self: "b" });
    expect(cluster.nodes.map(({ name }) => name)).to.deep.equal(["a", "b"]);
    expect(cluster).to.deep.include({ generation: 2, environment: { SMTP_URL: "smtp://u:secret@mail" } });
    expect(lab.applied()).to.equal(1);
    for (const file of ["ca.crt", "ca.key", "node.crt", "node.key", "web.crt", "web.key"])
      expect(statSync(join(b.keys, file)).mode & 0o777, file).to.equal(0o600);
    expect(JSON.parse(readFileSync(b.secrets, "utf8"))).to.include({ databasePassword: "d" });
    const certificate = new X509Certificate(readFileSync(keyFiles(b.keys).certificate));
    expect(certificate.subjectAltName).to.equal("DNS:b, IP Address:127.0.0.1");
  });

  it("gives a witness neither the authority's key, nor the database's password, nor the mail server's", async () => {
    const w = lab.folder("w");
    expect(await lab.joinAs(lab.tokenFor("witness"), w, { kind: "witness" })).to.equal("w");
    expect(existsSync(keyFiles(w.keys).authorityKey)).to.equal(false);
    expect(JSON.parse(readFileSync(w.secrets, "utf8"))).to.deep.equal({ redisPassword: "r" });
    expect(lab.clusterOf(w).environment).to.deep.equal({});
  });

  it("refuses, in one sentence each, and leaves the token good", async () => {
    const token = lab.tokenFor("data");
    const host = await findHost(token);
    const cases: [Partial<Application>, string][] = [
      [{ secret: "00".repeat(16) }, "not one of this cluster's"],
      [{ version: "2.0.0" }, "runs version 2.0.0 (schema 20260101000000_x), the cluster 1.0.0"],
      [{ schema: "2027_y" }, "put the same version on it"],
      [{ kind: "witness" }, "This token is for a second server, not for a witness"],
      [{ name: "a" }, "has a running server named a"],
    ];
    for (const [given, sentence] of cases) {
      const refused = await failure(greet(host, lab.application(token, given)));
      expect(refused, sentence).to.be.instanceOf(Refusal);
      expect(refused?.message).to.contain(sentence);
    }
    expect(lab.clusterOf(lab.a).generation).to.equal(1);
    expect(await lab.joinAs(token, lab.folder("b"))).to.equal("b");
    expect((await failure(greet(host, lab.application(token))))?.message).to.contain("used already");
  });

  it("does not speak to a cluster that the token is not from, nor to nobody", async () => {
    const stranger = { ...lab.tokenFor("data"), authority: "ab".repeat(32) };
    expect((await failure(findHost(stranger)))?.message).to.contain(
      "is not the cluster that this token is from",
    );
    const nobody = await failure(findHost({ ...stranger, port: 1 }));
    expect(nobody).to.be.instanceOf(UnreachableError);
    expect(nobody?.message).to.contain("127.0.0.1:1 does not answer (ECONNREFUSED)");
  });

  it("lets a broken-off join be repeated under the same name, and nobody complete what was not begun", async () => {
    const first = lab.folder("b");
    const token = lab.tokenFor("data");
    const host: Host = await findHost(token);
    await enrol(host, first.keys, lab.application(token), "b", "127.0.0.1");
    const node: ClusterNode = { name: "b", kind: "data", address: "127.0.0.1", ports: noPorts };
    const asWitness = await failure(complete(host, first.keys, { ...node, kind: "witness" }));
    expect(asWitness?.message).to.contain("Nobody of this name is expected");
    await complete(host, first.keys, node); // its answer was lost: the power failed
    expect((await failure(complete(host, first.keys, node)))?.message).to.contain(
      "Nobody of this name is expected",
    );
    const again = lab.folder("b-again");
    expect(await lab.joinAs(lab.tokenFor("data", "b"), again)).to.equal("b");
    expect(lab.clusterOf(again).nodes.map(({ name }) => name)).to.deep.equal(["a", "b"]);
  });
});
