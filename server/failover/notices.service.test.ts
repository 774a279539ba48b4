import { expect } from "chai";
import { LeaseLostError, useLease } from "../core/lease.ts";
import { aCluster } from "../test/agent.ts";
import { aFront, anAgent, aPortal } from "../test/factories.ts";
import { rolledBack } from "../test/harness.ts";
import { tellOperators } from "./notices.service.ts";

interface Sent {
  readonly recipient: string;
  readonly subject: string;
  readonly text: string;
}

describe("telling the operators", () => {
  const tx = rolledBack();
  const ask = () => Promise.resolve(aCluster({ primary: "b" }));
  const away = () => Promise.reject(new Error("nobody answers"));

  const anEvent = async (kind: string, from = "a", to = "b", more: object = {}) =>
    (
      (await tx()("ha_events").insert({
        ...{ at: new Date("2026-11-22T07:00:00.000Z"), kind, from_node: from, to_node: to, epoch: 8 },
        ...{ duration_ms: 2610, reason: "a has not renewed its role for 2.5 s.", ...more },
      })) as [number]
    )[0];
  const mails = async () =>
    (await tx()("mails")
      .where("cause", "like", "ha-event:%")
      .orderBy("id")
      .select({ recipient: "recipient", subject: "subject", text: "body_text" })) as Sent[];
  const settle = async () => {
    await tx()("ha_events").update({ mailed_at: new Date() });
    await tx()("agents").update({ is_administrator: false });
    const portal = await aPortal(tx());
    await aFront(tx(), { portalId: portal.id, isDefault: true });
    await anAgent(tx(), { roles: [{ portalId: portal.id, role: "coordinator" }] });
    return [await anAgent(tx(), { administrator: true }), await anAgent(tx(), { administrator: true })];
  };

  it("mails each administrator once for each event: what, when, how long, who serves, what may be lost", async () => {
    const people = await settle();
    const id = await anEvent("takeover");
    expect(await tellOperators(tx(), ask)).to.equal(1);
    expect(await tellOperators(tx(), ask)).to.equal(0);
    // As if the worker had died between the mails and the mark.
    await tx()("ha_events").where({ id }).update({ mailed_at: null });
    expect(await tellOperators(tx(), ask)).to.equal(1);
    const sent = await mails();
    expect(sent.map(({ recipient }) => recipient)).to.have.members(people.map(({ email }) => email));
    expect(sent[0]?.subject).to.equal("b took over from a");
    for (const part of [
      "a has not renewed its role for 2.5 s.",
      "November 22, 2026",
      "In charge now: b",
      "It took: 2.6 s",
      "Redundancy: You can lose any one server now.",
      "/admin/failover",
    ])
      expect(sent[0]?.text).to.contain(part);
  });

  it("says in the subject what kind of event it was", async () => {
    await settle();
    for (const kind of ["switchover", "drill", "redundancy-lost", "redundancy-restored", "alarm"])
      await anEvent(kind);
    await tellOperators(tx(), ask);
    expect([...new Set((await mails()).map(({ subject }) => subject))]).to.eql([
      "The service was switched over from a to b",
      "Failover drill from a to b",
      "Redundancy is lost: the next failure stops the service",
      "Any one server can be lost again",
      "Fail Over needs you: b raised an alarm",
    ]);
  });

  it("makes no noise when a server starts and finds its own role", async () => {
    await settle();
    await anEvent("start", "", "a");
    await anEvent("start", "a", "a");
    expect(await tellOperators(tx(), ask)).to.equal(2);
    expect(await mails()).to.eql([]);
    expect(await tellOperators(tx(), ask)).to.equal(0);
  });

  it("waits a moment for the reason of what has just happened", async () => {
    await settle();
    await anEvent("switchover", "a", "b", { at: new Date(Date.now() - 1000) });
    expect(await tellOperators(tx(), ask)).to.equal(0);
    // A server whose clock is ahead must not be waited for.
    await anEvent("takeover", "a", "b", { at: new Date(Date.now() + 3_600_000) });
    expect(await tellOperators(tx(), ask)).to.equal(1);
  });

  it("does not wait for an agent that is away", async () => {
    await settle();
    await anEvent("takeover");
    await tellOperators(tx(), away);
    expect((await mails())[0]?.text)
      .to.contain("In charge now: b")
      .and.contain("could not be read");
  });

  it("leaves it to the worker of the server that took over", async () => {
    await settle();
    await anEvent("takeover");
    useLease({ holds: () => false, epoch: () => 7 });
    const error = await tellOperators(tx(), ask).catch((caught: unknown) => caught);
    useLease(undefined);
    expect(error).to.be.instanceOf(LeaseLostError);
    expect(await mails()).to.eql([]);
  });
});
