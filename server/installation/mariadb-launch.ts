import { spawn } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { callPeer } from "../cluster/channel.ts";
import { type Cluster, peersOf, readCluster, selfOf } from "../cluster/cluster.ts";
import { profiles } from "../cluster/profiles.ts";
import { askForAgreement, askOthers } from "./database-asking.ts";
import { copiesAnew } from "./copying-anew.ts";
import { waitForRoom } from "./disk-room.ts";
import { decideStart, type StartDecision } from "./galera-start.ts";
import {
  forgetState,
  parsePosition,
  permitBootstrap,
  type Position,
  readSavedState,
  recoveredText,
} from "./galera-state.ts";
import { sayAs } from "./launching.ts";
import type { Layout } from "./layout.ts";
import { groupAddress } from "./mariadb-config.ts";
import { mariadbConfigFile } from "./mariadb.ts";
import { writeStart } from "./mariadb-state.ts";
import { endOrphanedCopy } from "./orphans.ts";
import { isFree } from "./ports.ts";
import { findProgram } from "./programs.ts";

const say = sayAs("MariaDB");
const lookEveryMs = 1000;
const sayEveryMs = 10_000;
/** The group's stall is a limit by its settings; a busy machine takes a little longer. */
const noticedMs = 600;

/** What this node's data says about itself before a start. */
interface Found {
  readonly position: Position | null;
  /** For `--wsrep_start_position`; empty after a clean shutdown, whose position Galera reads itself. */
  readonly startPosition: string;
  readonly clean: boolean;
}

/** The operator's word that the silent nodes are lost: permits one start to begin the group without them. */
export const othersLostFile = (layout: Layout) => join(layout.data, "others-are-lost");

/**
 * Finds out how MariaDB has to start here (4.7 of failover.md) and waits for as long as that takes, saying why every ten seconds.
 * @returns the program and its arguments, for the caller to become.
 * @throws Error when this folder belongs to no cluster.
 */
export async function prepareLaunch(layout: Layout): Promise<{ program: string; args: string[] }> {
  const program = findProgram("mariadbd") ?? "mariadbd";
  const began = performance.now();
  const base = [`--defaults-file=${mariadbConfigFile(layout)}`];
  const cluster = () => {
    const found = readCluster(layout.cluster);
    if (!found) throw new Error(`${layout.cluster} is missing; run npm start`);
    return found;
  };
  if (await endOrphanedCopy(layout.mariadb)) say("ended a copy that its dead predecessor had begun");
  await waitForRoom(layout, cluster, say);
  writeStart(layout, { state: "recovering", position: null, reason: "it reads how far its data has come" });
  const found = await findPosition(layout.mariadb, program, base);
  const how = await settle(layout, cluster, found);
  if (how === "join" && found.startPosition !== "")
    await letOthersNotice(profiles[cluster().profile].reformMs + noticedMs - (performance.now() - began));
  const self = selfOf(cluster());
  // A server that was just killed leaves its group's port busy for a moment, and Galera gives up at once.
  for (let look = 0; look < 100 && !(await isFree(self.ports.group)); look++) await sleep(50);
  const anew = how === "join" && copiesAnew(layout);
  if (anew) {
    say("copies all data anew: its own are broken, or differ from the group's");
    forgetState(layout.mariadb);
  }
  const lasting = [...base, `--wsrep-cluster-address=${groupAddress(cluster())}`];
  const position =
    found.startPosition === "" || anew ? [] : [`--wsrep-start-position=${found.startPosition}`];
  return {
    program,
    args: [...lasting, ...position, ...(how === "bootstrap" ? ["--wsrep-new-cluster"] : [])],
  };
}

/**
 * A server that died is back sooner than its group has noticed the death. Joining in the middle of that makes the group begin again: measured, nobody
 * could write for 3.0 s instead of 1.5, which cost the holder its role.
 */
async function letOthersNotice(ms: number): Promise<void> {
  if (ms <= 0) return;
  say(`gives the others ${(ms / 1000).toFixed(1)} s to notice that it died`);
  await sleep(ms);
}

async function settle(layout: Layout, cluster: () => Cluster, found: Found): Promise<"bootstrap" | "join"> {
  let said = { reason: "", at: 0 };
  for (;;) {
    const now = cluster();
    const decision = decideStart({
      self: now.self,
      position: found.position,
      others: await askOthers(layout, now),
      othersLost: existsSync(othersLostFile(layout)),
    });
    const { act } = decision;
    const refusal = act === "bootstrap" ? await clearTheWay(layout, now, decision, found.position) : null;
    const reason = refusal ?? decision.reason;
    if (act !== "wait" && !refusal) {
      if (act === "bootstrap") {
        permitBootstrap(layout.mariadb, found.position, found.clean);
        rmSync(othersLostFile(layout), { force: true });
      }
      const state = act === "bootstrap" ? "beginning" : "joining";
      writeStart(layout, { state, position: found.position, reason });
      say(`${act === "bootstrap" ? "begins the group" : "joins the group"}: ${reason}`);
      return act;
    }
    writeStart(layout, { state: "waiting", position: found.position, reason });
    if (reason !== said.reason || Date.now() - said.at >= sayEveryMs) {
      say(`waits: ${reason}`);
      said = { reason, at: Date.now() };
    }
    await sleep(lookEveryMs);
  }
}

async function findPosition(dataFolder: string, program: string, base: string[]): Promise<Found> {
  const saved = readSavedState(dataFolder);
  if (saved?.uuid && saved.seqno !== null)
    return { position: { uuid: saved.uuid, seqno: saved.seqno }, startPosition: "", clean: true };
  // Nothing to read in a folder that waits for its first copy; MariaDB would put files into it.
  if (!existsSync(join(dataFolder, "ibdata1"))) return { position: null, startPosition: "", clean: false };
  const light = ["--innodb-buffer-pool-load-at-startup=OFF", "--innodb-buffer-pool-dump-at-shutdown=OFF"];
  const { text, log } = await recover(program, [...base, "--wsrep-recover", ...light]);
  const position = parsePosition(text);
  if (text === "")
    say(`cannot tell how far its data has come:\n${log.trimEnd().split("\n").slice(-15).join("\n")}`);
  return { position, startPosition: position ? text : "", clean: false };
}

function recover(program: string, args: string[]): Promise<{ text: string; log: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ["ignore", "ignore", "pipe"] });
    const end = () => child.kill("SIGTERM");
    process.once("SIGTERM", end);
    let log = "";
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => (log += chunk));
    child.once("error", reject);
    child.once("close", (_code, signal) => {
      process.removeListener("SIGTERM", end);
      if (signal === "SIGTERM") process.exit(143);
      resolve({ text: recoveredText(log), log });
    });
  });
}

/** @returns why this node may not begin yet, or null. */
async function clearTheWay(
  layout: Layout,
  cluster: Cluster,
  { ask, stopsWitnesses }: StartDecision,
  position: Position | null,
): Promise<string | null> {
  const refusal = await askForAgreement(layout, cluster, ask, position);
  if (refusal !== null) return refusal;
  // A garbd that outlived the data nodes holds a state that they cannot go back to; a new one takes theirs.
  const witnesses = peersOf(cluster).filter(({ kind }) => kind === "witness");
  const answers = await Promise.allSettled(
    witnesses.map((node) => callPeer(layout, node, "POST /garbd/stop")),
  );
  const silent = witnesses.find((_node, index) => answers[index]?.status === "rejected");
  return stopsWitnesses && silent ? `${silent.name} must give up its vote first, and does not answer` : null;
}
