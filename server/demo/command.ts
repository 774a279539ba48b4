import { hash } from "@node-rs/argon2";
import type { Config } from "../../config/schema.ts";
import { createDb } from "../core/db.ts";
import { pendingMigrations } from "../core/migrations.ts";
import { OperatorError } from "../installation/command.ts";
import { openInstallation } from "../installation/installation.ts";
import { askDatabase } from "../installation/readiness.ts";
import type { Knex } from "knex";
import { fillPortal, StreamsRefused } from "./bulk.ts";
import { type LoadedPortal, loadDemo } from "./demo.ts";
import { defaultSlug, maxPortals, realData } from "./installation.repository.ts";
import { ensureAdministrator } from "./people.repository.ts";
import { progressBar } from "./progress.ts";
import { demoPassword, signInTable } from "./sign-ins.ts";

interface Given {
  readonly requests?: string | undefined;
  readonly portals?: string | undefined;
  readonly yes?: boolean | undefined;
}

/**
 * What `npm run demo` does.
 * @throws OperatorError when the database is not ready, an option is wrong, or real data would get company without `--yes`.
 */
export async function demoCommand(
  config: Config,
  given: Given,
  print: (line: string) => void,
): Promise<void> {
  const portals = wholeNumber("--portals", given.portals ?? "2", 1, maxPortals);
  const { databaseUrl, secret, embedded } = openInstallation(config);
  await askDatabase(databaseUrl).catch((error: Error) => {
    throw new OperatorError(
      `The database does not answer (${error.message}). ${embedded.database ? "Run: npm start" : "Check DATABASE_URL."}`,
    );
  });
  const db = createDb(databaseUrl);
  try {
    if ((await pendingMigrations(db)).length > 0)
      throw new OperatorError("The database is not up to date. Run: npm start");
    const real = await realData(db);
    if (real && !given.yes)
      throw new OperatorError(
        `This installation is in use: ${real}. The demo adds made-up portals and people whose password is printed here; add --yes if you want that.`,
      );
    const password = demoPassword(secret);
    const options = { portals, passwordHash: await hash(password), now: new Date(), print };
    const loaded = await loadDemo(db, options);
    await fill(db, loaded[0], { databaseUrl, now: options.now, requests: given.requests, print });
    const administrator = await ensureAdministrator(db, options.passwordHash, options.now);
    print(signInTable(config, loaded, await defaultSlug(db), administrator, password));
  } finally {
    await db.destroy();
  }
}

interface Fill {
  readonly databaseUrl: string;
  readonly now: Date;
  readonly requests: string | undefined;
  readonly print: (line: string) => void;
}

async function fill(
  db: Knex,
  portal: LoadedPortal | undefined,
  { databaseUrl, now, requests, print }: Fill,
): Promise<void> {
  if (requests === undefined || !portal) return;
  const target = wholeNumber("--requests", requests, 1, 20_000_000);
  const { name } = portal.content.brand;
  try {
    const progress = progressBar(process.stdout, "requests");
    const added = await fillPortal(db, portal.id, portal.content, target, { databaseUrl, now, progress });
    print(
      added === 0
        ? `${name} has ${target.toLocaleString("en")} requests or more already.`
        : `${name} has ${target.toLocaleString("en")} requests now.`,
    );
  } catch (error) {
    if (!(error instanceof StreamsRefused)) throw error;
    throw new OperatorError(
      "The database refuses rows as a stream. Allow it for the load, as its administrator: SET GLOBAL local_infile = ON",
    );
  }
}

function wholeNumber(option: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  throw new OperatorError(
    `${option}: expected a whole number from ${min} to ${max}, got ${JSON.stringify(text)}. See --help.`,
  );
}
