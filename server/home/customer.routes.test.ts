import { expect } from "chai";
import { aContact, aFront, anAgent, aPortal, aTicket } from "../test/factories.ts";
import { type Answer, Browser, startApp, type TestApp, testDb } from "../test/harness.ts";
import { anAnnouncement, aSolution, aTopic } from "../test/publications.ts";

describe("the home of a customer portal", () => {
  let app: TestApp;
  before(async () => (app = await startApp()));
  after(() => app.close());

  async function aHome(given: { guestsMayRead?: boolean; guestsMaySubmit?: boolean } = {}) {
    const db = testDb();
    const portal = await aPortal(db);
    const front = await aFront(db, { portalId: portal.id, ...given });
    const topic = await aTopic(db, { portalId: portal.id });
    await aSolution(db, {
      portalId: portal.id,
      topicId: topic.id,
      title: "Widely read",
      views: 9,
      at: new Date("2025-01-01"),
    });
    await aSolution(db, { portalId: portal.id, topicId: topic.id, title: "Just written" });
    await aSolution(db, {
      portalId: portal.id,
      topicId: topic.id,
      title: "For contacts",
      audience: "contacts",
      views: 20,
    });
    await anAnnouncement(db, {
      portalId: portal.id,
      title: "Planned work",
      body: "<p>Tonight &lt;late&gt;.</p>",
    });
    return { portal, front, path: front.base };
  }
  const texts = ({ $ }: Answer, selector: string) =>
    $(selector)
      .map((_index, each) => $(each).text())
      .get();

  it("offers guests search, solutions, announcements and a request", async () => {
    const { front, path } = await aHome();
    const home = await new Browser(app.url).get(path);
    expect(home.status).to.equal(200);
    expect(home.$("h1")).to.have.length(1);
    expect(home.$(".hero input[aria-label='Search solutions']").closest("form").attr("action")).to.equal(
      `${front.base}/solutions`,
    );
    expect(texts(home, ".card-link a")).to.deep.equal(["Submit a request", "Find an answer", "Sign in"]);
    expect(texts(home, "[aria-labelledby=popular] li bdi")).to.deep.equal(["Widely read", "Just written"]);
    expect(texts(home, "[aria-labelledby=recent] li bdi")).to.deep.equal(["Just written", "Widely read"]);
    expect(texts(home, ".announcement p").at(0)).to.equal("Tonight <late>.");
    expect(home.$(".site-login").text()).to.equal("Login");
    expect(home.$("#open-requests")).to.have.length(0);
  });

  it("hides what the customer portal does not let guests do", async () => {
    const { path } = await aHome({ guestsMayRead: false, guestsMaySubmit: false });
    const home = await new Browser(app.url).get(path);
    expect(texts(home, ".card-link a")).to.deep.equal(["Sign in"]);
    expect(home.$(".search-box")).to.have.length(0);
    expect(home.text).to.not.contain("Widely read");
    expect(home.text).to.contain("Planned work");
  });

  it("shows a contact the open requests of theirs", async () => {
    const { portal, front, path } = await aHome({ guestsMayRead: false, guestsMaySubmit: false });
    const db = testDb();
    const [me, other] = [
      await aContact(db, { portalId: portal.id }),
      await aContact(db, { portalId: portal.id }),
    ];
    const mine = await aTicket(db, {
      portalId: portal.id,
      contactId: me.id,
      subject: "My <b>screen</b>",
      at: new Date(Date.now() - 3 * 3_600_000),
    });
    await aTicket(db, { portalId: portal.id, contactId: me.id, subject: "Done long ago", status: "closed" });
    await aTicket(db, { portalId: portal.id, contactId: other.id, subject: "Not mine" });
    const browser = new Browser(app.url);
    await browser.signIn(me.email, front.base);
    const home = await browser.get(path);
    expect(texts(home, "[aria-labelledby=open-requests] li bdi")).to.deep.equal(["My <b>screen</b>"]);
    expect(home.$("[aria-labelledby=open-requests] li a").attr("href")).to.equal(
      `${front.base}/requests/${mine.number}`,
    );
    expect(texts(home, "[aria-labelledby=open-requests] li").at(0)).to.match(/updated 3 hours ago.*Open/s);
    expect(texts(home, ".card-link a")).to.deep.equal([
      "Submit a request",
      "Where things stand",
      "Find an answer",
    ]);
    expect(texts(home, "[aria-labelledby=popular] li bdi").at(0)).to.equal("For contacts");
    expect(home.headers.get("cache-control")).to.match(/private|no-store/);
  });

  it("tells a contact without open requests so", async () => {
    const { portal, front, path } = await aHome();
    const contact = await aContact(testDb(), { portalId: portal.id });
    const browser = new Browser(app.url);
    await browser.signIn(contact.email, front.base);
    expect((await browser.get(path)).text).to.contain("You have no open requests.");
  });

  it("shows agents the page that everybody sees", async () => {
    const { portal, front, path } = await aHome();
    const agent = await anAgent(testDb(), { roles: [{ portalId: portal.id, role: "agent" }] });
    const browser = new Browser(app.url);
    await browser.signIn(agent.email, front.base);
    const home = await browser.get(path);
    expect(texts(home, ".card-link a")).to.deep.equal(["Submit a request", "Find an answer"]);
    expect(home.text).to.not.contain("For contacts");
  });
});
