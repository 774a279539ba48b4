import type { GlobalContext } from "../core/context.ts";
import { log } from "../core/log.ts";
import { directoryState } from "./away.service.ts";
import { entryByEmail, isPasswordOf } from "./client.service.ts";
import { type Directory, DirectoryError } from "./directory.ts";
import { directoryOfLogin, markAway, markBack } from "./directories.repository.ts";
import { standings } from "./people.repository.ts";

/**
 * Asks the directory that has this login's password. Null when none has: then it is ours to check. The person is found anew each time by
 * address and must still be the one who was imported: an address that was given to somebody else opens nothing.
 */
export async function checkDirectoryPassword(
  ctx: GlobalContext,
  { id, email }: { readonly id: number; readonly email: string },
  password: string,
): Promise<"right" | "wrong" | "away" | null> {
  const known = await directoryOfLogin(ctx.db, id);
  if (!known?.directory.enabled || !known.directory.signsIn) return null;
  const { directory, externalId } = known;
  if (!(await reaches(ctx, directory, email))) return "wrong";
  try {
    const entry = await entryByEmail(directory, email);
    const right = entry?.externalId === externalId && (await isPasswordOf(directory, entry.dn, password));
    if (directory.awaySince) {
      await markBack(ctx.db, directory.id);
      directoryState.clear();
    }
    return right ? "right" : "wrong";
  } catch (error) {
    if (!(error instanceof DirectoryError)) throw error;
    log.warn({ directory: directory.id, problem: error.problem }, "a directory could not check a password");
    await markAway(ctx.db, directory.id, error.problem, ctx.now);
    directoryState.clear();
    return "away";
  }
}

/** Who has become an administrator, or got a place beyond the directory's reach, since they were imported. */
async function reaches({ db }: GlobalContext, directory: Directory, email: string): Promise<boolean> {
  const [standing] = await standings({ db, portalId: directory.portalId }, directory.people, [email]);
  return standing !== undefined && !standing.administrator && !standing.elsewhere;
}

/** Whether a directory has this login's password: then there is none here, and none can be chosen here. */
export async function isOfDirectory({ db }: Pick<GlobalContext, "db">, loginId: number): Promise<boolean> {
  const known = await directoryOfLogin(db, loginId);
  return known !== null && known.directory.enabled && known.directory.signsIn;
}
