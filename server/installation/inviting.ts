import { readFileSync } from "node:fs";
import { isIP } from "node:net";
import { z } from "zod";
import type { Config } from "../../config/schema.ts";
import { guessAddress, ownAddresses } from "../cluster/addresses.ts";
import { fingerprintOf, issueCertificate, keyFiles } from "../cluster/certificates.ts";
import { type Cluster, clusterNode, selfOf, writeCluster } from "../cluster/cluster.ts";
import { changed, push, withNode } from "../cluster/membership.ts";
import { Refusal, type Routes } from "../cluster/routes.ts";
import { invitationMinutes, invite, joined, writeToken } from "../cluster/tokens.ts";
import type { Layout } from "./layout.ts";
import { travellingPart } from "./node-config.ts";

const wish = z.object({
  kind: z.enum(["data", "witness"]),
  name: clusterNode.shape.name.nullish(),
  /** This node's own address, as the others shall reach it. */
  address: z.string().nullish(),
});

/** An invitation, for the operator. */
export interface Invited {
  readonly token: string;
  /** What to type on the other machine. */
  readonly command: string;
  readonly minutes: number;
  /** Worth knowing: an address that was guessed, a setting that should be made. */
  readonly notes: readonly string[];
}

export interface InvitingDeps {
  readonly layout: Layout;
  readonly config: Config;
  readonly cluster: () => Cluster;
  /** Brings this machine's programs up to the changed cluster.json; resolves when they are. */
  readonly applied: () => Promise<void>;
}

/** POST /invite: opens this node to others (an address, accounts and ports for members) and hands out a token. */
export const inviteRoutes = (deps: InvitingDeps): Routes => ({
  "POST /invite": {
    local: true,
    peers: false,
    handle: async (body) => {
      const { kind, name, address } = parseWish(body);
      assertOwnServers(deps.config);
      const notes: string[] = [];
      const before = deps.cluster();
      if (selfOf(before).kind === "witness")
        throw new Refusal("witness", "This is the witness; run invite on one of the servers.");
      const cluster = opened(before, chooseAddress(before, address ?? null, notes));
      if (cluster !== before) {
        writeCluster(deps.layout.cluster, cluster);
        issueCertificate(deps.layout.keys, cluster.self, [selfOf(cluster).address]);
        await push(deps.layout, cluster);
      }
      await deps.applied();
      if (cluster.vip && !cluster.environment.BASE_URL)
        notes.push(
          `BASE_URL is not set: links in mails would lead to ${deps.config.baseUrl}. Set it to the portal's public address, run npm start here, then invite again.`,
        );
      return invitation(deps.layout, cluster, kind, name ?? null, notes);
    },
  },
});

function parseWish(body: unknown): z.infer<typeof wish> {
  const result = wish.safeParse(body);
  if (result.success) return result.data;
  throw new Refusal(
    "malformed",
    "A server's name is up to 31 lower-case letters, digits and hyphens, and begins with a letter or digit.",
  );
}

function assertOwnServers(config: Config): void {
  const own = [config.databaseUrl ? "DATABASE_URL" : "", config.redisUrl ? "REDIS_URL" : ""].filter(Boolean);
  if (own.length > 0)
    throw new Refusal(
      "external",
      `This installation uses servers of your own (${own.join(", ")}): nothing has to join. Start the second server with the same DATABASE_URL, REDIS_URL and HOLDFAST_SECRET.`,
    );
}

function chooseAddress(cluster: Cluster, wanted: string | null, notes: string[]): string {
  const own = ownAddresses().map(({ address }) => address);
  if (wanted !== null) {
    if (isIP(wanted) === 0)
      throw new Refusal("malformed", `--address: expected an IP address, got ${JSON.stringify(wanted)}`);
    if (!own.includes(wanted))
      notes.push(`This machine does not have the address ${wanted}; the others must reach it by that.`);
    return wanted;
  }
  const known = selfOf(cluster).address;
  if (known !== "") return known;
  const vip = cluster.vip?.address;
  const guess = guessAddress(ownAddresses().filter(({ address }) => address !== vip));
  if (!guess)
    throw new Refusal(
      "no-address",
      "This machine has no address that others could reach; connect it to the network first.",
    );
  if (guess.others.length > 0)
    notes.push(
      `The others will reach this server by ${guess.address}. It has other addresses too (${guess.others.join(", ")}); to use one of them: npm run failover -- invite --address …`,
    );
  return guess.address;
}

/** The cluster with this node's address, and today's configuration for the others; the same object when nothing is new. */
function opened(before: Cluster, address: string): Cluster {
  const self = selfOf(before);
  const environment = travellingPart(process.env);
  const same = self.address === address && JSON.stringify(environment) === JSON.stringify(before.environment);
  return same
    ? before
    : changed(before, { nodes: withNode(before.nodes, { ...self, address }), environment });
}

function invitation(
  layout: Layout,
  cluster: Cluster,
  kind: "data" | "witness",
  name: string | null,
  notes: readonly string[],
): Invited {
  const { address, ports } = selfOf(cluster);
  const authority = fingerprintOf(readFileSync(keyFiles(layout.keys).authority, "utf8"));
  const secret = invite(layout.invitations, kind, name);
  const token = writeToken({ address, port: ports.agent, authority, secret });
  const where = ports.agent === 7400 && !address.includes(":") ? address : joined(address, ports.agent);
  const command = `npm start -- ${kind === "witness" ? "--witness " : ""}--join ${where} --token ${token}`;
  return { token, command, minutes: invitationMinutes, notes };
}
