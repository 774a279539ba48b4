import type { GlobalContext } from "../core/context.ts";
import { transaction } from "../core/db.ts";
import { InvalidInput } from "../core/errors.ts";
import { countFronts, insertFront, portalsChanged } from "../portals/index.ts";
import {
  deleteFront,
  frontForUpdate,
  setDefaultFront,
  setFrontEnabled,
  updateAddress,
} from "./customer-portals.repository.ts";
import type { AddressForm, NewForm } from "./customer-portals.schema.ts";
import { publishCopy } from "./publishing.service.ts";

/** @returns its id. @throws InvalidInput beside the field that is taken or refers to nothing. */
export async function createCustomerPortal(ctx: GlobalContext, input: NewForm): Promise<number> {
  const { name, slug, portal, copyFrom } = input;
  const id = await beside(
    transaction(ctx, async (tx) => {
      const made = await insertFront(tx.db, { name, slug, portalId: portal, isDefault: false }, tx.now);
      if (copyFrom !== null) await publishCopy(tx, { from: copyFrom, to: made, name });
      return made;
    }),
  );
  portalsChanged();
  return id;
}

/** @throws InvalidInput beside the slug or the host when another customer portal has it. */
export async function changeAddress(ctx: GlobalContext, id: number, input: AddressForm): Promise<void> {
  await beside(updateAddress(ctx.db, id, input, ctx.now));
  portalsChanged();
}

/** @throws InvalidInput for the default one: somebody without an address must arrive somewhere. */
export async function switchCustomerPortal(ctx: GlobalContext, id: number, enabled: boolean): Promise<void> {
  await transaction(ctx, async ({ db, now }) => {
    const front = await frontForUpdate(db, id);
    if (!enabled && front.isDefault === 1)
      throw new InvalidInput({ form: { key: "customer-portals.defaultStaysOn" } });
    await setFrontEnabled(db, id, enabled, now);
  });
  portalsChanged();
}

/** @throws InvalidInput for one that is switched off. */
export async function makeDefault(ctx: GlobalContext, id: number): Promise<void> {
  await transaction(ctx, async ({ db, now }) => {
    const front = await frontForUpdate(db, id);
    if (front.enabled !== 1) throw new InvalidInput({ form: { key: "customer-portals.defaultMustBeOn" } });
    await setDefaultFront(db, id, now);
  });
  portalsChanged();
}

/** Deletes it with its design and history; the portal behind it stays. @throws InvalidInput for the default or the last one. */
export async function removeCustomerPortal(ctx: GlobalContext, id: number): Promise<void> {
  await transaction(ctx, async ({ db }) => {
    const front = await frontForUpdate(db, id);
    if ((await countFronts(db)) === 1)
      throw new InvalidInput({ form: { key: "customer-portals.lastStays" } });
    if (front.isDefault === 1) throw new InvalidInput({ form: { key: "customer-portals.defaultStays" } });
    await deleteFront(db, id);
  });
  portalsChanged();
}

/** A duplicate or dangling key, as a message beside its field. */
async function beside<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const { errno, sqlMessage = "" } = error as { errno?: number; sqlMessage?: string };
    if (errno === 1062)
      throw new InvalidInput(
        sqlMessage.includes("_host")
          ? { host: { key: "customer-portals.hostTaken" } }
          : { slug: { key: "portals.slugTaken" } },
      );
    // No such portal: the foreign key says so.
    if (errno === 1452) throw new InvalidInput({ portal: { key: "shared.notValid" } });
    throw error;
  }
}
