import { expect } from "chai";
import type { Directory, Entry } from "./directory.ts";
import { type Known, type Link, looksWrong, planOf, type Standing } from "./plan.ts";

const directory = (given: Partial<Directory> = {}) =>
  ({
    id: 1,
    people: "contacts",
    portalId: 1,
    signsIn: true,
    takesOver: false,
    accountName: "",
    ...given,
  }) as Directory;
const entry = (given: Partial<Entry> = {}): Entry => ({
  ...{
    externalId: "1",
    dn: "uid=ada",
    email: "ada@example.org",
    name: "Ada",
    phone: "",
    mobile: null,
    account: "",
  },
  ...given,
});
const standing = (given: Partial<Standing> = {}): Standing => ({
  ...{
    contactId: 7,
    agentId: null,
    loginId: 3,
    email: "ada@example.org",
    name: "Ada",
    phone: "",
    mobile: null,
  },
  ...{ account: "", disabled: false, hasPassword: false, administrator: false, elsewhere: false },
  ...given,
});
const link = (given: Partial<Link> = {}): Link => ({
  ...{ id: 9, externalId: "1", contactId: 7, agentId: null, loginId: 3, goneAt: null },
  ...given,
});
const known = (people: readonly Standing[], links: readonly Link[] = [], linked = people): Known => ({
  byEmail: new Map(people.map((person) => [person.email, person])),
  byLink: new Map(links.map(({ id }, index) => [id, linked[index] ?? standing()])),
  links,
});
const steps = (entries: readonly Entry[], here: Known, given?: Partial<Directory>) =>
  planOf(directory(given), entries, here);

describe("the plan of an import", () => {
  it("creates who is not here, and leaves alone who is as they should be", () => {
    expect(steps([entry()], known([]))).to.containSubset([{ action: "create", vouches: true }]);
    expect(steps([entry()], known([standing()], [link()]))).to.containSubset([
      { action: "same", changes: [] },
    ]);
  });

  it("names what differs, and takes nothing away that the directory does not say", () => {
    const here = known([standing({ phone: "1", mobile: "+491", account: "Old" })], [link()]);
    const [none] = steps([entry()], here);
    expect(none).to.deep.include({ action: "same" });
    const news = entry({ name: "Ada L", phone: "2", mobile: "+492", account: "New" });
    expect(steps([news], here)).to.containSubset([{ changes: ["name", "phone", "mobile", "account"] }]);
  });

  const vouching: [string, Partial<Standing>, Partial<Directory>, boolean][] = [
    ["who has no password here", {}, {}, true],
    ["who has one", { hasPassword: true }, {}, false],
    ["who has one, when it takes over", { hasPassword: true }, { takesOver: true }, true],
    ["an administrator, even then", { hasPassword: true, administrator: true }, { takesOver: true }, false],
    ["who has a place elsewhere, even then", { elsewhere: true }, { takesOver: true }, false],
    ["nobody, when nobody signs in with it", {}, { signsIn: false }, false],
  ];
  for (const [whom, given, how, vouches] of vouching)
    it(`${vouches ? "vouches" : "does not vouch"} for ${whom}`, () => {
      expect(steps([entry()], known([standing(given)]), how)).to.containSubset([{ vouches }]);
    });

  it("follows a person to a new address, unless it is somebody's", () => {
    const moved = entry({ email: "new@example.org" });
    expect(steps([moved], known([standing()], [link()]))).to.containSubset([{ changes: ["email"] }]);
    const taken = [standing(), standing({ contactId: 8, email: "new@example.org" })];
    expect(steps([moved], known(taken, [link()]))).to.containSubset([
      { action: "skip", reason: "address-taken" },
    ]);
  });

  it("does not take a new person for the one who had the address", () => {
    const found = steps([entry({ externalId: "2" })], known([standing()], [link()]));
    expect(found).to.containSubset([{ action: "skip", reason: "address-taken" }, { action: "deactivate" }]);
  });

  it("deactivates who is gone and brings them back, but nobody whom it does not vouch for, and no administrator", () => {
    expect(steps([], known([standing()], [link()]))).to.containSubset([{ action: "deactivate" }]);
    expect(steps([], known([standing()], [link({ loginId: null })]))).to.deep.equal([]);
    expect(steps([], known([standing({ administrator: true })], [link()]))).to.containSubset([
      { action: "skip", reason: "administrator" },
    ]);
    const gone = link({ goneAt: new Date() });
    expect(steps([], known([standing({ disabled: true })], [gone]))).to.deep.equal([]);
    expect(steps([entry()], known([standing({ disabled: true })], [gone]))).to.containSubset([
      { action: "change", changes: ["active"] },
    ]);
    const out = steps([entry()], known([standing({ disabled: true })], [link()]));
    expect(out, "an administrator did that").to.containSubset([{ action: "same" }]);
  });

  it("skips what it cannot tell apart, with the reason", () => {
    const odd = [
      entry(),
      entry({ externalId: "" }),
      entry({ name: "again" }),
      entry({ externalId: "2" }),
      entry({ externalId: "3", email: "" }),
    ];
    const reasons = steps(odd, known([])).map((step) => (step.action === "skip" ? step.reason : step.action));
    expect(reasons).to.deep.equal(["create", "no-id", "id-twice", "address-twice", "no-address"]);
  });

  it("looks wrong when most would go", () => {
    const many = Array.from({ length: 9 }, (_, n) => String(n));
    const people = many.map((n) => standing({ contactId: Number(n) + 1, email: `${n}@example.org` }));
    const links = many.map((n) => link({ id: Number(n), externalId: n, contactId: Number(n) + 1 }));
    const with_ = (count: number) =>
      looksWrong(
        steps(
          many.slice(0, count).map((n) => entry({ externalId: n, email: `${n}@example.org` })),
          known(people, links),
        ),
      );
    expect([with_(9), with_(5), with_(4), with_(0)]).to.deep.equal([false, false, true, true]);
  });
});
