import type { Knex } from "knex";
import { cached } from "../core/cache.ts";
import type { Directory } from "./directory.ts";
import { allDirectories } from "./directories.repository.ts";

/** What every sign-in has to know of the directories; kept for seconds, in every process. */
export const directoryState = cached("directory.state", async (db: Knex) => {
  const inUse = (await allDirectories(db)).filter(({ enabled }) => enabled);
  const signingIn = inUse.filter(({ signsIn }) => signsIn);
  return {
    signIn: signingIn.length > 0,
    signInAway: signingIn.some(({ awaySince }) => awaySince !== null),
    away: inUse.find(({ awaySince }) => awaySince !== null) ?? null,
  };
});

/** Whether passwords are asked of any directory: then a refusal takes longer, for everybody. */
export const directoriesSignIn = async (db: Knex): Promise<boolean> => (await directoryState.get(db)).signIn;

/** Whether some people's passwords cannot be checked at the moment. */
export const signInAway = async (db: Knex): Promise<boolean> => (await directoryState.get(db)).signInAway;

/** The first directory that does not answer as it should; for administrators. */
export const directoryAway = async (db: Knex): Promise<Directory | null> =>
  (await directoryState.get(db)).away;
