import { expect } from "chai";
import { termsAsked, termsOf } from "./terms.ts";

describe("search/terms", () => {
  const stored: [string, string[]][] = [
    ["Printer is OFFLINE", ["printer", "is", "offline"]],
    ["Zürich, naïve café", ["zurich", "naive", "cafe"]],
    ["Straße Łódź Øre İstanbul", ["strasse", "lodz", "ore", "istanbul"]],
    ["ｆｕｌｌ width ﬁle", ["full", "width", "file"]],
    ["error 0x80070005, v2.31 #123", ["error", "0x80070005", "v2", "31", "123"]],
    ["mia.keller@example.com", ["mia", "keller", "example", "com"]],
    ["пароль Ёлка", ["пароль", "елка"]],
    ["كَلِمَة שָׁלוֹם", ["كلمة", "שלום"]],
    ["हिन्दी", ["हिन्दी"]],
    ["한국어", ["한국어"]],
    ["東京都", ["東京", "京都", "都"]],
    ["VPN接続", ["vpn", "接続", "続"]],
    ["a a A", ["a"]],
    ["👋 -- !!", []],
    ["", []],
  ];
  for (const [text, terms] of stored)
    it(`stores ${JSON.stringify(text)} as ${terms.join(" ")}`, () =>
      expect(termsOf(text)).to.have.members(terms));

  const asked: [string, string[]][] = [
    ["Café  PRINTER", ["cafe", "printer"]],
    ["東京都", ["東京", "京都"]],
    ["都", ["都"]],
    ["vpn vpn", ["vpn"]],
    ["' OR 1=1 --%_", ["or", "1"]],
  ];
  for (const [query, terms] of asked)
    it(`asks ${JSON.stringify(query)} as ${terms.join(" ")}`, () =>
      expect(termsAsked(query)).to.deep.equal(terms));

  it("finds by every word it stored", () => {
    for (const [text] of stored) expect(termsOf(text)).to.include.members(termsAsked(text));
  });

  it("is bounded in terms, in their length and in the text it reads", () => {
    expect(termsOf(Array.from({ length: 5000 }, (_, at) => `w${at}`).join(" "))).to.have.length(2000);
    expect(termsOf("x".repeat(300))).to.deep.equal(["x".repeat(40)]);
    expect([...(termsOf("𝒳".repeat(10) + "a".repeat(100))[0] ?? "")].length).to.be.at.most(40);
    const started = performance.now();
    expect(termsOf("東".repeat(2_000_000)).length).to.equal(2);
    expect(termsOf("\u0301".repeat(2_000_000)).length).to.be.at.most(1);
    expect(performance.now() - started).to.be.below(3000);
    expect(termsAsked("a b c d e f g h i j k").length).to.equal(8);
  });
});
