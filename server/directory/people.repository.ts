import type { Knex } from "knex";
import type { Scope } from "../core/context.ts";
import type { Directory } from "./directory.ts";
import type { Known, Link, Standing } from "./plan.ts";

const chunk = 500;

const links = ({ db, portalId }: Scope, directoryId: number) =>
  db("directory_people").where({ "directory_people.portal_id": portalId, directory_id: directoryId });

/** Who is here already: whoever has one of these addresses, and whoever the directory was linked to before. */
export async function knownTo(db: Knex, directory: Directory, emails: readonly string[]): Promise<Known> {
  const scope = { db, portalId: directory.portalId };
  const linked = (await links(scope, directory.id)
    .leftJoin("contacts as c", (on) =>
      on.on("c.portal_id", "directory_people.portal_id").andOn("c.id", "directory_people.contact_id"),
    )
    .leftJoin("agents as a", "a.id", "directory_people.agent_id")
    .leftJoin("logins as l", "l.id", "a.login_id")
    .select(db.raw("COALESCE(c.email, l.email) AS email"), {
      id: "directory_people.id",
      externalId: "directory_people.external_id",
      contactId: "directory_people.contact_id",
      agentId: "directory_people.agent_id",
      loginId: "directory_people.login_id",
      goneAt: "directory_people.gone_at",
    })) as (Link & { email: string })[];
  const all = [...new Set([...emails, ...linked.map(({ email }) => email)])];
  const byEmail = new Map<string, Standing>();
  for (let from = 0; from < all.length; from += chunk)
    for (const standing of await standings(scope, directory.people, all.slice(from, from + chunk)))
      byEmail.set(standing.email, standing);
  const byLink = new Map<number, Standing>();
  for (const { id, email } of linked) {
    const standing = byEmail.get(email);
    if (standing) byLink.set(id, standing);
  }
  return { byEmail, byLink, links: linked };
}

interface LoginRow {
  readonly loginId: number;
  readonly email: string;
  readonly hasPassword: number;
  readonly agentId: number | null;
  readonly name: string | null;
  readonly mobile: string | null;
  readonly administrator: number | null;
  readonly disabledAt: Date | null;
  readonly contactElsewhere: number;
}

/** What is known here of some addresses. */
export async function standings(
  scope: Scope,
  people: Directory["people"],
  emails: readonly string[],
): Promise<Standing[]> {
  const logins = await loginsOf(scope, emails);
  if (people === "agents")
    return logins.map((login) => ({
      ...person(login),
      contactId: null,
      name: login.name ?? "",
      phone: "",
      mobile: login.mobile,
      account: "",
      disabled: login.disabledAt !== null,
      elsewhere: false,
    }));
  const contacts = await contactsOf(scope, emails);
  const byEmail = new Map(contacts.map((contact) => [contact.email, contact]));
  const alone = logins.filter(({ email }) => !byEmail.has(email));
  const standing = (login: LoginRow | undefined) => ({
    ...person(login),
    elsewhere: login !== undefined && (login.agentId !== null || login.contactElsewhere === 1),
  });
  return [
    ...contacts.map(({ disabledAt, account, ...contact }) => ({
      ...standing(logins.find(({ email }) => email === contact.email)),
      ...contact,
      account: account ?? "",
      disabled: disabledAt !== null,
    })),
    ...alone.map((login) => ({
      ...standing(login),
      ...{ contactId: null, email: login.email, name: login.name ?? "", phone: "", mobile: null },
      ...{ account: "", disabled: false },
    })),
  ];
}

const person = (login: LoginRow | undefined) => ({
  agentId: login?.agentId ?? null,
  loginId: login?.loginId ?? null,
  email: login?.email ?? "",
  hasPassword: login?.hasPassword === 1,
  administrator: login?.administrator === 1,
});

const loginsOf = ({ db, portalId }: Scope, emails: readonly string[]): Promise<LoginRow[]> =>
  db("logins as l")
    .leftJoin("agents as a", "a.login_id", "l.id")
    .whereIn("l.email", emails)
    .select(
      db.raw("l.password_hash IS NOT NULL AS hasPassword"),
      db.raw(
        `EXISTS (SELECT 1 FROM contacts c WHERE c.portal_id IN (SELECT id FROM portals WHERE id <> ?)
         AND c.login_id = l.id) AS contactElsewhere`,
        [portalId],
      ),
      {
        loginId: "l.id",
        email: "l.email",
        agentId: "a.id",
        name: "a.name",
        mobile: "a.mobile",
        administrator: "a.is_administrator",
        disabledAt: "a.disabled_at",
      },
    ) as unknown as Promise<LoginRow[]>;

interface ContactRow {
  readonly contactId: number;
  readonly email: string;
  readonly name: string;
  readonly phone: string;
  readonly mobile: string | null;
  readonly account: string | null;
  readonly disabledAt: Date | null;
}

const contactsOf = ({ db, portalId }: Scope, emails: readonly string[]): Promise<ContactRow[]> =>
  db("contacts as c")
    .leftJoin("accounts as k", (on) => on.on("k.portal_id", "c.portal_id").andOn("k.id", "c.account_id"))
    .where("c.portal_id", portalId)
    .whereIn("c.email", emails)
    .select<ContactRow[]>({
      contactId: "c.id",
      email: "c.email",
      name: "c.name",
      phone: "c.phone",
      mobile: "c.mobile",
      account: "k.name",
      disabledAt: "c.disabled_at",
    });
