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

/** What we sign with and are written to encrypted, at a SAML provider. */
export interface KeyPair {
  readonly privateKey: string;
  readonly certificate: string;
}

export async function keyPair(db: Knex, id: number): Promise<KeyPair> {
  const text = unseal(purpose(id), (await sealedSecret(db, id)) ?? "");
  if (text === null) throw new Error(`the keys of identity provider ${id} cannot be read`);
  return JSON.parse(text) as KeyPair;
}

export const keepKeyPair = (db: Knex, id: number, keys: KeyPair): Promise<void> =>
  setSealedSecret(db, id, seal(purpose(id), JSON.stringify(keys)));
