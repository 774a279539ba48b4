import type { Knex } from "knex";
import { first, one } from "../core/db.ts";
import type { Directory, Problem } from "./directory.ts";

interface Row extends Omit<Directory, "enabled" | "signsIn" | "takesOver" | "attributes"> {
  readonly enabled: number;
  readonly signsIn: number;
  readonly takesOver: number;
  readonly idAttribute: string;
  readonly mailAttribute: string;
  readonly nameAttribute: string;
  readonly phoneAttribute: string;
  readonly mobileAttribute: string;
  readonly accountAttribute: string;
}

const columns = {
  id: "d.id",
  name: "d.name",
  enabled: "d.enabled",
  people: "d.people",
  portalId: "d.into_portal_id",
  role: "d.role",
  url: "d.url",
  caCertificate: "d.ca_certificate",
  bindDn: "d.bind_dn",
  bindPassword: "d.bind_password",
  baseDn: "d.base_dn",
  userFilter: "d.user_filter",
  idAttribute: "d.id_attribute",
  mailAttribute: "d.mail_attribute",
  nameAttribute: "d.name_attribute",
  phoneAttribute: "d.phone_attribute",
  mobileAttribute: "d.mobile_attribute",
  accountAttribute: "d.account_attribute",
  accountName: "d.account_name",
  signsIn: "d.signs_in",
  takesOver: "d.takes_over",
  importHours: "d.import_hours",
  approvedAt: "d.approved_at",
  importAskedAt: "d.import_asked_at",
  importedAt: "d.imported_at",
  outcome: "d.outcome",
  awaySince: "d.away_since",
  awayProblem: "d.away_problem",
  version: "d.version",
};

const directories = (db: Knex) => db("directories as d").select<Row[]>(columns);

const toDirectory = (row: Row): Directory => {
  const { idAttribute, mailAttribute, nameAttribute, phoneAttribute, mobileAttribute, ...rest } = row;
  const { accountAttribute, ...plain } = rest;
  return {
    ...plain,
    enabled: row.enabled === 1,
    signsIn: row.signsIn === 1,
    takesOver: row.takesOver === 1,
    attributes: {
      id: idAttribute,
      mail: mailAttribute,
      name: nameAttribute,
      phone: phoneAttribute,
      mobile: mobileAttribute,
      account: accountAttribute,
    },
  };
};

/** By name; an installation has a handful. */
export const allDirectories = async (db: Knex): Promise<Directory[]> =>
  ((await directories(db).orderBy("d.name").limit(200)) as Row[]).map(toDirectory);

/** @throws AppError 404 */
export const directoryById = async (db: Knex, id: number): Promise<Directory> =>
  toDirectory(await one(directories(db).where("d.id", id) as PromiseLike<Row[]>, "directory"));

/** What administrators fill in. */
export type DirectoryForm = Omit<
  Directory,
  "id" | "approvedAt" | "importAskedAt" | "importedAt" | "outcome" | "awaySince" | "awayProblem" | "version"
>;

const stored = ({ attributes, portalId, ...form }: DirectoryForm) => ({
  name: form.name,
  enabled: form.enabled,
  people: form.people,
  into_portal_id: portalId,
  role: form.role,
  url: form.url,
  ca_certificate: form.caCertificate,
  bind_dn: form.bindDn,
  bind_password: form.bindPassword,
  base_dn: form.baseDn,
  user_filter: form.userFilter,
  id_attribute: attributes.id,
  mail_attribute: attributes.mail,
  name_attribute: attributes.name,
  phone_attribute: attributes.phone,
  mobile_attribute: attributes.mobile,
  account_attribute: attributes.account,
  account_name: form.accountName,
  signs_in: form.signsIn,
  takes_over: form.takesOver,
  import_hours: form.importHours,
});

export async function insertDirectory(db: Knex, form: DirectoryForm, now: Date): Promise<number> {
  const [id] = (await db("directories").insert({ ...stored(form), created_at: now, updated_at: now })) as [
    number,
  ];
  return id;
}

/** @returns false when somebody else has changed it since `version`. */
export async function updateDirectory(
  db: Knex,
  { id, version }: Pick<Directory, "id" | "version">,
  form: DirectoryForm & { readonly approvedAt: Date | null },
  now: Date,
): Promise<boolean> {
  const changed = await db("directories")
    .where({ id, version })
    .update({
      ...stored(form),
      approved_at: form.approvedAt,
      away_since: null,
      version: version + 1,
      updated_at: now,
    });
  return changed === 1;
}

/** Its links go with it; the people stay. */
export async function deleteDirectory(db: Knex, id: number): Promise<void> {
  await db("directories").where({ id }).delete();
}

/** An administrator wants it now; `approved` when they have just seen what it would do. */
export async function askForImport(db: Knex, id: number, now: Date, approved: boolean): Promise<void> {
  await db("directories")
    .where({ id })
    .update({ import_asked_at: now, ...(approved ? { approved_at: now } : {}) });
}

/** Takes the wish; of two who look, one gets it. */
export const takeWish = async (db: Knex, { id, importAskedAt }: Directory): Promise<boolean> =>
  importAskedAt !== null &&
  (await db("directories")
    .where({ id, import_asked_at: importAskedAt })
    .update({ import_asked_at: null })) === 1;

export async function markImported(
  db: Knex,
  id: number,
  { outcome, now, approved }: { outcome: string; now: Date; approved: boolean },
): Promise<void> {
  await db("directories")
    .where({ id })
    .update({ imported_at: now, outcome: outcome.slice(0, 500), ...(approved ? {} : { approved_at: null }) });
}

export async function markAway(db: Knex, id: number, problem: Problem, now: Date): Promise<void> {
  await db("directories")
    .where({ id })
    .update({ away_since: db.raw("COALESCE(away_since, ?)", [now]), away_problem: problem });
}

export async function markBack(db: Knex, id: number): Promise<void> {
  await db("directories").where({ id }).whereNotNull("away_since").update({ away_since: null });
}

/** The directory that has this login's password, and who they are in it. */
export async function directoryOfLogin(
  db: Knex,
  loginId: number,
): Promise<{ directory: Directory; externalId: string } | null> {
  const row = await first<Row & { externalId: string }>(
    directories(db)
      .join("directory_people as p", "p.directory_id", "d.id")
      .where("p.login_id", loginId)
      .select({ externalId: "p.external_id" }) as unknown as PromiseLike<(Row & { externalId: string })[]>,
  );
  if (!row) return null;
  const { externalId, ...directory } = row;
  return { directory: toDirectory(directory), externalId };
}
