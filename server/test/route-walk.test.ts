import { expect } from "chai";
import { capabilities } from "../capabilities.ts";
import type { Route } from "../core/http/routes.ts";
import { startAgent, type TestAgent } from "./agent.ts";
import { aContact, aFront, anAgent, aPortal } from "./factories.ts";
import { type Answer, Browser, startApp, type TestApp } from "./harness.ts";
import { type Objects, settleObjects } from "./objects.ts";

// Walks every registered route as everybody and holds the outcome against the audience that the route declares. A route added later
// is walked too: nothing here names a route, only the objects that paths refer to.

type Person = "guest" | "contact" | "foreignContact" | "agent" | "foreignAgent" | "administrator";
const people: Person[] = ["guest", "contact", "foreignContact", "agent", "foreignAgent", "administrator"];
/** allowed: the page or its own refusal (403 by role, 404 or 422 for what was sent), never a fault and never the login page. */
type Outcome = "allowed" | "login" | "forbidden" | "hidden";

const expected: Record<Route["audience"], Record<Person, Outcome>> = {
  anyone: {
    guest: "allowed",
    contact: "allowed",
    foreignContact: "allowed",
    agent: "allowed",
    foreignAgent: "allowed",
    administrator: "allowed",
  },
  guest: {
    guest: "allowed",
    contact: "allowed",
    foreignContact: "allowed",
    agent: "allowed",
    foreignAgent: "allowed",
    administrator: "allowed",
  },
  contact: {
    guest: "login",
    contact: "allowed",
    foreignContact: "forbidden",
    agent: "forbidden",
    foreignAgent: "forbidden",
    administrator: "forbidden",
  },
  agent: {
    guest: "login",
    contact: "forbidden",
    foreignContact: "forbidden",
    agent: "allowed",
    foreignAgent: "hidden",
    administrator: "allowed",
  },
  admin: {
    guest: "login",
    contact: "forbidden",
    foreignContact: "forbidden",
    agent: "forbidden",
    foreignAgent: "forbidden",
    administrator: "allowed",
  },
};

const all: Route[] = capabilities.flatMap((capability) =>
  (capability.routes ?? []).flatMap((routes) => routes.list),
);

describe("every route", function () {
  this.timeout(120_000);
  let app: TestApp;
  let failoverAgent: TestAgent;
  let browsers: Record<Person, Browser>;
  let own: Objects;
  let foreign: Objects;

  before(async () => {
    [app, failoverAgent] = await Promise.all([startApp(), startAgent()]);
    const { db } = app;
    const [here, there] = [await aPortal(db), await aPortal(db)];
    const [front, foreignFront] = [
      await aFront(db, { portalId: here.id }),
      await aFront(db, { portalId: there.id }),
    ];
    const contact = await aContact(db, { portalId: here.id });
    const stranger = await aContact(db, { portalId: there.id });
    const agent = await anAgent(db, { roles: [{ portalId: here.id, role: "coordinator" }] });
    const foreignAgent = await anAgent(db, { roles: [{ portalId: there.id, role: "coordinator" }] });
    const administrator = await anAgent(db, { administrator: true });
    browsers = Object.fromEntries(people.map((person) => [person, new Browser(app.url)])) as Record<
      Person,
      Browser
    >;
    await browsers.contact.signIn(contact.email, front.base);
    await browsers.foreignContact.signIn(stranger.email, foreignFront.base);
    await browsers.agent.signIn(agent.email);
    await browsers.foreignAgent.signIn(foreignAgent.email);
    await browsers.administrator.signIn(administrator.email);
    own = await settleObjects(db, { portal: here, front, contactId: contact.id });
    foreign = { ...own, portalSlug: there.slug, frontBase: foreignFront.base };
  });
  after(async () => {
    await failoverAgent.stop();
    await app.close();
  });

  it("declares an audience that some area serves", () => {
    expect(all.length).to.be.greaterThan(30);
    expect(all.filter(({ audience }) => !(audience in expected))).to.deep.equal([]);
  });

  for (const route of all)
    it(`${route.method} ${route.path} (${route.audience})`, async () => {
      for (const person of people) {
        const outcome = expected[route.audience][person];
        if (outcome === "allowed" && endsSession(route)) continue;
        const answer = await knock(browsers[person], route, own);
        expect(answer.status, `${person}: ${answer.text.slice(0, 300)}`).to.be.lessThan(500);
        expect(
          fits(outcome, answer),
          `${person} should be ${outcome}, got ${answer.status} ${answer.location ?? ""}`,
        ).to.equal(true);
      }
    });

  for (const route of all.filter(
    ({ audience, path }) => ["agent", "contact", "guest"].includes(audience) && namesObject(path),
  ))
    it(`${route.method} ${route.path} (${route.audience}) does not reach an object of another portal`, async () => {
      const person = route.audience === "agent" ? "foreignAgent" : "foreignContact";
      const answer = await knock(browsers[person], route, foreign);
      const allowed = route.method === "GET" ? [404] : [400, 403, 404, 422];
      expect(allowed, `${person} got ${answer.status} ${answer.location ?? ""}`).to.include(answer.status);
    });

  it("leaves everybody signed in who did not sign out", async () => {
    expect((await browsers.contact.get(`${own.frontBase}/requests`)).status).to.equal(200);
    expect((await browsers.agent.get(`/desk/${own.portalSlug}/requests`)).status).to.equal(200);
    expect((await browsers.administrator.get("/admin")).status).to.equal(200);
  });
});

/** Would cost the walker the session that later routes need; tested beside its code. */
function endsSession({ method, path }: Route): boolean {
  return method === "POST" && /logout|sessions/.test(path);
}
/** Tokens and draft keys are not objects of a portal; a branding file is public. */
function namesObject(path: string): boolean {
  return path.includes("/:") && !/:token|\/drafts\/:form|^\/branding/.test(path);
}

function knock(browser: Browser, route: Route, objects: Objects): Promise<Answer> {
  const bases: Record<Route["audience"], string> = {
    anyone: "",
    guest: objects.frontBase,
    contact: objects.frontBase,
    agent: `/desk/${objects.portalSlug}`,
    admin: "/admin",
  };
  const path = `${bases[route.audience]}${objects.fill(route.path)}`;
  if (route.method === "POST") return browser.post(path);
  // A stream does not end by itself: its first bytes are the answer.
  return route.path.endsWith("/live") ? browser.peek(path) : browser.get(path);
}

function fits(outcome: Outcome, { status, location }: Answer): boolean {
  const toLogin = status === 303 && /^(\/portal\/[^/]+)?\/login\?next=/.test(location ?? "");
  if (outcome === "login") return toLogin;
  if (outcome === "forbidden") return status === 403;
  if (outcome === "hidden") return status === 404;
  return !toLogin;
}
