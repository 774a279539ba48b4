import { expect } from "chai";
import { foundCluster, noPorts } from "../test/cluster-nodes.ts";
import { type Cluster, type ClusterNode, writeCluster } from "./cluster.ts";
import { accept, askOthers, changed, push, withNode } from "./membership.ts";
import { Refusal } from "./routes.ts";

describe("the membership of a cluster", () => {
  let lab: Awaited<ReturnType<typeof foundCluster>>;
  beforeEach(async () => (lab = await foundCluster()));
  afterEach(() => lab.end());

  it("tells members, who take over what is newer only, and finds out for those who were away", async () => {
    const b = lab.folder("b");
    await lab.joinAs(lab.tokenFor("data"), b);
    const ownB = lab.clusterOf(b);
    const agent = await lab.serve(b);
    const ownA = lab.clusterOf(lab.a);
    const node: ClusterNode = { name: "b", kind: "data", address: "127.0.0.1", ports: { ...noPorts, agent } };
    const next = changed(ownA, { nodes: withNode(ownA.nodes, node), profile: "tight" });
    writeCluster(lab.a.cluster, next);
    expect(await push(lab.a, next)).to.deep.equal([]);
    expect(lab.clusterOf(b)).to.deep.equal({ ...next, self: "b" });
    expect(() => accept(lab.a.cluster, next, ownB, "b")).to.throw(Refusal, "a knows a newer membership");
    expect(() => accept(lab.a.cluster, next, { ...next, id: crypto.randomUUID() }, "b")).to.throw(
      Refusal,
      "another cluster",
    );
    expect(() => accept(lab.a.cluster, next, { junk: 1 }, "b")).to.throw(Refusal, "not the description");
    expect(() => accept(lab.a.cluster, next, changed(next, { nodes: [node] }), "b")).to.throw(
      Refusal,
      "does not list a",
    );
    // Away while the last change was made, b asks when it is back.
    writeCluster(b.cluster, ownB);
    const answers = await askOthers(b, ownB);
    expect(answers).to.deep.include({ answered: ["a"], expelledBy: null });
    expect(answers.newer?.cluster.generation).to.equal(next.generation);
    // Put out meanwhile, it hears that too.
    writeCluster(lab.a.cluster, changed(next, { nodes: next.nodes.filter(({ name }) => name !== "b") }));
    expect(await askOthers(b, ownB)).to.deep.equal({ newer: null, expelledBy: "a", answered: ["a"] });
  });

  it("settles on the same one of two changes made at once", () => {
    const base = lab.clusterOf(lab.a);
    const [one, other] = [changed(base, { profile: "standard" }), changed(base, { profile: "tight" })];
    const settled = (own: Cluster, sent: Cluster) => {
      try {
        return accept(lab.a.cluster, own, sent, "b") ?? own;
      } catch {
        return own;
      }
    };
    expect(settled(one, other)).to.deep.equal(settled(other, one));
    expect(accept(lab.a.cluster, one, one, "b")).to.equal(null);
  });
});
