import { createHash } from "node:crypto";
import {
  accountByName,
  agentActor,
  agentOfLogin,
  contactsByAddress,
  contactsOfLogin,
  insertAgent,
  insertContact,
  type KnownContact,
  openContact,
  setRole,
} from "../accounts/index.ts";
import type { GlobalContext } from "../core/context.ts";
import { transaction } from "../core/db.ts";
import { insertLogin, loginByEmail, loginById, recordSignIn } from "../sign-in/index.ts";
import { hasIdentity, keepIdentity, loginOfSubject } from "./identities.repository.ts";
import type { Arrival, Provider } from "./provider.ts";

/** Why somebody whom the provider knows does not come in; each has the text `single-sign-on.failed.<reason>`. */
export type Refusal =
  "no-address" | "unverified-address" | "foreign-domain" | "unknown" | "beyond-reach" | "other-identity";
export type Admission =
  | { readonly kind: "login"; readonly loginId: number; readonly email: string }
  | { readonly kind: "refused"; readonly reason: Refusal; readonly email: string };

/**
 * Who somebody is here. By the identity that was linked before; else by the address, which is believed only as far as the provider's
 * settings say, and then linked. A provider opens nothing beyond its reach: not an agent's login unless it speaks for agents, not a
 * contact's that leads into portals it does not speak for.
 * @param portalId the portal whose front was asked; new contacts are made there.
 */
export async function admit(
  ctx: GlobalContext,
  provider: Provider,
  arrival: Arrival,
  portalId: number,
): Promise<Admission> {
  try {
    return await transaction(ctx, (tx) => admitOnce(tx, provider, arrival, portalId));
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { kind: "refused", reason: error.reason, email: arrival.email ?? "" };
  }
}

/** Thrown inside the transaction, so that somebody who is refused leaves nothing behind. */
class Refused extends Error {
  readonly reason: Refusal;
  constructor(reason: Refusal) {
    super(reason);
    this.reason = reason;
  }
}

type Tx = GlobalContext;

async function admitOnce(tx: Tx, provider: Provider, arrival: Arrival, portalId: number): Promise<Admission> {
  const { db, now } = tx;
  const subject = createHash("sha256").update(`${arrival.issuer}\n${arrival.subject}`).digest("hex");
  const linked = await loginOfSubject(db, provider.id, subject);
  const before = linked === null ? null : await loginById(db, linked);
  const email = before?.email ?? believedAddress(provider, arrival);
  const home = homePortal(provider, portalId);
  const loginId =
    (await loginFor(tx, provider, email, home, arrival.name, before?.id ?? null)) ??
    (await newAgent(tx, provider, email, arrival.name));
  if (loginId === null) throw new Refused("unknown");
  await assertWithinReach(tx, provider, loginId);
  if (linked === null && (await hasIdentity(db, provider.id, loginId))) throw new Refused("other-identity");
  await keepIdentity(db, provider.id, subject, loginId, now);
  await recordSignIn(db, loginId, now);
  return { kind: "login", loginId, email };
}

function believedAddress({ trustsAddresses, domains }: Provider, { email, emailVerified }: Arrival): string {
  if (email === null) throw new Refused("no-address");
  if (!emailVerified && !trustsAddresses) throw new Refused("unverified-address");
  const domain = email.slice(email.lastIndexOf("@") + 1);
  if (domains.length > 0 && !domains.some((each) => each.domain === domain))
    throw new Refused("foreign-domain");
  return email;
}

/** Where a contact belongs who comes for the first time; null at the common page of a provider for several portals. */
function homePortal({ portalIds }: Provider, portalId: number): number | null {
  if (portalIds.includes(portalId)) return portalId;
  return portalIds.length === 1 ? (portalIds[0] ?? null) : null;
}

/** Finds the login of the address, or makes it for a contact who may come in; opens to it every portal that waits for it. */
async function loginFor(
  tx: Tx,
  provider: Provider,
  email: string,
  home: number | null,
  name: string,
  known: number | null,
): Promise<number | null> {
  const { db, now } = tx;
  const contacts = await contactsByAddress(db, provider.portalIds, email, now);
  const waiting = contacts.filter((contact) => mayComeIn(provider, contact));
  const isNew = provider.createsContacts && home !== null && !contacts.some((each) => each.portalId === home);
  let loginId = known ?? (await loginByEmail(db, email))?.id ?? null;
  // Whoever works here and has no place as a contact gets none by signing in; nor does who becomes an agent now.
  const isAgent = loginId !== null && (await agentOfLogin(db, loginId)) !== null;
  const willBeAgent = provider.newAgents !== null && loginId === null && contacts.length === 0;
  const creates = isNew && !isAgent && !willBeAgent;
  if (loginId === null && (waiting.length > 0 || creates)) loginId = await insertLogin(db, email, now);
  if (loginId === null) return null;
  for (const { portalId, id } of waiting) await openContact({ db, portalId }, id, loginId);
  if (creates) {
    const scope = { db, portalId: home };
    const id = await insertContact(
      scope,
      {
        name: name || email,
        email,
        phone: "",
        accountId: await accountFor(scope, provider, email),
        seesAccount: false,
      },
      now,
    );
    await openContact(scope, id, loginId);
  }
  return loginId;
}

const mayComeIn = ({ createsContacts }: Provider, { loginId, invited, disabled }: KnownContact) =>
  loginId === null && !disabled && (invited || createsContacts);

async function accountFor(
  scope: { db: Tx["db"]; portalId: number },
  { domains }: Provider,
  email: string,
): Promise<number | null> {
  const domain = email.slice(email.lastIndexOf("@") + 1);
  const account = domains.find((each) => each.domain === domain)?.account ?? null;
  return account === null ? null : accountByName(scope, account);
}

/** Makes the agent where the provider's settings name a role for those whom nobody entered. */
async function newAgent(tx: Tx, provider: Provider, email: string, name: string): Promise<number | null> {
  if (!provider.forAgents || !provider.newAgents) return null;
  const { portalId, role } = provider.newAgents;
  const { id, loginId } = await insertAgent(
    tx.db,
    { name: name || email, email, administrator: false },
    tx.now,
  );
  await setRole(tx.db, { portalId, agentId: id, role }, tx.now);
  return loginId;
}

/** @throws Refused */
async function assertWithinReach({ db }: Tx, provider: Provider, loginId: number): Promise<void> {
  if (await agentActor(db, loginId, null)) {
    if (provider.forAgents) return;
    throw new Refused("beyond-reach");
  }
  const places = await contactsOfLogin(db, loginId);
  if (!places.every(({ portalId }) => provider.portalIds.includes(portalId)))
    throw new Refused("beyond-reach");
}
