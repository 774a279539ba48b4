import { setTimeout as sleep } from "node:timers/promises";
import { check } from "./checker.ts";
import type { Client } from "./client-process.ts";
import { becomesWhole, clusterState, primaryOf, resumeFailover } from "./cluster-probe.ts";
import { OperatorError } from "../installation/command.ts";
import { type Lab, dataHosts, webPort } from "./lab.ts";
import { longestOutage, monotonic, quantile } from "./outage.ts";
import { restore } from "./restoring.ts";
import type { Row, Stage, Trial } from "./row.ts";
import { problemsOf } from "./verdict.ts";
import { overlapsOf, type VipWatch } from "./vip-watch.ts";

export interface Rig {
  readonly lab: Lab;
  readonly client: Client;
  readonly vip: VipWatch;
}

/** Where people ask: the virtual address, or the one machine's own. */
export const addressOf = (lab: Lab): string =>
  lab.hosts.length > 1 ? lab.baseUrl : `http://${lab.hosts[0]?.address}:${webPort}`;

const warmSeconds = 2;
const settleSeconds = 3;
const ordinaryLoad = { rate: 30, writing: 4 };

/**
 * One trial: load, the fault, its end, load until the cluster is whole again, then the check of everything that was acknowledged.
 * @throws OperatorError when the cluster is not whole to begin with.
 */
export async function runTrial({ lab, client, vip }: Rig, row: Row, trial: number): Promise<Trial> {
  const notes: string[] = [];
  const note = (text: string) => void notes.push(text);
  await row.prepare?.(lab, note);
  await becomesWhole(lab, 180);
  const primary = await primaryOf(lab);
  if (!primary) throw new OperatorError("there is no primary");
  // A fourth takeover within ten minutes is held back (4.1): each trial is one that nothing went before.
  await resumeFailover(primary);
  // On a machine alone it is all there is; its rows ask for no other host.
  const standby = dataHosts(lab).find((host) => host !== primary) ?? primary;
  const epoch = (await clusterState(primary))?.epoch ?? 0;
  const stage: Stage = {
    ...{ lab, primary, standby, witness: lab.hosts.find(({ name }) => name === "w") ?? primary, trial },
    note,
  };
  const run = `lab-${lab.id}${Date.now().toString(36)}`;
  vip.reset();
  const load = { ...ordinaryLoad, ...row.load, base: addressOf(lab), slug: lab.people?.slug ?? "", run };
  const at = new Date().toISOString();
  await client.start(load);
  let healed = monotonic();
  let whole: number | null = null;
  try {
    await sleep(warmSeconds * 1000);
    await row.inject(stage);
    await sleep(row.hold * 1000);
    healed = monotonic();
    await row.heal(stage);
    await sleep(settleSeconds * 1000);
    await becomesWhole(lab, row.target.whole ?? 120);
    whole = (monotonic() - healed) / 1000;
  } catch (error) {
    notes.push((error as Error).message);
    await restore(lab, notes);
  }
  // The people's last writes may still be waiting for an answer.
  await sleep(500);
  const workload = await client.stop(30);
  const findings = await check(lab, run, workload);
  const attempts = row.fromHeal ? workload.attempts.filter((each) => each.at >= healed) : workload.attempts;
  const now = await primaryOf(lab);
  const state = now ? await clusterState(now) : null;
  // It may move the role itself.
  await row.cleanup?.(lab);
  const result = {
    ...{ row: row.id, trial, at, notes, whole },
    outage: longestOutage(attempts),
    requests: workload.attempts.length,
    failed: workload.attempts.filter(({ ok }) => !ok).length,
    p99: quantile(
      workload.attempts.filter(({ ok }) => ok).map(({ ms }) => ms),
      0.99,
    ),
    writes: workload.writes.filter(({ acknowledged }) => acknowledged).length,
    lost: findings.lost,
    wrong: [...workload.wrong, ...findings.wrong],
    duplicateMails: findings.duplicateMails,
    signedOut: workload.signedOut,
    twoHolders: overlapsOf(vip.holdings()).reduce(
      (sum, { from, to }) => sum + Math.min(to, monotonic()) - from,
      0,
    ),
    before: primary.name,
    after: now?.name ?? null,
    roleChanges: (state?.epoch ?? epoch) - epoch,
    // History also tells of redundancy and backups; what moved the role is one of these.
    reason: state?.history.find(({ kind }) => /^(takeover|switchover|drill|start)$/.test(kind))?.reason ?? "",
  };
  return { ...result, problems: problemsOf(row.target, result) };
}
