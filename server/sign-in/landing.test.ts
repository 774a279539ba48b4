import { expect } from "chai";
import { landing, type Place, type Wish } from "./landing.ts";

const desk = (slug: string): Place => ({
  kind: "desk",
  portalId: 1,
  name: slug,
  url: `/desk/${slug}/requests`,
  loginUrl: "/login",
});
const portal = (slug: string, portalId: number): Place => ({
  kind: "portal",
  portalId,
  name: slug,
  url: `/portal/${slug}`,
  loginUrl: `/portal/${slug}/login`,
});
const administration: Place = {
  kind: "administration",
  portalId: 0,
  name: "",
  url: "/admin",
  loginUrl: "/login",
};
const [a, b] = [portal("a", 7), portal("b", 8)];

const table: [string, readonly Place[], Partial<Wish>, string | null][] = [
  ["nobody's place", [], {}, null],
  ["the only portal", [a], {}, "/portal/a"],
  ["a choice between two portals", [a, b], {}, "/choose-portal"],
  ["the portal used last", [a, b], { lastPortal: "/portal/b" }, "/portal/b"],
  ["a choice when the portal used last is closed", [a, b], { lastPortal: "/portal/c" }, "/choose-portal"],
  ["nothing that a cookie makes up", [a, b], { lastPortal: "//evil.example" }, "/choose-portal"],
  ["the desk before the portal", [desk("x"), a], { lastPortal: "/portal/a" }, "/desk/x/requests"],
  ["the desk used last", [desk("x"), desk("y")], { lastDesk: "/desk/y/requests" }, "/desk/y/requests"],
  ["a choice between two desks", [desk("x"), desk("y")], {}, "/choose-portal"],
  ["administration", [administration], {}, "/admin"],
  ["a deep link first", [a, b], { next: "/portal/a/requests/7" }, "/portal/a/requests/7"],
  ["only its own people at a portal's own page", [a], { strict: true, portalId: 8 }, null],
  ["its own people at a portal's own page", [a, b], { strict: true, portalId: 8 }, "/portal/b"],
];

describe("where signing in leads", () => {
  for (const [title, places, wish, url] of table)
    it(`is ${title}`, () => {
      const plain = { next: null, portalId: 1, strict: false, lastDesk: null, lastPortal: null };
      expect(landing(places, { ...plain, ...wish })).to.equal(url);
    });
});
