import { expect } from "chai";
import { execFileSync } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { request } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  certificateRequest,
  createAuthority,
  fingerprintOf,
  issueCertificate,
  keyFiles,
  signRequest,
} from "./certificates.ts";
import { callPeer, exchange, serveChannel, UnreachableError } from "./channel.ts";
import { type Cluster, type ClusterNode, newCluster } from "./cluster.ts";
import { Refusal, type Routes } from "./routes.ts";

const ports = { agent: 0, sql: 0, group: 0, ist: 0, sst: 0, redis: 0, sentinel: 0, web: 0 };
const text = (file: string) => readFileSync(file, "utf8");

describe("the cluster's certificates and control channel", () => {
  let home = "";
  before(() => (home = mkdtempSync(join(tmpdir(), "holdfast-test-"))));
  after(() => rmSync(home, { recursive: true }));

  /** Keys of a node under the authority of `founder`. */
  function enrol(founder: string, name: string): { keys: string } {
    const keys = join(home, `${founder}-${name}`);
    const authority = join(home, `${founder}-a`);
    createAuthority(authority);
    if (keys === authority) issueCertificate(keys, name, ["127.0.0.1"]);
    else {
      const certificate = signRequest(authority, certificateRequest(keys, name), name, ["127.0.0.1"]);
      writeFileSync(keyFiles(keys).certificate, certificate);
      writeFileSync(keyFiles(keys).authority, text(keyFiles(authority).authority));
    }
    return { keys };
  }

  it("issues certificates that openssl accepts, whatever the clock says and whatever the request asked for", () => {
    const { keys } = enrol("one", "a");
    const other = join(home, "asks-for-more");
    const request = certificateRequest(other, "a");
    const certificate = new X509Certificate(signRequest(keys, request, "b", ["10.0.0.2", "not an address"]));
    expect(certificate.subject).to.equal("CN=b");
    expect(certificate.subjectAltName).to.equal("DNS:b, IP Address:10.0.0.2");
    expect(certificate.ca).to.equal(false);
    expect(certificate.validFromDate.getUTCFullYear()).to.equal(2000);
    const { authority, authorityKey, certificate: own, key } = keyFiles(keys);
    for (const usage of ["sslserver", "sslclient"])
      expect(
        execFileSync("openssl", ["verify", "-purpose", usage, "-CAfile", authority, own]).toString(),
      ).to.contain("OK");
    for (const file of [authority, authorityKey, own, key])
      expect(statSync(file).mode & 0o777).to.equal(0o600);
    expect(statSync(keys).mode & 0o777).to.equal(0o700);
    expect(fingerprintOf(text(authority))).to.match(/^[0-9a-f]{64}$/);
  });

  it("refuses to sign what is not a request", () => {
    const { keys } = enrol("one", "a");
    expect(() => signRequest(keys, "nonsense", "b", [])).to.throw(/openssl ca/);
  });

  it("keeps the authority and the key when asked again", () => {
    const { keys } = enrol("one", "a");
    const before = [text(keyFiles(keys).authority), text(keyFiles(keys).key)];
    createAuthority(keys);
    issueCertificate(keys, "a", ["10.0.0.1"]);
    expect([text(keyFiles(keys).authority), text(keyFiles(keys).key)]).to.deep.equal(before);
  });

  const routes: Routes = {
    "GET /state": { local: true, peers: true, handle: async (_body, caller) => ({ caller }) },
    "POST /echo": { local: true, peers: true, handle: async (body) => body },
    "POST /local": { local: true, peers: false, handle: async () => ({}) },
    "POST /join": {
      local: false,
      peers: false,
      strangers: "anyone",
      handle: async (_body, caller) => ({ caller }),
    },
    "POST /more": {
      local: false,
      peers: false,
      strangers: "certified",
      handle: async (_body, caller) => ({ caller }),
    },
    "POST /refuse": {
      local: false,
      peers: true,
      handle: () => Promise.reject(new Refusal("busy", "Another is at it.")),
    },
    "POST /fail": { local: false, peers: true, handle: () => Promise.reject(new Error("a secret")) },
    "POST /hang": { local: false, peers: true, handle: () => new Promise(() => undefined) },
  };

  async function served(work: (a: ClusterNode) => Promise<void>) {
    const layout = enrol("one", "a");
    const cluster: Cluster = newCluster("a", ports);
    cluster.nodes.push({ name: "b", kind: "data", address: "127.0.0.1", ports });
    const server = await serveChannel({ layout, cluster: () => cluster, routes });
    const agent = (server.address() as AddressInfo).port;
    try {
      await work({ name: "a", kind: "data", address: "127.0.0.1", ports: { ...ports, agent } });
    } finally {
      server.close();
      server.closeAllConnections();
    }
  }

  const failure = (work: Promise<unknown>) =>
    work.then(
      () => null,
      (error: unknown) => error as Error,
    );

  it("knows a member by its certificate, answers it, and passes refusals on", () =>
    served(async (a) => {
      const b = enrol("one", "b");
      expect(await callPeer(b, a, "GET /state")).to.deep.equal({ caller: "b" });
      expect(await callPeer(b, a, "POST /echo", { some: ["thing"] })).to.deep.equal({ some: ["thing"] });
      const refused = await failure(callPeer(b, a, "POST /refuse"));
      expect(refused).to.be.instanceOf(Refusal).and.include({ code: "busy", message: "Another is at it." });
      expect(await failure(callPeer(b, a, "POST /nowhere"))).to.include({ code: "unknown" });
      expect(await failure(callPeer(b, a, "POST /local"))).to.include({ code: "forbidden" });
      const bug = await failure(callPeer(b, a, "POST /fail"));
      expect(bug).to.include({ code: "failed" });
      expect(bug?.message).not.to.contain("secret");
    }));

  it("limits what it waits for and what it reads", () =>
    served(async (a) => {
      const b = enrol("one", "b");
      const begin = performance.now();
      const hung = await failure(callPeer(b, a, "POST /hang", {}, { timeoutMs: 200 }));
      expect(hung).to.be.instanceOf(UnreachableError);
      expect(performance.now() - begin).to.be.below(1000);
      const large = await failure(callPeer(b, a, "POST /echo", "x".repeat(5 * 1024 * 1024)));
      expect(large).to.include({ code: "too-large" });
    }));

  it("tells one who is certified but no member only what such a one may know", () =>
    served(async (a) => {
      const c = enrol("one", "c");
      expect(await failure(callPeer(c, a, "GET /state"))).to.include({ code: "forbidden" });
      expect(await callPeer(c, a, "POST /more")).to.deep.equal({ caller: "c" });
    }));

  it("takes another cluster's certificate for none, and a caller refuses another cluster's node", () =>
    served(async (a) => {
      const foreign = enrol("two", "a");
      // The foreign caller refuses first: our authority is not its own.
      expect((await failure(callPeer(foreign, a, "GET /state")))?.message).to.match(/self-signed|unable to/);
      // One that shows a foreign certificate and looks away is a stranger.
      const { certificate, key } = keyFiles(foreign.keys);
      const asStranger = (route: string) =>
        exchange(
          (to) =>
            request({
              ...to,
              host: a.address,
              port: a.ports.agent,
              cert: text(certificate),
              key: text(key),
              rejectUnauthorized: false,
            }),
          "a",
          route,
          undefined,
        );
      expect(await failure(asStranger("GET /state"))).to.include({ code: "forbidden" });
      expect(await failure(asStranger("POST /more"))).to.include({ code: "forbidden" });
      expect(await asStranger("POST /join")).to.deep.equal({ caller: "" });
      // Our own authority, but another name than the one we want to speak to.
      const misdirected = await failure(callPeer(enrol("one", "b"), { ...a, name: "w" }, "GET /state"));
      expect(misdirected?.message).to.contain("its certificate is for a, not w");
    }));
});
