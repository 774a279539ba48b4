import { createHash } from "node:crypto";
import { fileTypeFromBuffer } from "file-type";
import type { GlobalContext } from "../core/context.ts";
import { transaction } from "../core/db.ts";
import { InvalidInput } from "../core/errors.ts";
import { portalsChanged } from "./fronts.repository.ts";
import { imageSize } from "./image.ts";
import {
  deleteLogo,
  firstPortal,
  frontForUpdate,
  insertCategories,
  insertFront,
  insertPortal,
  lockFirstRun,
  renameFront,
  saveLogo,
  setDefaultFront,
  setFrontEnabled,
  unlockFirstRun,
  updateFront,
  updatePortal,
} from "./portals.repository.ts";
import { type FrontForm, linksOf, type NewFrontForm, type PortalForm } from "./portals.schema.ts";

export const maxLogoBytes = 512 * 1024;
const maxLogoSide = 4096;
const firstCategories = ["General", "Technical problem", "Access and accounts", "Orders and billing"];

/** @returns its id. @throws InvalidInput when the slug is taken. */
export async function createPortal(ctx: GlobalContext, input: PortalForm): Promise<number> {
  const id = await beside(
    transaction(ctx, async ({ db, now }) => {
      const portalId = await insertPortal(db, input, now);
      await insertCategories(db, portalId, firstCategories);
      return portalId;
    }),
  );
  portalsChanged();
  return id;
}

export async function changePortal(ctx: GlobalContext, id: number, input: PortalForm): Promise<void> {
  await beside(updatePortal(ctx.db, id, input, ctx.now));
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

export async function createFront(ctx: GlobalContext, { name, slug, portal }: NewFrontForm): Promise<number> {
  const id = await beside(insertFront(ctx.db, { name, slug, portalId: portal, isDefault: false }, ctx.now));
  portalsChanged();
  return id;
}

/** @throws InvalidInput beside the slug or the host when another customer portal has it. */
export async function changeFront(ctx: GlobalContext, id: number, input: FrontForm): Promise<void> {
  const { brand, headerBg, link, ...rest } = input;
  const look = {
    ...rest,
    brandColor: brand,
    headerColor: headerBg,
    linkColor: link,
    headerLinks: linksOf(input, "header"),
    footerLinks: linksOf(input, "footer"),
  };
  await beside(updateFront(ctx.db, id, look, ctx.now));
  portalsChanged();
}

/** @throws InvalidInput for the default one: somebody without an address must arrive somewhere. */
export async function switchFront(ctx: GlobalContext, id: number, enabled: boolean): Promise<void> {
  await transaction(ctx, async ({ db, now }) => {
    const front = await frontForUpdate(db, id);
    if (!enabled && front.isDefault === 1)
      throw new InvalidInput({ form: { key: "portals.defaultStaysOn" } });
    await setFrontEnabled(db, id, enabled, now);
  });
  portalsChanged();
}

/** @throws InvalidInput for one that is switched off. */
export async function makeDefault(ctx: GlobalContext, id: number): Promise<void> {
  await transaction(ctx, async ({ db, now }) => {
    const front = await frontForUpdate(db, id);
    if (front.enabled !== 1) throw new InvalidInput({ form: { key: "portals.defaultMustBeOn" } });
    await setDefaultFront(db, id, now);
  });
  portalsChanged();
}

/** Keeps a picture after looking at what it is, whatever its name says. @throws InvalidInput beside the file. */
export async function changeLogo(ctx: GlobalContext, id: number, data: Buffer): Promise<void> {
  const mediaType = await pictureType(data);
  const hash = createHash("sha256").update(data).digest("hex").slice(0, 16);
  await transaction(ctx, async ({ db }) =>
    saveLogo(db, await frontForUpdate(db, id), { mediaType, hash, data }),
  );
  portalsChanged();
}

export async function removeLogo(ctx: GlobalContext, id: number): Promise<void> {
  await transaction(ctx, async ({ db }) => deleteLogo(db, await frontForUpdate(db, id)));
  portalsChanged();
}

async function pictureType(data: Buffer): Promise<string> {
  const refuse = (key: string) => new InvalidInput({ attachments: { key } });
  if (data.length > maxLogoBytes) throw refuse("portals.logoTooLarge");
  const mediaType = (await fileTypeFromBuffer(data))?.mime ?? "";
  if (/<svg[\s>]/i.test(data.toString("utf8", 0, 4096))) throw refuse("portals.logoSvg");
  if (!["image/png", "image/jpeg", "image/webp", "image/gif"].includes(mediaType))
    throw refuse("portals.logoType");
  const size = imageSize(data, mediaType);
  if (!size) throw refuse("portals.logoType");
  if (size.width > maxLogoSide || size.height > maxLogoSide || size.width * size.height === 0)
    throw refuse("portals.logoDimensions");
  return mediaType;
}

/** A duplicate key, as a message beside its field. */
async function beside<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const { errno, sqlMessage = "" } = error as { errno?: number; sqlMessage?: string };
    if (errno === 1062)
      throw new InvalidInput(
        sqlMessage.includes("_host")
          ? { host: { key: "portals.hostTaken" } }
          : { slug: { key: "portals.slugTaken" } },
      );
    // No such portal: the foreign key says so.
    if (errno === 1452) throw new InvalidInput({ portal: { key: "shared.notValid" } });
    throw error;
  }
}
