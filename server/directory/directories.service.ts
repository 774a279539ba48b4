import type { GlobalContext } from "../core/context.ts";
import { transaction } from "../core/db.ts";
import { InvalidInput } from "../core/errors.ts";
import { seal } from "../core/sealing.ts";
import { allPortals } from "../portals/index.ts";
import { directoryState } from "./away.service.ts";
import { everyEntry, sealPurpose } from "./client.service.ts";
import { type Directory, DirectoryError, type Entry } from "./directory.ts";
import {
  askForImport,
  deleteDirectory,
  directoryById,
  type DirectoryForm,
  insertDirectory,
  markAway,
  markBack,
  updateDirectory,
} from "./directories.repository.ts";
import type { DirectoryInput } from "./directories.schema.ts";

/** @returns its id. @throws InvalidInput */
export async function createDirectory(ctx: GlobalContext, input: DirectoryInput): Promise<number> {
  if (input.bindPassword === "") throw new InvalidInput({ bindPassword: { key: "shared.required" } });
  await assertPortal(ctx, input.portal);
  const id = await named(
    insertDirectory(ctx.db, formOf(input, seal(sealPurpose, input.bindPassword)), ctx.now),
  );
  directoryState.clear();
  return id;
}

/**
 * What decides who is found or what becomes of them changes what an import does: then the next one waits until somebody has seen a preview.
 * @throws InvalidInput also when another administrator saved meanwhile.
 */
export async function changeDirectory(ctx: GlobalContext, id: number, input: DirectoryInput): Promise<void> {
  await assertPortal(ctx, input.portal);
  await transaction(ctx, async (tx) => {
    const now = await directoryById(tx.db, id);
    const moved = now.url !== input.url || now.bindDn !== input.bindDn;
    // Whoever may change the address must not be sent the password that somebody else entered.
    if (moved && input.bindPassword === "")
      throw new InvalidInput({ bindPassword: { key: "directory.passwordAgain" } });
    const password = input.bindPassword === "" ? now.bindPassword : seal(sealPurpose, input.bindPassword);
    const form = formOf(input, password);
    const approvedAt = sameImport(now, form) ? now.approvedAt : null;
    const known = { id, version: input.version };
    if (!(await named(updateDirectory(tx.db, known, { ...form, approvedAt }, tx.now))))
      throw new InvalidInput({ form: { key: "directory.changedMeanwhile" } });
  });
  directoryState.clear();
}

export async function removeDirectory(ctx: GlobalContext, id: number): Promise<Directory> {
  const directory = await directoryById(ctx.db, id);
  await deleteDirectory(ctx.db, id);
  directoryState.clear();
  return directory;
}

/** Imports at the job's next look. `approved`: the administrator has just seen what it would do. @throws InvalidInput */
export async function requestImport(ctx: GlobalContext, id: number, approved: boolean): Promise<void> {
  const directory = await directoryById(ctx.db, id);
  if (!directory.enabled) throw new InvalidInput({ form: { key: "directory.offNow" } });
  if (!approved && !directory.approvedAt) throw new InvalidInput({ form: { key: "directory.previewFirst" } });
  await askForImport(ctx.db, id, ctx.now, approved);
}

export type Tested =
  | { readonly kind: "found"; readonly count: number; readonly first: readonly Entry[] }
  | { readonly kind: "problem"; readonly problem: string; readonly words: string };

/** Does what an import would ask, and nothing else. */
export async function testDirectory(ctx: GlobalContext, directory: Directory): Promise<Tested> {
  try {
    const entries = await everyEntry(directory);
    await markBack(ctx.db, directory.id);
    return { kind: "found", count: entries.length, first: entries.slice(0, 5) };
  } catch (error) {
    if (!(error instanceof DirectoryError)) throw error;
    if (directory.enabled) await markAway(ctx.db, directory.id, error.problem, ctx.now);
    return { kind: "problem", problem: error.problem, words: error.words };
  } finally {
    directoryState.clear();
  }
}

function formOf(input: DirectoryInput, bindPassword: string): DirectoryForm {
  return {
    name: input.name,
    enabled: input.enabled,
    people: input.people,
    portalId: input.portal,
    role: input.role,
    url: input.url,
    caCertificate: input.caCertificate,
    bindDn: input.bindDn,
    bindPassword,
    baseDn: input.baseDn,
    userFilter: input.userFilter,
    attributes: {
      id: input.idAttribute,
      mail: input.mailAttribute,
      name: input.nameAttribute,
      phone: input.phoneAttribute,
      mobile: input.mobileAttribute,
      account: input.accountAttribute,
    },
    accountName: input.accountName,
    signsIn: input.signsIn,
    takesOver: input.takesOver,
    importHours: input.importHours,
  };
}

const decisive = ["people", "portalId", "url", "baseDn", "userFilter", "takesOver", "signsIn"] as const;
const sameImport = (now: Directory, form: DirectoryForm): boolean =>
  decisive.every((name) => now[name] === form[name]) && now.attributes.id === form.attributes.id;

async function assertPortal({ db }: GlobalContext, id: number): Promise<void> {
  if (!(await allPortals(db)).some((portal) => portal.id === id))
    throw new InvalidInput({ portal: { key: "shared.notValid" } });
}

async function named<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if ((error as { errno?: number }).errno === 1062)
      throw new InvalidInput({ name: { key: "directory.nameTaken" } });
    throw error;
  }
}
