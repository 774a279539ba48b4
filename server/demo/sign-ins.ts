import { createHmac } from "node:crypto";
import type { Config } from "../../config/schema.ts";
import { demoPortals } from "./content/portals.ts";
import type { LoadedPortal } from "./demo.ts";
import { emailOf } from "./people.repository.ts";

/**
 * The password of everybody in the demo. Derived from the installation's secret: nobody can know it who may not read that, and the same
 * one is printed every time.
 */
export function demoPassword(secret: string): string {
  const digest = createHmac("sha256", secret).update("holdfast demo people").digest();
  const letters = "abcdefghjkmnpqrstuvwxyz23456789";
  const text = [...digest.subarray(0, 16)].map((byte) => letters[byte % letters.length]).join("");
  return (text.match(/.{4}/g) ?? []).join("-");
}

export interface DemoPerson {
  readonly role: string;
  readonly name: string;
  readonly email: string;
}

/** Some of those who may sign in to a demo portal, one of each kind first. */
export function peopleOf({ slug, content }: LoadedPortal): DemoPerson[] {
  const suffix = demoPortals(50).find((each) => each.content.slug === slug)?.suffix ?? "";
  const person = (role: string, name: string) => ({ role, name, email: emailOf(name, suffix) });
  const contacts = content.accounts.flatMap(({ name, contacts: names, seeAccount }) =>
    names
      .slice(0, seeAccount + 1)
      .map((each, index) =>
        person(index < seeAccount ? `contact, sees all of ${name}` : `contact of ${name}`, each),
      ),
  );
  return [...content.agents.map(({ name, role }) => person(role, name)), ...contacts];
}

/** What a person wants to know after loading: where to go and as whom. */
export function signInTable(
  config: Pick<Config, "baseUrl">,
  portals: readonly LoadedPortal[],
  defaultSlug: string | null,
  administrator: string | null,
  password: string,
): string {
  const lines: string[] = [];
  for (const portal of portals) {
    const { slug, content } = portal;
    const path = slug === defaultSlug ? "/" : `/portal/${slug}/`;
    lines.push(
      "",
      content.brand.name,
      `  customers  ${config.baseUrl}${path}`,
      `  agents     ${config.baseUrl}/desk/${slug}/requests`,
    );
    const people = peopleOf(portal);
    const [wide, far] = [
      Math.max(...people.map(({ name }) => name.length)),
      Math.max(...people.map(({ email }) => email.length)),
    ];
    for (const { name, email, role } of people)
      lines.push(`    ${name.padEnd(wide)}  ${email.padEnd(far)}  ${role}`);
  }
  if (administrator) lines.push("", `Administrator  ${administrator}   ${config.baseUrl}/admin`);
  lines.push("", `Everybody's password: ${password}`);
  return lines.join("\n");
}
