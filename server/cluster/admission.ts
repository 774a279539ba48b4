import { readFileSync } from "node:fs";
import { z } from "zod";
import { callPeer } from "./channel.ts";
import { keyFiles, signRequest } from "./certificates.ts";
import { type Cluster, type ClusterNode, clusterNode, writeCluster } from "./cluster.ts";
import { changed, type MembershipFiles, push, visibleTo, withNode } from "./membership.ts";
import { Refusal, type Routes } from "./routes.ts";
import { type Invitation, invitationFor, useInvitation } from "./tokens.ts";

/** What a server says about itself when it wants to join. */
export const application = z.object({
  secret: z.string(),
  kind: z.enum(["data", "witness"]),
  version: z.string(),
  schema: z.string(),
  /** The name that it wants, or null. */
  name: clusterNode.shape.name.nullable(),
});
export type Application = z.infer<typeof application>;

const enrolment = application.extend({ request: z.string(), address: z.string().min(1) });

/** What the cluster tells one who may join, before anything changes. */
export interface Greeting {
  /** The name that it would get. */
  readonly name: string;
  readonly cluster: Cluster;
  /** Milliseconds since the epoch by the inviting node's clock. */
  readonly clock: number;
  /** Size of the database to copy, bytes. */
  readonly size: number;
}

/** What only members learn. */
export interface Belongings {
  readonly cluster: Cluster;
  /** Content of the secrets file; a witness gets what it needs only. */
  readonly secrets: Record<string, string>;
  /** Key of the authority; null for a witness. */
  readonly authorityKey: string | null;
  /** Certificate and key of the portal's own TLS (TLS_CERT, TLS_KEY); null when it has none. */
  readonly web: { readonly cert: string; readonly key: string } | null;
}

export interface AdmissionDeps {
  readonly layout: MembershipFiles & { readonly invitations: string };
  readonly cluster: () => Cluster;
  readonly version: string;
  readonly schema: string;
  readonly size: () => number;
  readonly belongings: (kind: ClusterNode["kind"]) => Omit<Belongings, "cluster" | "authorityKey">;
  /** Called after the membership changed: brings this machine's programs up to it. */
  readonly apply: () => void;
}

/**
 * How another server comes in. POST /join is the only route that asks for no certificate; its token vouches for the caller, who recognised this
 * cluster by the authority's fingerprint in the same token. Nothing changes before POST /join/complete, which needs the certificate.
 */
export function admissionRoutes(deps: AdmissionDeps): Routes {
  /** Who was given a certificate and has not come back yet. */
  const expected = new Map<string, ClusterNode["kind"]>();
  const { layout } = deps;

  return {
    "POST /join": {
      local: false,
      peers: false,
      strangers: "anyone",
      handle: async (body) => {
        const wanted = parsed(application, body);
        const invitation = invitationFor(layout.invitations, wanted.secret);
        const cluster = deps.cluster();
        assertFits(wanted, invitation, deps);
        const name = await nameFor(wanted, invitation, cluster, layout);
        if (!("request" in (body as object))) {
          const shown = visibleTo(cluster, "witness");
          const greeting: Greeting = { name, cluster: shown, clock: Date.now(), size: deps.size() };
          return greeting;
        }
        const { request, address } = parsed(enrolment, body);
        const certificate = signRequest(layout.keys, request, name, [address]);
        useInvitation(layout.invitations, invitation);
        expected.set(name, wanted.kind);
        return { name, certificate };
      },
    },
    "POST /join/complete": {
      local: false,
      peers: false,
      strangers: "certified",
      handle: async (body, caller) => {
        const node = parsed(clusterNode, body);
        if (expected.get(caller) !== node.kind || node.name !== caller)
          throw new Refusal(
            "not-expected",
            "Nobody of this name is expected; run invite again for a new token.",
          );
        const before = deps.cluster();
        assertAddressIsFree(before, node);
        const cluster = changed(before, { nodes: withNode(before.nodes, node) });
        writeCluster(layout.cluster, cluster);
        expected.delete(caller);
        await push(layout, cluster, [node.name]);
        deps.apply();
        const belongings: Belongings = {
          ...deps.belongings(node.kind),
          cluster: { ...visibleTo(cluster, node.kind), self: node.name },
          authorityKey:
            node.kind === "data" ? readFileSync(keyFiles(layout.keys).authorityKey, "utf8") : null,
        };
        return belongings;
      },
    },
  };
}

function parsed<T>(schema: z.ZodType<T>, body: unknown): T {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  throw new Refusal(
    "malformed",
    "The two servers run different versions: they do not understand each other.",
  );
}

function assertFits(wanted: Application, invitation: Invitation, { version, schema }: AdmissionDeps): void {
  if (wanted.kind !== invitation.kind)
    throw new Refusal(
      "other-kind",
      invitation.kind === "witness"
        ? "This token is for a witness; add --witness, or use the command printed for a second server."
        : "This token is for a second server, not for a witness; leave --witness away, or use the command printed for the witness.",
    );
  if (wanted.version !== version || wanted.schema !== schema)
    throw new Refusal(
      "other-version",
      `This server runs version ${wanted.version} (schema ${wanted.schema}), the cluster ${version} (schema ${schema}): put the same version on it, then run the same command again.`,
    );
}

const letters = "abcdefghijklmnopqrstuvxyz";

/** The name the node gets: as invited, else as wanted, else the next free letter (a witness: w). */
async function nameFor(
  wanted: Application,
  invitation: Invitation,
  cluster: Cluster,
  layout: MembershipFiles,
): Promise<string> {
  const taken = new Set(cluster.nodes.map(({ name }) => name));
  const free = [...(wanted.kind === "witness" ? ["w", "w2", "w3"] : letters)].find(
    (name) => !taken.has(name),
  );
  const name = invitation.name ?? wanted.name ?? free ?? "x";
  const listed = cluster.nodes.find((node) => node.name === name);
  if (!listed) return name;
  // A join that was broken off, or a machine built anew: it takes its own place again, unless somebody is there.
  if (name === cluster.self || (await answers(layout, listed)))
    throw new Refusal(
      "name-taken",
      `The cluster has a running server named ${name}; choose another name with --name.`,
    );
  if (listed.kind !== wanted.kind)
    throw new Refusal(
      "name-taken",
      `The cluster knows ${name} as ${listed.kind === "data" ? "a server" : "the witness"}; choose another name with --name.`,
    );
  return name;
}

const answers = (layout: MembershipFiles, node: ClusterNode) =>
  callPeer(layout, node, "GET /cluster").then(
    () => true,
    () => false,
  );

function assertAddressIsFree(cluster: Cluster, node: ClusterNode): void {
  const other = cluster.nodes.find(({ name, address, ports }) => {
    const sameAgent = address === node.address && ports.agent === node.ports.agent;
    return name !== node.name && sameAgent;
  });
  if (other)
    throw new Refusal(
      "address-taken",
      `${other.name} has the address ${node.address} already; give this server's own with --address.`,
    );
}
