import type { Scope } from "../core/context.ts";
import { transaction } from "../core/db.ts";
import type { AttachmentStore } from "./attachment-store.ts";

const chunks = ({ db, portalId }: Scope, attachmentId: number) =>
  db("attachment_chunks").where({ portal_id: portalId, attachment_id: attachmentId });

/** Bytes in the database: replicated and backed up with everything else. Each piece is a row and a transaction of its own. */
export const databaseStore: AttachmentStore = {
  async write(scope, attachmentId, pieces) {
    let position = 0;
    for await (const data of pieces) {
      const row = { portal_id: scope.portalId, attachment_id: attachmentId, position: position++, data };
      await transaction({ db: scope.db }, (tx) => tx.db("attachment_chunks").insert(row));
    }
  },

  async *read(scope, attachmentId) {
    for (let position = 0; ; position++) {
      const row = (await chunks(scope, attachmentId).where({ position }).first("data")) as
        { data: Buffer } | undefined;
      if (!row) return;
      yield row.data;
    }
  },

  async remove(scope, attachmentId) {
    // From the end, one by one: a single statement would be one write set as large as the file.
    const last = (await chunks(scope, attachmentId).max({ position: "position" }).first()) as {
      position: number | null;
    };
    for (let position = last.position ?? -1; position >= 0; position--)
      await chunks(scope, attachmentId).where({ position }).delete();
  },
};
