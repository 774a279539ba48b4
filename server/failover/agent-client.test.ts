import { createServer, type Server } from "node:http";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { AgentAwayError, AgentRefusal, askAgent } from "./agent-client.ts";

describe("asking the failover agent", () => {
  const folder = mkdtempSync(join(tmpdir(), "holdfast-agent-"));
  const socket = join(folder, "agent.sock");
  let server: Server;

  before(async () => {
    server = createServer((req, res) => {
      const call = `${req.method} ${req.url}`;
      if (call === "GET /silence") return;
      if (call === "GET /rubbish") return void res.end("<html>");
      if (call === "POST /switchover")
        return void res.writeHead(409).end(JSON.stringify({ error: "b is not ready" }));
      let body = "";
      req.on("data", (chunk: Buffer) => (body += chunk.toString()));
      req.on("end", () => res.end(JSON.stringify({ call, body })));
    });
    await new Promise<void>((done) => server.listen(socket, done));
  });
  after(() => {
    server.closeAllConnections();
    server.close();
    rmSync(folder, { recursive: true });
  });
  const failure = (call: string, at = socket) =>
    askAgent(at, call, {}, 200).then(
      () => undefined,
      (error: unknown) => error as Error,
    );

  it("hands over what it answers", async () => {
    expect(await askAgent(socket, "GET /state")).to.eql({ call: "GET /state", body: "" });
    expect(await askAgent(socket, "POST /pause", { why: "work" })).to.eql({
      call: "POST /pause",
      body: '{"why":"work"}',
    });
  });

  it("repeats its refusal in its words", async () => {
    const error = await failure("POST /switchover");
    expect(error).to.be.instanceOf(AgentRefusal).and.include({ status: 409, message: "b is not ready" });
  });

  it("says that nobody is there, hangs or talks nonsense", async () => {
    expect(await failure("GET /silence"))
      .to.be.instanceOf(AgentAwayError)
      .and.property("message")
      .match(/no answer within 200 ms$/);
    expect(await failure("GET /rubbish")).to.be.instanceOf(AgentAwayError);
    expect(await failure("GET /state", join(folder, "nobody.sock"))).to.be.instanceOf(AgentAwayError);
  });
});
