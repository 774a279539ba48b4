import { expect } from "chai";
import { startApp, type TestApp } from "../test/harness.ts";
import { contactStage } from "./customer-fixtures.test.ts";

describe("a contact's reply", () => {
  let app: TestApp;
  before(async () => {
    app = await startApp();
  });
  after(() => app.close());
  const stage = (given: { seesAccount?: boolean } = {}) => contactStage(app, given);
  const replies = (portalId: number) => app.db("replies").where({ portal_id: portalId });

  it("takes a reply with a file, once, and forgets its draft", async () => {
    const { browser, base, ticket, front, portal } = await stage();
    const { number } = await ticket();
    await browser.post(`${front.base}/drafts/reply-${number}`, { body: "half a thought" });
    const page = await browser.get(`${base}/${number}`);
    const form = page.$(`#reply-form-${number}`);
    expect(form.find("textarea[name=body]").text().trim()).to.equal("half a thought");
    const once = String(form.find("input[name=_once]").val());
    const fields = { _once: once, body: "It is on.\nhttps://example.com/x", bodyFormat: "text" };
    const files = [{ field: "attachments", name: "../../shot.txt", data: "pixels" }];
    const sent = await browser.postFiles(`${base}/${number}/replies`, fields, files);
    expect(sent.status).to.equal(303);
    const again = await browser.postFiles(`${base}/${number}/replies`, fields, files);
    expect(again.location).to.equal(sent.location);
    expect((await replies(portal.id)).length).to.equal(2);
    const { $ } = await browser.get(`${base}/${number}`);
    const last = $("li.message").last();
    expect(last.text()).to.contain("It is on.").and.to.contain("You");
    expect(last.find(".attachment-name").text()).to.equal("shot.txt");
    const download = await browser.get(last.find("a.attachment").attr("href") ?? "");
    expect(download.text).to.equal("pixels");
    expect(download.headers.get("content-disposition")).to.match(/^attachment/);
    expect($("textarea[name=body]").text().trim()).to.equal("");
  });

  it("refuses an empty reply and keeps the file that came with it", async () => {
    const { browser, base, ticket, portal } = await stage();
    const { number } = await ticket();
    const fields = { body: "<p><br></p>", bodyFormat: "html" };
    const answer = await browser.postFiles(`${base}/${number}/replies`, fields, [
      { field: "attachments", name: "a.txt", data: "kept" },
    ]);
    expect(answer.status).to.equal(422);
    expect(answer.$("[role=alert]").text()).to.contain("Enter something here");
    const error = answer.$("#field-body-error");
    expect(error.text()).to.equal("Enter something here");
    expect(answer.$("textarea[name=body]").attr("aria-describedby")).to.contain("field-body-error");
    const kept = String(answer.$("input[name=attachmentIds]").val());
    const sent = await browser.post(`${base}/${number}/replies`, { body: "now", attachmentIds: kept });
    expect(sent.status).to.equal(303);
    expect(
      (await app.db("attachments").where({ portal_id: portal.id }).first("reply_id")) as {
        reply_id: number;
      },
    )
      .to.have.property("reply_id")
      .that.is.greaterThan(0);
  });

  it("keeps the text when a file is refused, and says why beside the field", async () => {
    const { browser, base, ticket, portal } = await stage();
    const { number } = await ticket();
    const answer = await browser.postFiles(`${base}/${number}/replies`, { body: "my words" }, [
      { field: "attachments", name: "run.txt", data: "#!/bin/sh" },
    ]);
    expect(answer.status).to.equal(422);
    expect(answer.$("textarea[name=body]").text()).to.contain("my words");
    expect(answer.$("#field-attachments-error").text()).to.contain("“run.txt” is a script");
    expect(answer.$("#field-attachments").attr("aria-describedby")).to.contain("field-attachments-error");
    expect((await replies(portal.id)).length).to.equal(1);
  });

  it("stores a reply's HTML clean and an odd text whole", async () => {
    const { browser, base, ticket } = await stage();
    const { number } = await ticket();
    await browser.post(`${base}/${number}/replies`, {
      body: '<p onclick="x()">ok<script>alert(1)</script><img src=x onerror=y></p>',
      bodyFormat: "html",
    });
    await browser.post(`${base}/${number}/replies`, {
      body: "مرحبا <b>😀</b>\n\n" + "x".repeat(10_000),
      bodyFormat: "text",
    });
    const { $ } = await browser.get(`${base}/${number}`);
    const [, html, text] = $(".message-body")
      .map((_, body) => $(body).html() ?? "")
      .get();
    expect(html).to.equal("<p>ok</p>");
    expect(text).to.contain("مرحبا &lt;b&gt;😀&lt;/b&gt;").and.to.contain("x".repeat(10_000));
    const long = await browser.post(`${base}/${number}/replies`, { body: "x".repeat(100_001) });
    expect(long.status).to.equal(422);
    expect(long.$("#field-body-error").text()).to.contain("too long");
  });
});
