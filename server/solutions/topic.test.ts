import { expect } from "chai";
import { branchOf, inOrder, mayStandBelow, pathTo, type Topic } from "./topic.ts";
import { idOfSlug, slugOf } from "./solution.ts";

const topic = (id: number, parentId: number | null, position = 0): Topic => ({
  id,
  parentId,
  name: `t${id}`,
  position,
});

describe("solutions/topic", () => {
  // 1 > 2 > 3, and 4 beside 1.
  const topics = [topic(3, 2), topic(2, 1), topic(4, null, 1), topic(1, null, 2)];

  it("walks the tree", () => {
    expect(pathTo(topics, 3).map(({ id }) => id)).to.deep.equal([1, 2, 3]);
    expect(branchOf(topics, 1)).to.have.members([1, 2, 3]);
    expect(inOrder(topics).map(({ topic: { id }, depth }) => [id, depth])).to.deep.equal([
      [4, 0],
      [1, 0],
      [2, 1],
      [3, 2],
    ]);
  });

  it("does not follow a circle for ever", () => {
    const circle = [topic(1, 2), topic(2, 1)];
    expect(pathTo(circle, 1)).to.have.length(2);
    expect(branchOf(circle, 1)).to.have.members([1, 2]);
    expect(inOrder(circle)).to.deep.equal([]);
  });

  const places: [number | null, number, boolean][] = [
    [null, 1, true],
    [null, 2, true],
    [null, 3, false],
    [4, 2, true],
    [4, 3, false],
    [1, 4, false],
    [2, 4, true],
    [1, 3, false],
    [1, 1, false],
  ];
  for (const [id, parent, may] of places)
    it(`${may ? "lets" : "does not let"} ${id ?? "a new topic"} stand below ${parent}`, () =>
      expect(mayStandBelow(topics, id, parent)).to.equal(may));

  it("makes addresses that lead back", () => {
    expect(slugOf(7, "Reset  your password!")).to.equal("7-reset-your-password");
    expect(slugOf(7, "東京")).to.equal(`7-${encodeURIComponent("東京")}`);
    expect(slugOf(7, "???")).to.equal("7");
    expect(slugOf(7, "😀".repeat(80) + "x".repeat(80))).to.match(/^7-x{59,60}$/);
    expect(["7", "7-x", "7x", "x", "", "-7"].map(idOfSlug)).to.deep.equal([7, 7, 0, 0, 0, 0]);
  });
});
