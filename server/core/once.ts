import { createHash } from "node:crypto";
import type { Context } from "./context.ts";
import { eventActor } from "./events.ts";
import { transaction } from "./db.ts";

/**
 * Runs `work` unless the same key (a form's hidden `_once`, an Idempotency-Key) already led somewhere for the same person: then returns
 * where. Key and work commit together, so that neither a double click nor a retry after a failover creates anything twice.
 * `work` returns the address it leads to.
 */
export async function onlyOnce(
  ctx: Context,
  key: string,
  work: (tx: Context) => Promise<string>,
): Promise<string> {
  const { kind, id } = eventActor(ctx.actor);
  const row = {
    portal_id: ctx.portalId,
    once_key: createHash("sha256").update(`${kind}:${id}:${key}`).digest("hex"),
  };
  try {
    return await transaction(
      ctx,
      async (tx) => {
        // Inserted first: a second post waits here for the first one's commit, then fails on the key.
        await tx.db("submissions").insert({ ...row, location: "", created_at: ctx.now });
        const location = await work(tx);
        await tx.db("submissions").where(row).update({ location });
        return location;
      },
      // Lost with an unknown outcome it is run again: the key finds out.
      { repeatable: true },
    );
  } catch (error) {
    if ((error as { errno?: number }).errno !== 1062) throw error;
    const earlier = (await ctx.db("submissions").where(row).first("location")) as
      { location: string } | undefined;
    // Key and address commit together; a key without one acknowledges nothing.
    if (!earlier?.location) throw error;
    return earlier.location;
  }
}
