import { expect } from "chai";
import { countMails, countWrites, markersIn } from "./counting.ts";
import type { Write } from "./workload.ts";

const write = (marker: string, kind: Write["kind"] = "reply", acknowledged = true): Write => ({
  ...{ marker, kind, acknowledged },
  ...{ attempts: 1, file: null },
});
const mail = (messageId: string, text: string, kind = "reply-added", state = "sent") => ({
  ...{ messageId, kind, state, text },
});

describe("counting what a trial left behind", () => {
  it("finds markers, one per text, and never takes one for another's beginning", () => {
    const found = markersIn("lab-x", [
      "lab-x-1. and lab-x-1. again",
      "<p>lab-x-12.</p>",
      "lab-y-1.",
      "lab-x-1.",
    ]);
    expect([...found]).to.deep.equal([
      ["lab-x-1.", 2],
      ["lab-x-12.", 1],
    ]);
  });

  it("calls an acknowledged write lost when it is not there, and any write extra when it is there twice", () => {
    const writes = [
      write("1."),
      write("2."),
      write("3.", "reply", false),
      write("4.", "reply", false),
      write("5."),
    ];
    const found = new Map([
      ["1.", 1],
      ["4.", 2],
      ["5.", 2],
    ]);
    expect(countWrites(writes, found)).to.deep.equal({ lost: ["2."], extra: ["4.", "5."] });
  });

  it("counts arrivals beyond the first as duplicates, by Message-ID", () => {
    const rows = [mail("<1>", "lab-x-1. lab-x-2."), mail("<2>", "lab-x-1. lab-x-3.")];
    const writes = [write("lab-x-2.", "answer"), write("lab-x-3.", "answer")];
    expect(countMails(writes, rows, ["<1>", "<2>", "<2>", "<2>", "<foreign>", "<foreign>"])).to.deep.equal({
      missing: [],
      duplicates: 2,
      extra: [],
    });
  });

  it("misses the mail of an answer, and a mail that did not arrive", () => {
    const rows = [mail("<1>", "lab-x-1. lab-x-2.", "reply-added", "waiting")];
    const writes = [
      write("lab-x-2.", "answer"),
      write("lab-x-3.", "answer"),
      write("lab-x-4.", "answer", false),
    ];
    expect(countMails(writes, rows, []).missing).to.deep.equal([
      "no mail for lab-x-3.",
      "<1> (waiting) did not arrive",
    ]);
  });

  it("sees two mails for one answer", () => {
    const rows = [mail("<1>", "lab-x-1. lab-x-2."), mail("<2>", "lab-x-1. lab-x-2.")];
    expect(countMails([write("lab-x-2.", "answer")], rows, ["<1>", "<2>"]).extra).to.deep.equal(["lab-x-2."]);
  });
});
