import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { OperatorError } from "../installation/command.ts";
import { layoutOf } from "../installation/layout.ts";
import {
  asOfAnotherNode,
  failure,
  findServersIn,
  insertRuns,
  runsIn,
  startInstallation,
  temporaryData,
  type TestInstallation,
  whileWriting,
} from "../test/installations.ts";
import { compareWithLive } from "./comparing.ts";
import { contentsOf } from "./contents.ts";
import { copyDatabase, prepareCopy } from "./copying.ts";
import { type Backup, backUp, workFolder } from "./full.ts";
import { keyFile, readKey } from "./key.ts";
import { askLive, connectLive } from "./live-database.ts";
import { archiveLogs, logFolder } from "./logs.ts";
import { readFullManifest } from "./manifest.ts";
import { startPrivateServer } from "./private-server.ts";
import { restore, type RestoreOptions } from "./restore.ts";

const never = new AbortController().signal;

describe("backup and restore", function () {
  this.timeout(30_000);
  let live: TestInstallation;
  let to: string;
  let made: Backup;
  let key: string;
  let lastSecond: Date; // before somebody deleted everything
  const folders: string[] = [];
  const folder = () => folders[folders.push(temporaryData()) - 1] ?? "";
  const restoreInto = (data: string, given: Partial<RestoreOptions> = {}) =>
    restore({
      archive: made.file,
      key,
      layout: layoutOf(data),
      logs: logFolder(to),
      to: null,
      force: false,
      signal: never,
      print: () => undefined,
      ...given,
    });

  const options = (signal: AbortSignal, print: (line: string) => void = () => undefined) => ({
    layout: live.layout,
    node: "a",
    to,
    signal,
    print,
  });

  const assertNothingElse = () => {
    expect(readdirSync(to).sort()).to.deep.equal([basename(made.file), "logs"]);
    expect(existsSync(workFolder(live.layout))).to.equal(false);
  };

  before(async () => {
    live = await startInstallation();
    to = join(live.layout.data, "backups");
    await insertRuns(live.db, 0, 500);
    // The database goes on changing while it is copied, and while the copy is compared with it.
    made = await whileWriting(live.db, () => backUp(options(never)));
    key = readKey(keyFile(live.layout));
    await insertRuns(live.db, 500, 300);
    await sleep(1050 - (Date.now() % 1000));
    lastSecond = new Date(Math.floor(Date.now() / 1000) * 1000);
    await live.db("job_runs").delete();
    await archiveLogs(options(never));
  });
  after(async () => {
    for (const each of folders) rmSync(each, { recursive: true, force: true, maxRetries: 5 });
    await live.stop();
  });

  it("are of a database that goes on changing, one archive for its owner's eyes, nothing else", async () => {
    const { position } = await readFullManifest(made.file, key);
    expect(made.verified).to.match(
      /^\d+ tables with [\d,]+ rows equal to the running database's at binlog\.\d+:\d+$/,
    );
    expect(made.verified.endsWith(`${position?.file}:${position?.offset}`)).to.equal(false);
    assertNothingElse();
    expect(statSync(made.file).mode & 0o777).to.equal(0o600);
    expect(readFileSync(made.file).includes("InnoDB")).to.equal(false);
  });

  it("bring back what was there, ready to start with its own password", async () => {
    const data = folder();
    await restoreInto(data);
    expect(readFileSync(layoutOf(data).secrets, "utf8")).to.equal(readFileSync(live.layout.secrets, "utf8"));
    expect(await runsIn(data)).to.equal(500);
  });

  it("bring back the second before somebody deleted everything", async () => {
    const data = folder();
    await restoreInto(data, { to: lastSecond });
    expect(await runsIn(data)).to.equal(800);
  });

  it("replay another node's logs as far as they reach, even where that was a mistake", async () => {
    const data = folder();
    folders.push(asOfAnotherNode(logFolder(to)));
    await restoreInto(data, { to: "latest", logs: folders.at(-1) ?? "" });
    expect(await runsIn(data)).to.equal(0);
  });

  it("find a copy that is not what the running database holds", async () => {
    const connection = await connectLive(live.layout);
    const target = folder();
    try {
      const server = await askLive(connection, "a");
      await insertRuns(live.db, 1000, 10);
      const data = join(target, "mariadb");
      await copyDatabase(live.layout, data, server.galera, never);
      const position = await prepareCopy(live.layout, data, server.logs, never);
      const copy = await startPrivateServer(data, never);
      try {
        const inside = await copy.connect();
        await inside.query("UPDATE holdfast.job_runs SET outcome = 'x' WHERE name = 'backup.1003'");
        const archived = await contentsOf(inside);
        inside.destroy();
        const given = { layout: live.layout, live: server, server: copy, position, archived };
        const error = await failure(compareWithLive(given, never));
        expect(error).to.be.instanceOf(OperatorError);
        expect(error.message).to.match(
          /is not what the database holds: job_runs has other contents in its 10 rows\.$/,
        );
      } finally {
        await copy.kill();
      }
    } finally {
      connection.destroy();
    }
  });

  it("change nothing when the archive is damaged or the key is another one", async () => {
    const bytes = readFileSync(made.file);
    const place = Math.floor(bytes.length / 2);
    bytes.writeUInt8(bytes.readUInt8(place) ^ 1, place);
    const archive = join(folder(), basename(made.file));
    writeFileSync(archive, bytes);
    const data = folder();
    const damaged = await failure(restoreInto(data, { archive }));
    expect(damaged).to.be.instanceOf(OperatorError);
    expect(damaged.message).to.match(/ is damaged near byte \d+\. Use another copy of it\.$/);
    const other = await failure(restoreInto(data, { key: "a passphrase of somebody else" }));
    expect(other.message).to.match(/^The key does not open .+: it was made with another one\.$/);
    const piece = await failure(
      restoreInto(data, { archive: join(logFolder(to), readdirSync(logFolder(to))[0] ?? "") }),
    );
    expect(piece.message).to.match(/ is a piece of the binary log; give the full backup/);
    expect(readdirSync(data)).to.deep.equal([]);
  });

  it("move what was there aside when forced, and never without", async () => {
    const data = folder();
    writeFileSync(join(data, "installation.json"), "{}");
    const error = await failure(restoreInto(data));
    expect(error.message).to.match(
      /holds an installation \(installation\.json\)\. Restore into another folder/,
    );
    const { former } = await restoreInto(data, { force: true });
    expect(readFileSync(join(former ?? "", "installation.json"), "utf8")).to.equal("{}");
  });

  it("leave no half archive, no folder and no server behind when interrupted", async () => {
    for (const moment of [/^Packing/, /^Verifying/]) {
      const controller = new AbortController();
      const print = (line: string) => {
        if (moment.test(line)) setTimeout(() => controller.abort(new OperatorError("interrupted")), 150);
      };
      const error = await failure(backUp(options(controller.signal, print)));
      expect(error.message, String(moment)).to.equal("interrupted");
      assertNothingElse();
      expect(findServersIn(workFolder(live.layout))).to.deep.equal([]);
    }
  });

  it("archive only what the logs have gained, and notice a piece that is missing", async () => {
    const names = readdirSync(logFolder(to));
    await insertRuns(live.db, 2000, 10);
    const { pieces, bytes } = await archiveLogs(options(never));
    expect(pieces).to.be.lessThan(3);
    expect(bytes).to.be.lessThan(20_000);
    const first = names.find((name) => name.includes(`-${/\.(\d+):/.exec(made.verified)?.[1]}-`));
    const piece = join(logFolder(to), first ?? "");
    renameSync(piece, `${piece}.away`);
    const error = await failure(restoreInto(folder(), { to: lastSecond }));
    renameSync(`${piece}.away`, piece);
    expect(error.message).to.match(/^The binary logs that follow this backup are not there|reach to .+ only/);
  });
});
