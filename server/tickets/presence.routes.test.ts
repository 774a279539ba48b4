import { expect } from "chai";
import { liveTopic, tellPages } from "../core/live.ts";
import { Browser, startApp, type TestApp, testRedis } from "../test/harness.ts";
import { aDesk, type Desk } from "../test/desk.ts";
import { presenceFor, presenceMs, renewMs } from "./presence.ts";

interface Seen {
  readonly event: string;
  readonly data: unknown;
}

/** Reads a page's stream; `until` waits for the event that fits. */
async function openStream(browser: Browser, path: string) {
  const abort = new AbortController();
  const headers = {
    cookie: ["holdfast.session", "holdfast.browser"]
      .map((name) => `${name}=${browser.cookie(name)}`)
      .join("; "),
  };
  const response = await fetch(new URL(path, browser.url), { headers, signal: abort.signal });
  const events: Seen[] = [];
  const waiting = new Set<() => void>();
  void (async () => {
    let text = "";
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) {
      text += decoder.decode(chunk as Uint8Array, { stream: true });
      const blocks = text.split("\n\n");
      text = blocks.pop() ?? "";
      for (const block of blocks) {
        const [, event = "", data = ""] = /^event: (.*)\ndata: (.*)$/m.exec(block) ?? [];
        if (event) events.push({ event, data: JSON.parse(data) as unknown });
      }
      for (const wake of waiting) wake();
    }
  })().catch(() => undefined);
  const until = async (fits: (seen: Seen) => boolean, ms = 8000): Promise<Seen> => {
    const end = Date.now() + ms;
    for (;;) {
      const found = events.find(fits);
      if (found) return found;
      if (Date.now() > end) throw new Error(`not seen; there came ${JSON.stringify(events)}`);
      await new Promise<void>((done) => {
        const timer = setTimeout(done, 100);
        waiting.add(() => {
          clearTimeout(timer);
          done();
        });
      });
    }
  };
  return {
    status: response.status,
    type: response.headers.get("content-type"),
    events,
    until,
    close: () => abort.abort(),
  };
}
const shows = (writing: string[], viewing: string[]) => (seen: Seen) =>
  seen.event === "presence" && JSON.stringify(seen.data) === JSON.stringify({ writing, viewing });

describe("presence", () => {
  let one: TestApp;
  let two: TestApp;
  let desk: Desk;
  before(async () => {
    one = await startApp();
    two = await startApp();
  });
  beforeEach(async () => {
    desk = await aDesk(one.url);
  });
  after(async () => {
    await one.close();
    await two.close();
  });

  it("shows in each process who else looks and writes, never the reader", async () => {
    const { number } = await desk.ticket();
    const mia = await desk.colleague("agent", "Mia");
    const elsewhere = new Browser(two.url);
    await elsewhere.signIn(mia.email);
    const path = `${desk.url}/${number}`;
    const mine = await openStream(desk.browser, `${path}/live`);
    expect(mine.type).to.equal("text/event-stream");
    const theirs = await openStream(elsewhere, `${path}/live`);
    await mine.until(shows([], ["Mia"]));
    await theirs.until(shows([], [desk.agent.name]));
    expect((await elsewhere.post(`${path}/presence`, { state: "writing" })).status).to.equal(204);
    await mine.until(shows(["Mia"], []));
    await elsewhere.post(`${path}/replies`, { body: "done", bodyFormat: "text" });
    mine.events.length = 0;
    theirs.close();
    await mine.until(shows([], []));
    mine.close();
    expect(theirs.events.filter(({ data }) => JSON.stringify(data).includes("Mia"))).to.deep.equal([]);
  });

  it("passes refreshes on, and nothing of presence to the topic that changes come through", async () => {
    const { number, id } = await desk.ticket();
    const mine = await openStream(desk.browser, `${desk.url}/${number}/live`);
    tellPages(liveTopic(desk.portal.id, "ticket", id), { event: "refresh", data: {} });
    await mine.until(({ event }) => event === "refresh");
    mine.close();
  });

  it("forgets who vanished without a word within half a minute", async () => {
    const { number, id } = await desk.ticket();
    const key = `presence:${desk.portal.id}:${id}`;
    const mark = (until: number) =>
      JSON.stringify({ agentId: 4_000_000, name: "Ghost", state: "viewing", until });
    await testRedis().hset(key, "crashed", mark(Date.now() + 1500));
    const mine = await openStream(desk.browser, `${desk.url}/${number}/live`);
    await mine.until(shows([], ["Ghost"]));
    await mine.until(shows([], []), renewMs + 3000);
    expect(await testRedis().hexists(key, "crashed")).to.equal(0);
    expect(await testRedis().pttl(key)).to.be.within(1, 60_000);
    expect(presenceMs + renewMs).to.be.below(30_000);
    mine.close();
  }).timeout(20_000);

  it("asks the open lists to refresh, a rush of changes only once more", async () => {
    const list = await openStream(desk.browser, `${desk.url}/live`);
    for (let change = 0; change < 20; change++)
      tellPages(liveTopic(desk.portal.id, "queue"), { event: "refresh", data: {} });
    await list.until(({ event }) => event === "refresh");
    await new Promise((done) => setTimeout(done, 2500));
    expect(list.events.filter(({ event }) => event === "refresh")).to.have.length(2);
    list.close();
  });
});

describe("who is there", () => {
  const mark = (agentId: number, name: string, state: "viewing" | "writing", until = 100) => ({
    agentId,
    name,
    state,
    until,
  });
  it("names each person once, writing before viewing, without the reader and those whose time ran out", () => {
    const marks = [
      mark(1, "Me", "viewing"),
      mark(2, "Mia", "viewing"),
      mark(2, "Mia", "viewing"),
      mark(3, "Jo", "viewing"),
      mark(3, "Jo", "writing"),
      mark(4, "Old", "viewing", 49),
    ];
    expect(presenceFor(1, marks, 50)).to.deep.equal({ writing: ["Jo"], viewing: ["Mia"] });
    expect(presenceFor(9, [], 50)).to.deep.equal({ writing: [], viewing: [] });
  });
});
