import { expect } from "chai";
import { useMail } from "../mail/index.ts";
import { startMailServer } from "../test/mail-server.ts";
import {
  type MessageCentre,
  startHttpGateway,
  startMessageCentre,
  type TestGateway,
} from "../test/text-gateways.ts";
import type { HttpSettings, SmppSettings } from "./gateway.settings.ts";
import { httpGateway } from "./http-gateway.service.ts";
import { mailGateway } from "./mail-gateway.service.ts";
import { smppGateway } from "./smpp-gateway.service.ts";

const to = "+491711234567";
const text = 'Code 123456, "now" & here';

describe("the HTTP gateway", () => {
  let gateway: TestGateway;
  beforeEach(async () => {
    gateway = await startHttpGateway();
  });
  afterEach(() => gateway.close());

  const settings = (given: Partial<HttpSettings> = {}): HttpSettings => ({
    ...{ url: gateway.url, method: "POST", user: "", secret: "k3y", success: "" },
    ...{ headers: "Content-Type: application/json\nX-Key: {secret}" },
    ...{ body: '{"to":"{mobile}","text":"{text}"}' },
    ...given,
  });
  const deliver = (given?: Partial<HttpSettings>) => httpGateway(settings(given)).deliver({ to, text });

  it("gets number, text and key in the form it wants", async () => {
    gateway.answer = { status: 202, text: "queued 7" };
    expect(await deliver()).to.deep.equal({ sent: true, words: "202 queued 7" });
    const [request] = gateway.requests;
    expect(JSON.parse(request?.body ?? "")).to.deep.equal({ to, text });
    expect(request?.headers["x-key"]).to.equal("k3y");
  });

  it("can be asked by GET, with a user name and a password", async () => {
    const url = `${gateway.url}?to={digits}&text={text}`;
    expect((await deliver({ method: "GET", url, user: "me" })).sent).to.equal(true);
    const [request] = gateway.requests;
    const asked = new URL(request?.url ?? "", "http://x").searchParams;
    expect([request?.method, asked.get("to"), asked.get("text")]).to.deep.equal(["GET", to.slice(1), text]);
    expect(request?.headers.authorization).to.equal(`Basic ${btoa("me:k3y")}`);
  });

  for (const [status, problem] of [
    [401, "unauthorised"],
    [403, "unauthorised"],
    [404, "wrong-address"],
    [429, "busy"],
    [500, "fault"],
    [400, "refused"],
  ] as const)
    it(`says ${problem} for ${status}`, async () => {
      gateway.answer = { status, text: "no" };
      expect(await deliver()).to.deep.equal({ sent: false, problem, words: `${status} no` });
    });

  it("does not carry the key to where it is redirected", async () => {
    const other = await startHttpGateway();
    gateway.answer = { status: 302, text: "", location: other.url };
    expect(await deliver()).to.include({ sent: false, problem: "redirect" });
    expect(other.requests).to.deep.equal([]);
    await other.close();
  });

  it("must say the text of a good answer, when there is one", async () => {
    gateway.answer = { status: 200, text: "ERROR no credit" };
    expect(await deliver({ success: "QUEUED" })).to.include({ sent: false, problem: "unexpected" });
    gateway.answer = { status: 200, text: "QUEUED 1" };
    expect(await deliver({ success: "QUEUED" })).to.include({ sent: true });
  });

  it("names why it cannot be reached, and what is missing", async () => {
    const { url } = gateway;
    await gateway.close();
    expect(await deliver({ url })).to.include({ problem: "unreachable", words: "ECONNREFUSED" });
    expect(await deliver({ url: "https://no-such-host.invalid/" })).to.include({ problem: "unknown-host" });
    expect(await deliver({ url: "" })).to.include({ problem: "incomplete" });
    expect(await deliver({ headers: "Bad Name: x" })).to.include({ problem: "incomplete" });
    gateway = await startHttpGateway();
    expect(await deliver({ url: gateway.url.replace("http:", "https:") })).to.include({
      problem: "certificate",
    });
  });
});

describe("the SMPP gateway", function () {
  this.timeout(20_000);
  let centre: MessageCentre;
  before(async () => {
    centre = await startMessageCentre();
  });
  after(() => centre.stop());

  const settings = (given: Partial<SmppSettings> = {}): SmppSettings => ({
    ...{ host: "127.0.0.1", port: centre.port, tls: false, systemId: "desk", password: "secret" },
    ...{ sender: "Holdfast" },
    ...given,
  });
  const deliver = async (message: { to: string; text: string }, given?: Partial<SmppSettings>) => {
    const gateway = smppGateway(settings(given));
    try {
      return await gateway.deliver(message);
    } finally {
      gateway.close();
    }
  };

  it("hands over messages short, in other alphabets, and long", async () => {
    const texts = ["Code 123456", "Kód 123456 – ключ", `Code ${"long ".repeat(50)}`];
    for (const each of texts) expect(await deliver({ to, text: each })).to.include({ sent: true });
    // Printed by another process.
    for (let waits = 0; centre.messages.length < texts.length && waits < 100; waits++)
      await new Promise((done) => setTimeout(done, 20));
    expect(centre.messages.map((message) => message.text)).to.deep.equal(texts);
    expect(centre.messages.map(({ coding }) => coding)).to.deep.equal([0, 8, 0]);
    expect(centre.messages[0]).to.include({ to: to.slice(1), from: "Holdfast" });
  });

  it("uses one session for several at once", async () => {
    const gateway = smppGateway(settings());
    const answers = await Promise.all([1, 2, 3].map((n) => gateway.deliver({ to, text: `${n}` })));
    gateway.close();
    expect(answers.every(({ sent }) => sent)).to.equal(true);
  });

  it("names a wrong password, an unknown number, and that nobody is there", async () => {
    expect(await deliver({ to, text }, { password: "wrong" })).to.deep.equal({
      ...{ sent: false, problem: "unauthorised", words: "ESME_RBINDFAIL" },
    });
    expect(await deliver({ to: "+491711234000", text })).to.include({ problem: "refused" });
    expect(await deliver({ to, text }, { port: 1 })).to.include({ problem: "unreachable" });
    expect(await deliver({ to, text }, { systemId: "" })).to.include({ problem: "incomplete" });
  });
});

describe("the gateway by mail", () => {
  const baseUrl = "https://support.example.com";
  after(() => useMail({ baseUrl, smtpUrl: undefined }));

  it("sends the text and nothing else to the number's address", async () => {
    const server = await startMailServer({ refuse: (address) => (address.startsWith("0") ? 550 : null) });
    useMail({ baseUrl, smtpUrl: server.url });
    expect(await mailGateway("{digits}@sms.example.com").deliver({ to, text })).to.include({ sent: true });
    const [mail] = server.to(`${to.slice(1)}@sms.example.com`);
    expect([mail?.text?.trim(), mail?.html, mail?.subject ?? ""]).to.deep.equal([text, undefined, ""]);
    expect(await mailGateway("0{digits}@sms.example.com").deliver({ to, text })).to.include({
      problem: "refused",
    });
    await server.close();
    expect(await mailGateway("{digits}@sms.example.com").deliver({ to, text })).to.include({
      problem: "unreachable",
    });
    useMail({ baseUrl, smtpUrl: undefined });
    expect(await mailGateway("{digits}@sms.example.com").deliver({ to, text })).to.include({
      problem: "incomplete",
    });
  });
});
