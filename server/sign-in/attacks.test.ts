import { request } from "node:http";
import { expect } from "chai";
import { loadSettings } from "../core/settings.ts";
import { aContact, aFront, aPortal, password } from "../test/factories.ts";
import { Browser, deliverAll, startApp, type TestApp, testDb } from "../test/harness.ts";
import { hashPassword } from "./passwords.ts";
import { codeAt } from "./totp.ts";
import { soon, twoSteps } from "./two-steps-fixtures.test.ts";

describe("attacks on signing in", () => {
  let app: TestApp;
  let portalId: number;
  let base: string;
  before(async () => {
    app = await startApp();
    portalId = (await aPortal(app.db)).id;
    base = (await aFront(app.db, { portalId })).base;
  });
  afterEach(async () => {
    await app.db("settings").delete();
    await loadSettings(app.db);
  });
  after(async () => {
    await app.db("logins").update({ failed_attempts: 0, locked_until: null });
    await app.db("second_factors").update({ failed_attempts: 0, locked_until: null });
    await app.close();
  });

  const { firstStep, withFactor } = twoSteps({
    url: () => app.url,
    base: () => base,
    portalId: () => portalId,
  });
  const contact = () => aContact(testDb(), { portalId });
  const winners = (answers: readonly { status: number }[]) =>
    answers.filter(({ status }) => status === 303).length;
  const twenty = <T>(work: (each: number) => Promise<T>) =>
    Promise.all(Array.from({ length: 20 }, (_, each) => work(each)));

  /** A post from one of this machine's own addresses, with headers that fetch would not send. */
  async function postFrom(
    browser: Browser,
    path: string,
    fields: Record<string, string>,
    {
      localAddress = "127.0.0.1",
      headers = {},
    }: { localAddress?: string; headers?: Record<string, string> } = {},
  ): Promise<{ status: number; text: string }> {
    const body = new URLSearchParams({ _csrf: await browser.token(), ...fields }).toString();
    const cookie = ["holdfast.browser", "holdfast.pending"]
      .map((name) => `${name}=${browser.cookie(name)}`)
      .join("; ");
    return new Promise((resolve, reject) => {
      const sent = request(
        new URL(path, app.url),
        {
          method: "POST",
          localAddress,
          headers: { "content-type": "application/x-www-form-urlencoded", cookie, ...headers },
        },
        (answer) => {
          let text = "";
          answer.setEncoding("utf8");
          answer.on("data", (part: string) => (text += part));
          answer.on("end", () => resolve({ status: answer.statusCode ?? 0, text }));
        },
      );
      sent.on("error", reject);
      sent.end(body);
    });
  }
  const mailed = async (recipient: string) => {
    await deliverAll();
    return (await testDb()("mails").where({ recipient }).orderBy("id", "desc").first("body_text")) as {
      body_text: string;
    };
  };

  it("one mailed code sent by twenty at once lets one in", async () => {
    const { email, loginId } = await contact();
    const browser = new Browser(app.url);
    await browser.post(`${base}/login/codes`, { email });
    const code = /\b\d{6}\b/.exec((await mailed(email)).body_text)?.[0] ?? "";
    const answers = await twenty(() => postFrom(browser, `${base}/login/code-sessions`, { email, code }));
    expect(winners(answers)).to.equal(1);
    expect((await testDb()("sessions").where({ login_id: loginId })).length).to.equal(1);
  });

  it("one code of an app, and one recovery code, let one of twenty in", async () => {
    const { email, secret, recovery } = await withFactor();
    for (const code of [codeAt(secret, soon()), recovery[0] ?? ""]) {
      await testDb()("second_factors").update({ failed_attempts: 0, locked_until: null });
      const browsers: Browser[] = [];
      // One after the other: as many at once would count as guessing.
      for (let each = 0; each < 20; each++) browsers.push(await firstStep(email));
      const from = { localAddress: "127.0.9.1" };
      const answers = await Promise.all(
        browsers.map((browser) => postFrom(browser, `${base}/login/second-steps`, { code }, from)),
      );
      expect(winners(answers), code).to.equal(1);
    }
  });

  it("guessing from many addresses locks the account all the same, and a forged address counts for nothing", async () => {
    const { email } = await contact();
    for (let each = 1; each <= 10; each++)
      await postFrom(
        new Browser(app.url),
        `${base}/login`,
        { email, password: "wrong" },
        { localAddress: `127.0.1.${each}`, headers: { "x-forwarded-for": `203.0.113.${each}` } },
      );
    const right = await new Browser(app.url).signIn(email, base);
    expect(right.$("[role=alert]").text()).to.contain("locked for another 15 minutes");
    const from = (await testDb()("audit_events").where({ who: email }).pluck("address")) as string[];
    expect(from.filter((address) => address.startsWith("127.0.1.")).length).to.equal(10);
    expect(from.join()).to.not.contain("203.0.113");
  });

  it("one password tried for many people from one address is stopped, and the others go on", async () => {
    const people = Array.from({ length: 201 }, (_, each) => `nobody-${each}@example.com`);
    const browser = new Browser(app.url);
    await browser.token();
    const from = { localAddress: "127.0.2.1" };
    await Promise.all(
      people.map((email) => postFrom(browser, `${base}/login`, { email, password: "Spring2026!" }, from)),
    );
    const { email } = await contact();
    const stopped = await postFrom(browser, `${base}/login`, { email, password }, from);
    expect([stopped.status, stopped.text.includes("wait a few minutes")]).to.deep.equal([422, true]);
    expect((await new Browser(app.url).signIn(email, base)).status, "elsewhere").to.equal(303);
  }).timeout(30_000);

  it("neither Host nor X-Forwarded-Host chooses where a mail's link leads, or for which site a passkey answers", async () => {
    const { email } = await contact();
    const headers = {
      host: "evil.example",
      "x-forwarded-host": "evil.example",
      forwarded: "host=evil.example",
    };
    const asked = await postFrom(new Browser(app.url), `${base}/forgot-password`, { email }, { headers });
    expect(asked.status).to.equal(303);
    const mail = (await mailed(email)).body_text;
    expect(mail).to.contain(`${app.url}${base}/reset-password?token=`).and.not.contain("evil.example");
    const question = await postFrom(new Browser(app.url), `${base}/login/passkey-questions`, {}, { headers });
    expect([question.status, question.text.includes("evil.example")]).to.deep.equal([422, false]);
  });

  it("the time of a refusal does not tell a known address from an unknown one, over 200 tries each", async () => {
    // At the real cost: the factories' hash is a cheap one.
    const hash = await hashPassword(password);
    const known = await Promise.all(Array.from({ length: 25 }, contact));
    await testDb()("logins")
      .whereIn(
        "id",
        known.map(({ loginId }) => loginId),
      )
      .update({ password_hash: hash });
    const times = { known: [] as number[], unknown: [] as number[] };
    const work = Array.from({ length: 200 }, (_, each) => each);
    const worker = async (lane: number) => {
      const browser = new Browser(app.url);
      await browser.token();
      for (let each = work.shift(); each !== undefined; each = work.shift())
        for (const kind of each % 2 ? (["known", "unknown"] as const) : (["unknown", "known"] as const)) {
          const email = kind === "known" ? (known[each % 25]?.email ?? "") : `not-here-${each}@example.com`;
          const began = performance.now();
          // Each from an address of its own: the limit of failures from one is not what is measured.
          const from = { localAddress: `127.0.${3 + lane}.${1 + (each % 200)}` };
          const answer = await postFrom(browser, `${base}/login`, { email, password: "wrong" }, from);
          times[kind].push(performance.now() - began);
          expect(answer.status).to.equal(422);
        }
    };
    await Promise.all([0, 1, 2, 3, 4, 5].map(worker));
    const median = (list: number[]) => list.sort((a, b) => a - b)[list.length / 2] ?? 0;
    expect([times.known.length, times.unknown.length]).to.deep.equal([200, 200]);
    expect(Math.abs(median(times.known) - median(times.unknown))).to.be.below(10);
  }).timeout(60_000);
});
