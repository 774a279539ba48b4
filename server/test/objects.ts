import type { Knex } from "knex";
import { aContact, aFront, anAccount, anAgent, aPortal, aTicket } from "./factories.ts";

/** One object of each kind that a path may name, in one portal. They are spare: a route may change or disable them. */
export interface Objects {
  readonly portalSlug: string;
  readonly frontBase: string;
  /** Puts this portal's objects into a route's path. @throws Error for a kind of object it does not know: add it here. */
  fill(path: string): string;
}

/** Makes them. `front` is the customer portal that people use; a spare one is made for administration to change. */
export async function settleObjects(
  db: Knex,
  {
    portal,
    front,
    contactId,
  }: { portal: { id: number; slug: string }; front: { base: string; slug: string }; contactId: number },
): Promise<Objects> {
  const portalId = portal.id;
  const [agent, contact, account, spareFront, sparePortal] = await Promise.all([
    anAgent(db, { roles: [{ portalId, role: "agent" }] }),
    aContact(db, { portalId }),
    anAccount(db, { portalId }),
    aFront(db, { portalId }),
    aPortal(db),
  ]);
  const ticket = await aTicket(db, { portalId, contactId });
  const insert = async (table: string, row: object) =>
    ((await db(table).insert({ portal_id: portalId, ...row })) as [number])[0];
  const at = new Date();
  const attachment = await insert("attachments", {
    owner: `contact:${contactId}`,
    ticket_id: ticket.id,
    reply_id: ticket.replyId,
    name: "a.txt",
    media_type: "text/plain",
    size: 2,
    complete: 1,
    created_at: at,
  });
  await insert("attachment_chunks", { attachment_id: attachment, position: 0, data: "hi" });
  const topic = await insert("topics", { name: `Topic ${portal.slug}` });
  const emptyTopic = await insert("topics", { name: `Empty ${portal.slug}` });
  const solution = await insert("solutions", {
    topic_id: topic,
    title: "Switch it on",
    body_html: "<p>Press the button.</p>",
    state: "published",
    author_id: agent.id,
    created_at: at,
    updated_at: at,
  });
  const announcement = await insert("announcements", {
    title: "News",
    body_html: "<p>New.</p>",
    starts_at: new Date(0),
    created_at: at,
    updated_at: at,
  });
  const cannedReply = await insert("canned_replies", {
    title: "Hello",
    body_html: "<p>Hello.</p>",
    updated_at: at,
  });
  const signUp = await insert("sign_ups", {
    customer_portal_id: spareFront.id,
    email: `signs-up-${portal.slug}@example.com`,
    name: "Signs Up",
    state: "waiting",
    expires_at: at,
    created_at: at,
  });
  const mail = await insert("mails", {
    cause: `walk:${portal.slug}`,
    kind: "test",
    message_id: `<walk.${portal.slug}@example.com>`,
    recipient: "a@example.com",
    subject: "s",
    body_text: "t",
    body_html: "h",
    due_at: new Date(Date.now() + 86_400_000),
    created_at: at,
  });
  const [provider] = (await db("identity_providers").insert({
    kind: "oidc",
    name: "Walk ID",
    enabled: false,
    endpoint_base: "https://support.example.com",
    config: JSON.stringify({
      issuer: "http://127.0.0.1:9",
      clientId: "x",
      scopes: "openid",
      emailClaim: "email",
    }),
    domains: "[]",
    created_at: at,
    updated_at: at,
  })) as [number];
  await insert("portal_identity_providers", { provider_id: provider });
  const [directory] = (await db("directories").insert({
    ...{ name: `Directory ${portal.slug}`, enabled: false, people: "contacts", into_portal_id: portalId },
    ...{
      url: "ldaps://127.0.0.1:1",
      ca_certificate: "",
      bind_dn: "cn=reader",
      bind_password: "",
      base_dn: "dc=x",
    },
    ...{ user_filter: "(uid=*)", id_attribute: "entryUUID", mail_attribute: "mail", name_attribute: "cn" },
    ...{ phone_attribute: "", mobile_attribute: "", account_attribute: "", account_name: "" },
    ...{ created_at: at, updated_at: at },
  })) as [number];
  // The longest beginning that fits names the object.
  const objects: [string, string | number][] = [
    ["/requests/:number/attachments/:id", attachment],
    ["/attachments/:id", attachment],
    ["/requests/:number", ticket.number],
    ["/requests/confirm/:token", "no-such-token"],
    ["/solutions/topics/:slug", `${topic}-topic`],
    ["/solutions/topics/:id/deletion", emptyTopic],
    ["/solutions/topics/:id", topic],
    ["/solutions/:slug", `${solution}-switch-it-on`],
    ["/solutions/:id", solution],
    ["/announcements/:id", announcement],
    ["/canned-replies/:id", cannedReply],
    ["/contacts/:id", contact.id],
    ["/accounts/:id", account.id],
    ["/mail/:id", mail],
    ["/users/agents/:id", agent.id],
    ["/users/sign-up/:id", spareFront.id],
    ["/sign-ups/:id", signUp],
    ["/portals/:id/members/:agent", agent.id],
    ["/portals/:id/state/:state", "retired"],
    ["/portals/:id", sparePortal.id],
    ["/general-settings/customer-portals/:id/pictures/:hash", "0123456789abcdef"],
    ["/general-settings/customer-portals/:id/history/:number", 1],
    ["/general-settings/customer-portals/:id/designs/:design", spareFront.id],
    ["/general-settings/customer-portals/:id", spareFront.id],
    ["/general-settings/single-sign-on/:id", provider],
    ["/general-settings/directories/:id", directory],
    ["/login/single-sign-on/:provider", provider],
    ["/single-sign-on/:provider", provider],
    ["/general-settings/:section", "attachments"],
    ["/branding/:slug/:version", "1"],
    ["/branding/:slug", front.slug],
    ["/drafts/:form", "reply-1"],
    ["/profile/sessions/:id", 1],
  ];
  const fill = (path: string): string => {
    let filled = path;
    for (let at = filled.lastIndexOf("/:"); at >= 0; at = filled.lastIndexOf("/:", at - 1)) {
      const [whole = "", name = ""] = /^\/:(\w+)/.exec(filled.slice(at)) ?? [];
      const upTo = path.slice(0, at) + whole;
      const value =
        name === "name"
          ? "a.txt"
          : objects.find(([beginning]) => path.startsWith(beginning) && beginning === upTo)?.[1];
      if (value === undefined) throw new Error(`server/test/objects.ts knows no object for ${path}`);
      filled = `${filled.slice(0, at)}/${value}${filled.slice(at + whole.length)}`;
    }
    return filled;
  };
  return { portalSlug: portal.slug, frontBase: front.base, fill };
}
