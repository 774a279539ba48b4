import { expect } from "chai";
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { capabilities } from "./capabilities.ts";
import { textKeys } from "./core/i18n.ts";
import { projectRoot } from "./core/project.ts";
import { testDb } from "./test/harness.ts";

// The rules of the house that import rules cannot state. Each has been seen to fail.

const under = (folder: string, ending: RegExp) =>
  readdirSync(join(projectRoot, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => ending.test(file))
    .map((file) => `${folder}/${file}`);
const read = (file: string) => readFileSync(join(projectRoot, file), "utf8");
const sources = () => under("server", /\.ts$/);

/** Tables of the installation as a whole, with the reason in their migration. */
const globalTables = new Set([
  "portals",
  "logins",
  "agents",
  "sessions",
  "one_time_links",
  "one_time_codes",
  "second_factors",
  "recovery_codes",
  "trusted_browsers",
  "passkeys",
  "spent_challenges",
  "second_step_methods",
  "known_browsers",
  "audit_events",
  "former_passwords",
  "identity_providers",
  "identities",
  "single_sign_on_uses",
  "directories",
  "job_runs",
  "settings",
  "ha_lease",
  "ha_fence",
  "ha_events",
  "backups",
  "knex_migrations",
  "knex_migrations_lock",
  "migration_turn",
]);
/** Not capabilities: what they stand on, what runs beside them, tests. */
const notCapabilities = new Set([
  "core",
  "cluster",
  "installation",
  "backup",
  "test",
  "demo",
  "bench",
  "lab",
]);
const roles = [
  "routes",
  "schema",
  "service",
  "repository",
  "policy",
  "view",
  "events",
  "listeners",
  "jobs",
  "settings",
];

describe("the structure of the code", () => {
  it("has every folder of server/ in the list of capabilities, under its own name", () => {
    const folders = readdirSync(join(projectRoot, "server"), { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !notCapabilities.has(entry.name))
      .map((entry) => entry.name);
    expect(capabilities.map(({ name }) => name).sort()).to.deep.equal(folders.sort());
  });

  it("names files noun.role.ts in kebab-case", () => {
    const pattern = new RegExp(`^[a-z0-9]+(-[a-z0-9]+)*(\\.(${roles.join("|")}))?(\\.test)?\\.ts$`);
    const odd = sources().filter(
      (file) => !pattern.test(basename(file)) && !/\/(customer|agent|admin)\.routes(\.test)?\.ts$/.test(file),
    );
    expect(odd).to.deep.equal([]);
  });

  it("keeps files at 200 lines or fewer", () => {
    const files = [...sources(), ...under("scripts", /\.ts$/), ...under("views", /\.(hbs|ts|css)$/)];
    expect(files.filter((file) => read(file).split("\n").length > 201)).to.deep.equal([]);
  });

  it("leaves nothing for later, and no test that is left out", () => {
    const marks = new RegExp(["TO" + "DO", "FIX" + "ME", "\\.on" + "ly\\(", "\\.sk" + "ip\\("].join("|"));
    expect(sources().filter((file) => marks.test(read(file)))).to.deep.equal([]);
  });

  it("uses every view, and every partial", () => {
    const code = sources().map(read).join("\n");
    const templates = under("views", /\.hbs$/);
    const markup = templates.map(read).join("\n");
    const unused = templates
      .map((file) => file.slice("views/".length, -".hbs".length))
      .filter((name) => !code.includes(`"${name}"`) && !new RegExp(`{{#?> ${name}[\\s}]`).test(markup));
    expect(unused).to.deep.equal([]);
  });

  it("has a text for every key, and uses every text", () => {
    const files = [...sources().filter((file) => !file.endsWith(".test.ts")), ...under("views", /\.hbs$/)];
    const all = files.map(read).join("\n");
    const keys = new Set(textKeys("en"));
    const used = [...all.matchAll(/(?:\bt |\bt\(|\(t )"([a-zA-Z-]+(?:\.[\w-]+)+)"/g)].map(
      (match) => match[1] ?? "",
    );
    expect(used.filter((key) => !keys.has(key))).to.deep.equal([]);
    // Keys put together at run time: `errors.${code}.text` vouches for all that fit it.
    const patterns = [...all.matchAll(/`([a-zA-Z-]+\.[^`\s]*\$\{[^`]*)`/g)].map(
      (match) => new RegExp(`^${(match[1] ?? "").replace(/[.]/g, "\\.").replace(/\$\{[^}]*\}/g, ".+")}$`),
    );
    const unused = [...keys].filter(
      (key) => !all.includes(`"${key}"`) && !patterns.some((pattern) => pattern.test(key)),
    );
    expect(unused).to.deep.equal([]);
  });
});

describe("the schema", () => {
  interface Column {
    tableName: string;
    nullable: string;
  }

  it("scopes every table by portal_id NOT NULL, or has it on the short global list", async () => {
    const db = testDb();
    const tables = (await db("information_schema.tables")
      .whereRaw("table_schema = DATABASE()")
      .select({ name: "table_name" })) as { name: string }[];
    const scoped = (await db("information_schema.columns")
      .whereRaw("table_schema = DATABASE()")
      .where({ column_name: "portal_id" })
      .select({ tableName: "table_name", nullable: "is_nullable" })) as Column[];
    expect(scoped.filter(({ nullable }) => nullable !== "NO")).to.deep.equal([]);
    const names = new Set(scoped.map(({ tableName }) => tableName));
    expect(
      tables.map(({ name }) => name).filter((name) => !names.has(name) && !globalTables.has(name)),
    ).to.deep.equal([]);
    expect([...globalTables].filter((name) => names.has(name))).to.deep.equal([]);
  });

  it("links portal-owned tables by composite keys that carry the portal", async () => {
    const db = testDb();
    const [rows] = (await db.raw(
      `SELECT constraint_name AS name, table_name AS tableName, referenced_table_name AS target, GROUP_CONCAT(column_name ORDER BY ordinal_position) AS cols
       FROM information_schema.key_column_usage WHERE table_schema = DATABASE() AND referenced_table_name IS NOT NULL
       GROUP BY constraint_name, table_name, referenced_table_name`,
    )) as [{ name: string; tableName: string; target: string; cols: string }[]];
    const loose = rows.filter(
      ({ target, cols }) => !globalTables.has(target) && !cols.startsWith("portal_id,"),
    );
    expect(loose).to.deep.equal([]);
    expect(rows.length).to.be.greaterThan(20);
  });
});
