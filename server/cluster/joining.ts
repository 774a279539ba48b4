import type { X509Certificate } from "node:crypto";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { request } from "node:https";
import { connect } from "node:tls";
import type { Application, Belongings, Greeting } from "./admission.ts";
import { certificateRequest, fingerprintOf, keyFiles } from "./certificates.ts";
import { callPeer, exchange, UnreachableError } from "./channel.ts";
import { type ClusterNode, writeCluster } from "./cluster.ts";
import { Refusal } from "./routes.ts";
import { joined, type Token } from "./tokens.ts";

/** The agent that invited us, recognised by the fingerprint in the token. */
export interface Host {
  readonly address: string;
  readonly port: number;
  /** The cluster's authority (PEM). */
  readonly authority: string;
  /** Name of the node, by its certificate. */
  readonly name: string;
  /** The address of this machine that leads to it. */
  readonly ownAddress: string;
}

/**
 * Connects to the inviting agent and makes sure that it is the one the token names. Nothing secret was sent yet.
 * @throws Refusal "other-cluster" when somebody else answers there, UnreachableError when nobody does.
 */
export function findHost({ address, port, authority }: Token): Promise<Host> {
  return new Promise((resolve, reject) => {
    // The authority is not known yet; it is in the chain that comes, and its fingerprint is in the token.
    const socket = connect({
      host: address,
      port,
      rejectUnauthorized: false,
      minVersion: "TLSv1.3",
      timeout: 5000,
    });
    const where = joined(address, port);
    const fail = (why: string) => {
      socket.destroy();
      reject(
        new UnreachableError(
          `${where} does not answer (${why}). Is that server up, and may this one reach its port ${port}? Look there with: npm run failover -- status`,
        ),
      );
    };
    socket.on("timeout", () => fail("nothing within 5 s"));
    socket.on("error", (error: NodeJS.ErrnoException) => fail(error.code ?? error.message));
    socket.on("secureConnect", () => {
      const shown = socket.getPeerX509Certificate();
      const issuer = shown?.issuerCertificate;
      const ownAddress = (socket.localAddress ?? "").replace(/^::ffff:/, "");
      socket.destroy();
      const trusted =
        shown && issuer && fingerprintOf(issuer.toString()) === authority && shown.verify(issuer.publicKey);
      if (!trusted)
        return reject(
          new Refusal(
            "other-cluster",
            `Whoever answers at ${where} is not the cluster that this token is from; check the address, or run invite again there.`,
          ),
        );
      resolve({ address, port, authority: issuer.toString(), name: commonName(shown), ownAddress });
    });
  });
}

const commonName = (certificate: X509Certificate) => /^CN=(.*)$/m.exec(certificate.subject)?.[1] ?? "";

const ask = <T>(host: Host, body: unknown) =>
  exchange<T>(
    (to) =>
      request({
        ...to,
        host: host.address,
        port: host.port,
        ca: host.authority,
        checkServerIdentity: () => undefined,
      }),
    host.name,
    "POST /join",
    body,
    10_000,
  );

/**
 * Asks what would happen: the name, the cluster, its clock. Changes nothing and leaves the token good.
 * @throws Refusal with the reason why this server may not join.
 */
export const greet = (host: Host, application: Application): Promise<Greeting> => ask(host, application);

/**
 * Fetches a certificate for this node; the token is used up by that. Writes ca.crt, node.crt and node.key to `keys`.
 * @returns the node's name.
 */
export async function enrol(
  host: Host,
  keys: string,
  application: Application,
  name: string,
  address: string,
): Promise<string> {
  mkdirSync(keys, { recursive: true, mode: 0o700 });
  const answer = await ask<{ name: string; certificate: string }>(host, {
    ...application,
    name,
    address,
    request: certificateRequest(keys, name),
  });
  const files = keyFiles(keys);
  write(files.authority, host.authority);
  write(files.certificate, answer.certificate);
  return answer.name;
}

/** Becomes a member: over mutual TLS from now on. @returns what only members learn. */
export const complete = (host: Host, keys: string, node: ClusterNode): Promise<Belongings> => {
  const inviter = {
    ...node,
    name: host.name,
    address: host.address,
    ports: { ...node.ports, agent: host.port },
  };
  return callPeer<Belongings>({ keys }, inviter, "POST /join/complete", node, { timeoutMs: 30_000 });
};

/** Puts what members have where it belongs. cluster.json comes last: with it this folder is a node. */
export function settle(
  files: { readonly keys: string; readonly secrets: string; readonly cluster: string },
  belongings: Belongings,
): void {
  if (belongings.authorityKey) write(keyFiles(files.keys).authorityKey, belongings.authorityKey);
  if (belongings.web) {
    write(webFiles(files.keys).cert, belongings.web.cert);
    write(webFiles(files.keys).key, belongings.web.key);
  }
  write(files.secrets, `${JSON.stringify(belongings.secrets, undefined, 2)}\n`);
  writeCluster(files.cluster, belongings.cluster);
}

/** The portal's own TLS certificate and key where they came with the invitation. */
export const webFiles = (keys: string) => ({ cert: `${keys}/web.crt`, key: `${keys}/web.key` });

function write(file: string, content: string): void {
  writeFileSync(file, content, { mode: 0o600 });
  chmodSync(file, 0o600);
}
