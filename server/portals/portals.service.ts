import type { GlobalContext } from "../core/context.ts";
import { transaction } from "../core/db.ts";
import { InvalidInput } from "../core/errors.ts";
import { portalsChanged, renameFront, insertFront } from "./fronts.repository.ts";
import { nextStates, type PortalState } from "./portal.ts";
import {
  firstPortal,
  giveOwnerRole,
  insertCategories,
  insertPortal,
  lockFirstRun,
  portalById,
  portalForUpdate,
  possibleOwners,
  unlockFirstRun,
  updatePortal,
} from "./portals.repository.ts";
import type { NewPortalForm, PortalForm } from "./portals.schema.ts";

/** Copies what one capability's administrators have set up in a portal into a new one, in the transaction that makes it. */
export type PortalCopy = (db: GlobalContext["db"], from: number, to: number) => Promise<void>;

let copies: readonly PortalCopy[] = [];

/** Called once by each process with what every capability copies. */
export function usePortalCopies(given: readonly PortalCopy[]): void {
  copies = given;
}

const firstCategories = ["General", "Technical problem", "Access and accounts", "Orders and billing"];

/** Makes a new portal, for its owner alone; its set-up is another one's when it says so. @throws InvalidInput when the slug is taken. */
export async function createPortal(ctx: GlobalContext, input: NewPortalForm): Promise<number> {
  const { copyFrom, owner, ...rest } = input;
  const id = await slugTaken(
    transaction(ctx, async ({ db, now }) => {
      await assertOwner(db, owner);
      const source = copyFrom === null ? null : await copied(db, copyFrom);
      const set = source && {
        timeZone: source.timeZone,
        language: source.language,
        currency: source.currency,
        dateFormat: source.dateFormat,
        hourFormat: source.hourFormat,
      };
      const portalId = await insertPortal(db, { ...rest, ...set, state: "new", ownerId: owner }, now);
      if (source) for (const copy of copies) await copy(db, source.id, portalId);
      else await insertCategories(db, portalId, firstCategories);
      if (owner !== null) await giveOwnerRole(db, portalId, owner, now);
      return portalId;
    }),
  );
  portalsChanged();
  return id;
}

async function copied(db: GlobalContext["db"], id: number) {
  return portalById(db, id).catch(() => {
    throw new InvalidInput({ copyFrom: { key: "shared.notValid" } });
  });
}

async function assertOwner(db: GlobalContext["db"], owner: number | null): Promise<void> {
  if (owner !== null && !(await possibleOwners(db)).some(({ id }) => id === owner))
    throw new InvalidInput({ owner: { key: "shared.notValid" } });
}

export async function changePortal(ctx: GlobalContext, id: number, input: PortalForm): Promise<void> {
  const { owner, ...rest } = input;
  await slugTaken(
    transaction(ctx, async ({ db, now }) => {
      await portalForUpdate(db, id);
      await assertOwner(db, owner);
      await updatePortal(db, id, { ...rest, ownerId: owner }, now);
      if (owner !== null) await giveOwnerRole(db, id, owner, now);
    }),
  );
  portalsChanged();
}

/**
 * Moves a portal on. `seen` is the state that the confirm page spoke of: when somebody else moved it meanwhile, what was confirmed is
 * not what would happen. @throws InvalidInput
 */
export async function moveState(
  ctx: GlobalContext,
  id: number,
  { seen, state }: { seen: PortalState; state: PortalState },
): Promise<void> {
  await transaction(ctx, async ({ db, now }) => {
    const portal = await portalForUpdate(db, id);
    if (portal.state !== seen) throw new InvalidInput({ form: { key: "portals.stateChangedMeanwhile" } });
    if (!nextStates[portal.state].includes(state))
      throw new InvalidInput({ form: { key: "shared.notValid" } });
    await updatePortal(db, id, { state }, now);
  });
  portalsChanged();
}

/** The first process of a new installation makes a portal with its customer portal; the others find it. */
export async function makeFirstPortal(ctx: GlobalContext): Promise<void> {
  // The lock outlives the commit: whoever gets it next sees the portal.
  await transaction(ctx, async (guard) => {
    await lockFirstRun(guard.db);
    try {
      await transaction(ctx, async ({ db, now }) => {
        if (await firstPortal(db)) return;
        const portalId = await insertPortal(
          db,
          { slug: "support", name: "Support", description: "", state: "production" },
          now,
        );
        await insertCategories(db, portalId, firstCategories);
        await insertFront(db, { portalId, slug: "support", name: "Support", isDefault: true }, now);
      });
    } finally {
      await unlockFirstRun(guard.db);
    }
  });
  portalsChanged();
}

/** Set-up names the portal that is there already, and its front. */
export async function nameFirstPortal(
  ctx: GlobalContext,
  name: string,
  frontId: number | null,
): Promise<void> {
  const portal = await firstPortal(ctx.db);
  if (portal) await updatePortal(ctx.db, portal.id, { name }, ctx.now);
  if (frontId !== null) await renameFront(ctx.db, frontId, name, ctx.now);
  portalsChanged();
}

/** The duplicate key of a slug, as a message beside its field. */
async function slugTaken<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if ((error as { errno?: number }).errno === 1062)
      throw new InvalidInput({ slug: { key: "portals.slugTaken" } });
    throw error;
  }
}
