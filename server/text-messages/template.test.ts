import { expect } from "chai";
import { fill, headerLines, surroundingsOf } from "./template.ts";
import { nextTry, safeWords } from "./text-message.ts";

const mobile = "+491711234567";
const secret = "s&ä";

describe("a gateway's template", () => {
  const cases = [
    [
      "url",
      "https://x/?to={mobile}&t={text}&k={secret}",
      "a&b=c",
      "https://x/?to=%2B491711234567&t=a%26b%3Dc&k=s%26%C3%A4",
    ],
    ["form", "to={digits}&t={text}", "a&b c", "to=491711234567&t=a%26b%20c"],
    ["json", '{"to":"{mobile}","t":"{text}"}', 'a"},{"x\n', '{"to":"+491711234567","t":"a\\"},{\\"x\\n"}'],
    ["xml", "<t>{text}</t>", "</t><x>&", "<t>&#60;/t&#62;&#60;x&#62;&#38;</t>"],
    ["header", "Bearer {text}", "a\r\nX: y", "Bearer a  X: y"],
    ["plain", "{text} {unknown} {", "{mobile}", "{mobile} {unknown} {"],
  ] as const;
  for (const [surroundings, template, text, expected] of cases)
    it(`fills ${surroundings} so that no text leaves its place`, () => {
      expect(fill(template, { mobile, text, secret }, surroundings)).to.equal(expected);
    });

  it("knows how to write a body by its content type", () => {
    expect(surroundingsOf("application/json; charset=utf-8")).to.equal("json");
    expect(surroundingsOf("application/x-www-form-urlencoded")).to.equal("form");
    expect(surroundingsOf("text/xml")).to.equal("xml");
    expect(surroundingsOf("")).to.equal("plain");
  });

  it("reads headers, one a line", () => {
    expect(headerLines("A: b:c\n\n X-Y :z \n")).to.deep.equal([
      ["A", "b:c"],
      ["X-Y", "z"],
    ]);
  });
});

describe("a text message", () => {
  it("is tried six times within its life, and not after it", () => {
    const now = new Date();
    const far = new Date(now.getTime() + 3_600_000);
    const waits = [1, 2, 3, 4, 5, 6].map((tries) => {
      const then = nextTry(tries, now, far);
      return then && (then.getTime() - now.getTime()) / 1000;
    });
    expect(waits).to.deep.equal([2, 5, 15, 30, 60, null]);
    expect(nextTry(5, now, new Date(now.getTime() + 59_000))).to.equal(null);
  });

  it("keeps of a gateway's words nothing that could be the code", () => {
    expect(safeWords('ok {"text":"123456 is your code"} id 99887766\n', "123456 is your code")).to.equal(
      'ok {"text":"…"} id …',
    );
    expect(safeWords("code 123 456, 654321", "other")).to.equal("code 123 456, …");
  });
});
