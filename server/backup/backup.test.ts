import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { basename, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { OperatorError } from "../installation/command.ts";
import { layoutOf } from "../installation/layout.ts";
import { findServersIn, startInstallation, type TestInstallation } from "../test/installations.ts";
import { compareWithLive } from "./comparing.ts";
import { contentsOf } from "./contents.ts";
import { copyDatabase, prepareCopy } from "./copying.ts";
import { type Backup, backUp, workFolder } from "./full.ts";
import { keyFile, readKey } from "./key.ts";
import { askLive, connectLive } from "./live-database.ts";
import { archiveLogs, logFolder } from "./logs.ts";
import { readFullManifest } from "./manifest.ts";
import { startPrivateServer } from "./private-server.ts";
import type { ReplayTarget } from "./replay-plan.ts";
import { restore } from "./restore.ts";

const never = new AbortController().signal;

describe("backup and restore", function () {
  this.timeout(30_000);
  let live: TestInstallation;
  let to: string;
  let made: Backup;
  let key: string;
  /** The last whole second before somebody deleted everything. */
  let lastSecond: Date;
  const folders: string[] = [];

  const insert = (from: number, count: number) =>
    live.db("job_runs").insert(
      Array.from({ length: count }, (_, n) => ({
        name: `backup.${from + n}`,
        started_at: new Date(),
        outcome: "ö".repeat(50),
      })),
    );
  const folder = () => {
    const made = mkdtempSync("/dev/shm/holdfast-restored-");
    folders.push(made);
    return made;
  };
  const restoreInto = (
    data: string,
    given: { archive?: string; to?: ReplayTarget; key?: string; force?: boolean } = {},
  ) =>
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
  const failure = (work: Promise<unknown>) =>
    work.then(
      () => expect.fail("it succeeded"),
      (error: unknown) => error as Error,
    );
  const rowsOf = async (data: string) => {
    const installation = await startInstallation(data);
    try {
      return Number((await installation.db("job_runs").count({ n: "*" }))[0]?.n);
    } finally {
      await installation.stop();
    }
  };

  before(async () => {
    live = await startInstallation();
    to = join(live.layout.data, "backups");
    await insert(0, 500);
    // The database goes on changing while it is copied, and while the copy is compared with it.
    let writing = true;
    const writer = (async () => {
      for (let n = 0; writing; n++) {
        await live
          .db("job_runs")
          .where({ name: "backup.0" })
          .update({ outcome: String(n) });
      }
    })();
    made = await backUp({ layout: live.layout, node: "a", to, signal: never, print: () => undefined });
    writing = false;
    await writer;
    key = readKey(keyFile(live.layout));
    await insert(500, 300);
    await sleep(1050 - (Date.now() % 1000));
    lastSecond = new Date(Math.floor(Date.now() / 1000) * 1000);
    await live.db("job_runs").delete();
    await archiveLogs({ layout: live.layout, node: "a", to, signal: never });
  });
  after(async () => {
    for (const each of folders) rmSync(each, { recursive: true, force: true, maxRetries: 5 });
    await live.stop();
  });

  it("are of a database that goes on changing", async () => {
    const { position } = await readFullManifest(made.file, key);
    expect(made.verified).to.match(
      /^\d+ tables with [\d,]+ rows equal to the running database's at binlog\.\d+:\d+$/,
    );
    expect(made.verified.endsWith(`${position?.file}:${position?.offset}`)).to.equal(false);
  });

  it("leave one archive for its owner's eyes, without a word of the data in it, and nothing else", () => {
    expect(readdirSync(to).sort()).to.deep.equal([basename(made.file), "logs"]);
    expect(statSync(made.file).mode & 0o777).to.equal(0o600);
    expect(readFileSync(made.file).includes("InnoDB")).to.equal(false);
    expect(existsSync(workFolder(live.layout))).to.equal(false);
  });

  it("bring back what was there, ready to start with its own password", async () => {
    const data = folder();
    await restoreInto(data);
    expect(readFileSync(layoutOf(data).secrets, "utf8")).to.equal(readFileSync(live.layout.secrets, "utf8"));
    expect(await rowsOf(data)).to.equal(500);
  });

  it("bring back the second before somebody deleted everything", async () => {
    const data = folder();
    await restoreInto(data, { to: lastSecond });
    expect(await rowsOf(data)).to.equal(800);
  });

  it("replay as far as the archived logs reach, even where that was a mistake", async () => {
    const data = folder();
    await restoreInto(data, { to: "latest" });
    expect(await rowsOf(data)).to.equal(0);
  });

  it("find a copy that is not what the running database holds", async () => {
    const connection = await connectLive(live.layout);
    const target = folder();
    try {
      const server = await askLive(connection, "a");
      await insert(1000, 10);
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

  describe("refuse in one sentence and change nothing:", () => {
    const damaged = (change: (file: string) => void) => {
      const copy = join(folder(), basename(made.file));
      copyFileSync(made.file, copy);
      change(copy);
      return copy;
    };
    const flipAt = (at: (size: number) => number) => () =>
      damaged((file) => {
        const bytes = readFileSync(file);
        const place = at(bytes.length);
        bytes.writeUInt8(bytes.readUInt8(place) ^ 1, place);
        writeFileSync(file, bytes);
      });
    const cases: [string, () => string, RegExp][] = [
      ["a flipped byte in the readable beginning", flipAt(() => 60), /is damaged|does not open/],
      [
        "a flipped byte in the data",
        flipAt((size) => Math.floor(size / 2)),
        /is damaged near byte \d+\. Use another copy/,
      ],
      ["a flipped byte in a frame's length", flipAt(() => 178), /is damaged|does not open/],
      ["a flipped byte in the manifest", flipAt((size) => size - 100), /is damaged near byte/],
      ["a flipped byte in the footer", flipAt((size) => size - 12), /is damaged or cut off/],
      [
        "a truncated archive",
        () => damaged((file) => truncateSync(file, statSync(file).size - 1000)),
        /is not complete/,
      ],
      ["an empty file", () => damaged((file) => truncateSync(file, 0)), /is not a backup of Holdfast/],
      ["another file", () => live.layout.secrets, /is not a backup of Holdfast/],
      ["a file that is not there", () => "/nowhere", /cannot be read \(ENOENT\)/],
      ["a folder", () => to, /is not a backup of Holdfast|cannot be read/],
      [
        "a piece of the log",
        () => join(logFolder(to), readdirSync(logFolder(to))[0] ?? ""),
        /is a piece of the binary log/,
      ],
    ];
    for (const [what, archive, message] of cases)
      it(what, async () => {
        const data = folder();
        const error = await failure(restoreInto(data, { archive: archive() }));
        expect(error).to.be.instanceOf(OperatorError);
        expect(error.message).to.match(message).and.not.to.match(/\n/);
        expect(readdirSync(data)).to.deep.equal([]);
      });

    it("another key", async () => {
      const error = await failure(restoreInto(folder(), { key: "a passphrase of somebody else" }));
      expect(error.message).to.match(/^The key does not open .+: it was made with another one\.$/);
    });

    it("a moment before the backup, and one that the logs do not reach", async () => {
      const early = await failure(restoreInto(folder(), { to: new Date("2020-01-01T00:00:00Z") }));
      expect(early.message).to.match(/take an older one\.$/);
      const late = await failure(restoreInto(folder(), { to: new Date(Date.now() + 60_000) }));
      expect(late.message).to.match(/reach to .+ UTC only/);
    });
  });

  it("move what was there aside when forced, and never without", async () => {
    const data = folder();
    writeFileSync(join(data, "installation.json"), "{}");
    const error = await failure(restoreInto(data));
    expect(error.message).to.match(
      /holds an installation \(installation\.json\)\. Restore into another folder/,
    );
    const { former } = await restoreInto(data, { force: true });
    expect(readdirSync(former ?? "")).to.include("installation.json");
    expect(readFileSync(join(former ?? "", "installation.json"), "utf8")).to.equal("{}");
    expect((await readFullManifest(made.file, key)).contents.job_runs?.rows).to.equal(500);
  });

  it("leave no half archive, no folder and no server behind when interrupted", async () => {
    for (const moment of [/^Packing/, /^Verifying/]) {
      const controller = new AbortController();
      const print = (line: string) => {
        if (moment.test(line)) setTimeout(() => controller.abort(new OperatorError("interrupted")), 150);
      };
      const error = await failure(
        backUp({ layout: live.layout, node: "a", to, signal: controller.signal, print }),
      );
      expect(error.message, String(moment)).to.equal("interrupted");
      expect(readdirSync(to).sort()).to.deep.equal([basename(made.file), "logs"]);
      expect(existsSync(workFolder(live.layout))).to.equal(false);
      expect(findServersIn(workFolder(live.layout))).to.deep.equal([]);
    }
  });

  it("archive only what the logs have gained, and notice a piece that is missing", async () => {
    const names = readdirSync(logFolder(to));
    await insert(2000, 10);
    const { pieces, bytes } = await archiveLogs({ layout: live.layout, node: "a", to, signal: never });
    expect(pieces).to.equal(1);
    expect(bytes).to.be.lessThan(20_000);
    const [first] = names.sort();
    const piece = join(logFolder(to), first ?? "");
    renameSync(piece, `${piece}.away`);
    const error = await failure(restoreInto(folder(), { to: "latest" }));
    renameSync(`${piece}.away`, piece);
    expect(error.message).to.match(/^The binary logs that follow this backup are not there/);
  });
});
