import type { Knex } from "knex";
import { seal, unseal } from "../core/sealing.ts";
import { sealedSecret, setSealedSecret } from "./providers.repository.ts";

const purpose = (id: number) => `identity provider ${id}`;

/** The secret we show to the provider; empty when none was entered. */
export const clientSecret = async (db: Knex, id: number): Promise<string> =>
  unseal(purpose(id), (await sealedSecret(db, id)) ?? "") ?? "";

/** Keeps it sealed; it is never shown again. */
export const keepClientSecret = (db: Knex, id: number, secret: string): Promise<void> =>
  setSealedSecret(db, id, seal(purpose(id), secret));
