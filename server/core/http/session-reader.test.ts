import { createHmac } from "node:crypto";
import { expect } from "chai";
import { sessionCookies } from "./session-reader.ts";

describe("a session's cookie", () => {
  const sign = (id: string, secret: string) =>
    `s:${id}.${createHmac("sha256", secret).update(id).digest("base64").replace(/=+$/, "")}`;
  const idOf = sessionCookies("secret");

  it("is read when it is ours, each time", () => {
    expect(idOf(sign("abc", "secret"))).to.equal("abc");
    expect(idOf(sign("abc", "secret"))).to.equal("abc");
    expect(idOf(sign("a.b", "secret"))).to.equal("a.b");
  });

  it("is nothing when it was made elsewhere, changed or cut", () => {
    const mine = sign("abc", "secret");
    for (const cookie of [
      sign("abc", "other"),
      mine.replace("abc", "abd"),
      mine.slice(0, -1),
      `${mine}A`,
      mine.slice(2),
      "s:abc",
      "s:.",
      "s:",
      "",
      undefined,
      `s:${"x".repeat(400)}.y`,
    ])
      expect(idOf(cookie), String(cookie)).to.equal(null);
  });
});
