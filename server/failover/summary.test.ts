import { expect } from "chai";
import { aNode as anyNode } from "../test/agent.ts";
import { summarize, type Summarized } from "./summary.ts";
import type { ClusterState, NodeState } from "./state.ts";

type Node = ClusterState["nodes"][number];
type Changes = Partial<Omit<NodeState, "galera">> & {
  galera?: Partial<NonNullable<NodeState["galera"]>> | null;
};

const data = (node: string, size: number, { galera, ...changes }: Changes = {}): Node =>
  anyNode(node, {
    galera:
      galera === null ? null : { status: "Primary", state: "Synced", size, seqno: 1, uuid: "u", ...galera },
    ...changes,
  });
const witness = (changes?: Changes) => data("w", 0, { kind: "witness", galera: null, parts: {}, ...changes });
const gone = (node: string, kind: "data" | "witness" = "data"): Node => ({
  reachable: false,
  node,
  kind,
  address: "10.0.0.9",
  detail: "connect ECONNREFUSED",
});

const onlyOne =
  "This is the only server: if it dies, the service stops until it is repaired or restored from a backup.";
const yours = "The database is your own: who protects it is up to you.";
const stops = (who: string, why: string) =>
  `If ${who} dies now, the service stops until a server is back, because ${why}.`;

describe("what the state of the nodes means", () => {
  const cases: [string, Partial<Summarized> & Pick<Summarized, "nodes">, boolean, string][] = [
    ["a single machine", { nodes: [data("a", 1)] }, false, onlyOne],
    [
      "a single machine whose database is down: the page says what is wrong, the banner has nothing to add",
      { nodes: [data("a", 1, { galera: null, able: { ok: false, detail: "no database" } })], primary: null },
      false,
      onlyOne,
    ],
    [
      "two servers and a witness, all well",
      { nodes: [data("a", 3), data("b", 3), witness()] },
      true,
      "You can lose any one server now.",
    ],
    [
      "the witness is gone: the vote of the one in charge counts twice",
      { nodes: [data("a", 2), data("b", 2), gone("w", "witness")] },
      false,
      stops("a", "the witness does not answer"),
    ],
    [
      "the witness is gone, and the group has not noticed yet",
      { nodes: [data("a", 3), data("b", 3), gone("w", "witness")] },
      false,
      stops("a or b", "the witness does not answer"),
    ],
    [
      "the witness answers, but its arbitrator does not run",
      {
        nodes: [
          data("a", 2),
          data("b", 2),
          witness({ parts: { witness: { ok: false, detail: "garbd is not running" } } }),
        ],
      },
      false,
      stops("a", "the witness does not vote (garbd is not running)"),
    ],
    [
      "the standby is gone",
      { nodes: [data("a", 2), gone("b"), witness()] },
      false,
      stops("a", "b does not answer"),
    ],
    [
      "the old primary is gone and b serves",
      { nodes: [gone("a"), data("b", 2), witness()], primary: "b" },
      false,
      stops("b", "a does not answer"),
    ],
    [
      "the standby is still being filled",
      { nodes: [data("a", 3), data("b", 3, { galera: { state: "Joining" } }), witness()] },
      false,
      stops("a", "the database on b is not complete yet (Joining)"),
    ],
    [
      "the standby's database is outside of the group",
      {
        nodes: [
          data("a", 2),
          data("b", 0, { galera: null, parts: { database: { ok: false, detail: "not running" } } }),
          witness(),
        ],
      },
      false,
      stops("a", "the database on b is not part of the cluster (not running)"),
    ],
    [
      "the standby may not take over: only the primary's death hurts",
      { nodes: [data("a", 3), data("b", 3, { able: { ok: false, detail: "the disk is full" } }), witness()] },
      false,
      stops("a", "b cannot take over (the disk is full)"),
    ],
    [
      "two gone",
      {
        nodes: [data("a", 0, { galera: { status: "non-Primary" } }), gone("b"), gone("w", "witness")],
        primary: null,
      },
      false,
      "No server is in charge at this moment, because the database on a is not part of the cluster, b does not answer and the witness does not answer.",
    ],
    [
      "nobody holds the role yet",
      { nodes: [data("a", 3), data("b", 3), witness()], primary: null },
      false,
      "No server is in charge at this moment.",
    ],
    [
      "paused",
      { nodes: [data("a", 3), data("b", 3), witness()], paused: true },
      false,
      "Failover is paused: if a dies now, no other server takes over until you resume it.",
    ],
    [
      "paused, and the witness is gone",
      { nodes: [data("a", 2), data("b", 2), gone("w", "witness")], paused: true },
      false,
      "Failover is paused: if a dies now, no other server takes over until you resume it. Besides, the witness does not answer.",
    ],
    [
      "two servers without a witness",
      { nodes: [data("a", 2), data("b", 2)] },
      false,
      'Manual failover: with two servers and no witness nothing can tell a dead server from a cut cable. If a dies now, make sure that it is off and run "npm run failover -- recover --force-primary" on b.',
    ],
    [
      "two servers without a witness, one gone",
      { nodes: [data("a", 1), gone("b")] },
      false,
      stops("a", "b does not answer"),
    ],
    [
      "five nodes, one gone: still one to lose",
      { nodes: [data("a", 4), data("b", 4), data("c", 4), data("d", 4), gone("e")] },
      true,
      "You can lose any one server now, although e does not answer.",
    ],
    [
      "five nodes, three left",
      { nodes: [data("a", 3), data("b", 3), data("c", 3), gone("d"), gone("e")] },
      true,
      "You can lose any one server now, although d does not answer and e does not answer.",
    ],
    [
      "three data nodes, one gone",
      { nodes: [data("a", 2), data("b", 2), gone("c")] },
      false,
      stops("a", "c does not answer"),
    ],
    [
      "the operator's database, two servers",
      { nodes: [data("a", 0, { galera: null }), data("b", 0, { galera: null })], database: "external" },
      true,
      `You can lose any one server now. ${yours}`,
    ],
    [
      "the operator's database, the other server is gone",
      { nodes: [data("a", 0, { galera: null }), gone("b")], database: "external" },
      false,
      `${stops("a", "b does not answer")} ${yours}`,
    ],
    [
      "the operator's database, a single server",
      { nodes: [data("a", 0, { galera: null })], database: "external" },
      false,
      `${onlyOne} ${yours}`,
    ],
  ];
  for (const [name, given, canLoseOne, sentence] of cases)
    it(name, () => {
      const state: Summarized = { primary: "a", paused: false, database: "own", ...given };
      // A banner where there is something to lose: never on a single machine.
      const banner = canLoseOne || given.nodes.length === 1 ? null : sentence;
      expect(summarize(state)).to.deep.equal({ canLoseOne, sentence, banner });
    });
});
