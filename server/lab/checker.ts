import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { query } from "./cluster-probe.ts";
import { type MailRow, countMails, countWrites, markersIn } from "./counting.ts";
import { type Lab, type LabHost, dataHosts, mailLog } from "./lab.ts";
import { monotonic } from "./outage.ts";
import type { Workload, Write } from "./workload.ts";

/** What a trial left behind, compared with what was acknowledged. Empty lists are good news. */
export interface Findings {
  readonly lost: readonly string[];
  /** Twice, or different, or missing where it must be: each a sentence. */
  readonly wrong: readonly string[];
  readonly duplicateMails: number;
}

const longestMailWait = 90_000;

/** Looks for every write of the run on every data host, for its files and its mails. */
export async function check(lab: Lab, run: string, { writes }: Workload): Promise<Findings> {
  const silent: string[] = [];
  const hosts: LabHost[] = [];
  for (const host of dataHosts(lab)) {
    const failure = await query(host, "SELECT 1 FROM replies LIMIT 1").catch((error: Error) => error);
    if (failure instanceof Error) silent.push(`the database of ${host.name}: ${failure.message}`);
    else hosts.push(host);
  }
  const [first] = hosts;
  if (!first) return { lost: [], wrong: silent, duplicateMails: 0 };
  const mails = await mailsOf(lab, first, run);
  const perHost = await Promise.all(hosts.map((host) => checkHost(host, run, writes)));
  return {
    lost: [...new Set(perHost.flatMap(({ lost }) => lost))],
    wrong: [
      ...silent,
      ...perHost.flatMap(({ wrong }) => wrong),
      ...mails.missing,
      ...mails.extra.map((marker) => `two mails for ${marker}`),
    ],
    duplicateMails: mails.duplicates,
  };

  /** Waits until nothing of the run is under way any more: outbox and queue empty. */
  async function mailsOf(of: Lab, host: LabHost, marker: string) {
    for (const started = monotonic(); ; await sleep(500)) {
      const rows = await query<MailRow>(
        host,
        "SELECT message_id AS messageId, kind, state, CONCAT(subject, ' ', body_text) AS text FROM mails WHERE body_text LIKE ?",
        [`%${marker}-%`],
      );
      const count = countMails(writes, rows, arrivedAt(of));
      if (count.missing.length === 0 || monotonic() - started > longestMailWait) return count;
    }
  }
}

function arrivedAt(lab: Lab): string[] {
  if (!existsSync(mailLog(lab))) return [];
  const lines = readFileSync(mailLog(lab), "utf8").split("\n").filter(Boolean);
  return lines.map((line) => (JSON.parse(line) as { id: string }).id);
}

async function checkHost(
  host: LabHost,
  run: string,
  writes: readonly Write[],
): Promise<{ lost: readonly string[]; wrong: string[] }> {
  const like = [`%${run}-%`];
  const texts = await query<{ text: string }>(
    host,
    "SELECT body_html AS text FROM replies WHERE body_html LIKE ?",
    like,
  );
  const subjects = await query<{ text: string }>(
    host,
    "SELECT subject AS text FROM tickets WHERE subject LIKE ?",
    like,
  );
  const inReplies = countWrites(
    writes,
    markersIn(
      run,
      texts.map(({ text }) => text),
    ),
  );
  const requests = writes.filter(({ kind }) => kind === "request");
  const inTickets = countWrites(
    requests,
    markersIn(
      run,
      subjects.map(({ text }) => text),
    ),
  );
  return {
    lost: [...inReplies.lost, ...inTickets.lost],
    wrong: [
      ...new Set(
        [...inReplies.extra, ...inTickets.extra].map((marker) => `${marker} is there twice on ${host.name}`),
      ),
      ...(await wrongFiles(host, run, writes)),
    ],
  };
}

/** Files whose bytes on this host are not those that were sent. */
async function wrongFiles(host: LabHost, run: string, writes: readonly Write[]): Promise<string[]> {
  const rows = await query<{ id: number; name: string }>(
    host,
    "SELECT id, name FROM attachments WHERE name LIKE ? AND reply_id IS NOT NULL AND complete = 1",
    [`${run}-%`],
  );
  const wrong: string[] = [];
  for (const { acknowledged, file } of writes) {
    if (!file || !acknowledged) continue;
    const found = rows.filter(({ name }) => name === file.name);
    if (found.length !== 1) wrong.push(`${file.name} is there ${found.length} times on ${host.name}`);
    for (const { id } of found) {
      const pieces = await query<{ data: Buffer }>(
        host,
        "SELECT data FROM attachment_chunks WHERE attachment_id = ? ORDER BY position",
        [id],
      );
      const hash = createHash("sha256");
      for (const { data } of pieces) hash.update(data);
      if (hash.digest("hex") !== file.sha256) wrong.push(`${file.name} has other bytes on ${host.name}`);
    }
  }
  return wrong;
}
