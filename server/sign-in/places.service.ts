import type { Knex } from "knex";
import { agentActor, contactsOfLogin, membershipsOfAgent } from "../accounts/index.ts";
import { adoptFreshDrafts, ownerOfBrowser } from "../drafts/index.ts";
import { type Front, frontAccess, frontBase, frontOfPortal } from "../portals/index.ts";
import type { Place } from "./landing.ts";

/**
 * Every place that a login opens: desks, administration, customer portals. With `front`, an administrator may also enter its portal's
 * desk without having a role there.
 */
export async function placesOf(db: Knex, loginId: number, front: Front | null): Promise<Place[]> {
  const places: Place[] = [];
  const agent = await agentActor(db, loginId, null);
  if (agent)
    for (const { portalId, slug, name } of await membershipsOfAgent(db, agent.id))
      places.push(desk(portalId, slug, name));
  if (agent?.administrator) {
    if (
      front &&
      frontAccess(front, agent) !== "closed" &&
      !places.some((place) => place.portalId === front.portalId)
    )
      places.push(desk(front.portalId, front.portalSlug, front.name));
    places.push({ kind: "administration", portalId: 0, name: "", url: "/admin", loginUrl: "/login" });
  }
  for (const { portalId } of await contactsOfLogin(db, loginId)) {
    const own = await frontOfPortal(db, portalId);
    if (!own?.enabled || frontAccess(own, null) === "closed") continue;
    const base = frontBase(own, false);
    places.push({ kind: "portal", portalId, name: own.name, url: base || "/", loginUrl: `${base}/login` });
  }
  return places;
}

const desk = (portalId: number, slug: string, name: string): Place => ({
  kind: "desk",
  portalId,
  name,
  url: `/desk/${slug}/requests`,
  loginUrl: "/login",
});

/** What the browser kept while nobody was signed in now belongs to the person; `asAgent` decides for somebody who is contact and agent. */
export async function adoptBrowserDrafts(
  db: Knex,
  browser: string,
  loginId: number,
  asAgent: boolean,
): Promise<void> {
  if (browser === "") return;
  const contacts = await contactsOfLogin(db, loginId);
  await adoptFreshDrafts(db, ownerOfBrowser(browser), new Date(), async (portalId) => {
    const contact = contacts.find((each) => each.portalId === portalId);
    if (contact && !asAgent) return `contact:${contact.contactId}`;
    const agent = await agentActor(db, loginId, portalId);
    if (agent) return `agent:${agent.id}`;
    return contact ? `contact:${contact.contactId}` : null;
  });
}
