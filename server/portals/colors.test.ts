import { expect } from "chai";
import { brandingCss, brandingHash } from "./branding.ts";
import { colorsFrom, contrast, inkOn, lowPairs } from "./colors.ts";

describe("colours", () => {
  // From WCAG's own examples and the usual contrast checkers.
  const known: [string, string, number][] = [
    ["#000000", "#ffffff", 21],
    ["#ffffff", "#ffffff", 1],
    ["#767676", "#ffffff", 4.54],
    ["#777777", "#ffffff", 4.48],
    ["#ff0000", "#ffffff", 4.0],
    ["#0000ff", "#ffffff", 8.59],
  ];
  for (const [one, other, ratio] of known)
    it(`have a contrast of ${ratio}: ${one} on ${other}`, () => {
      expect(contrast(one, other)).to.be.closeTo(ratio, 0.01);
      expect(contrast(other, one)).to.equal(contrast(one, other));
    });

  it("get an ink that can be read", () => {
    expect([inkOn("#ffff00"), inkOn("#14213d")]).to.deep.equal(["#111111", "#ffffff"]);
  });

  it("name the pairs that are hard to read, and no others", () => {
    const fine = colorsFrom({ brand: "#2457d6", headerBg: "#ffffff", link: "#2457d6" });
    expect(lowPairs(fine)).to.deep.equal([]);
    expect(lowPairs({ ...fine, headerInk: "#777777", hero: "#ffffff", heroInk: "#ffff00" })).to.deep.equal([
      { pair: ["headerInk", "headerBg"], ratio: 4.47 },
      { pair: ["heroInk", "hero"], ratio: 1.07 },
    ]);
  });

  it("make a stylesheet whose name changes with its content alone", () => {
    const colors = colorsFrom({ brand: "#2457d6", headerBg: "#ffffff", link: "#2457d6" });
    const look = {
      colors,
      font: "system",
      headingFont: "slab",
      theme: "dark",
      tokens: "--radius:0",
    } as const;
    expect(brandingHash(look))
      .to.match(/^[0-9a-f]{16}$/)
      .and.to.equal(brandingHash({ ...look }));
    expect(brandingHash({ ...look, tokens: "" })).to.not.equal(brandingHash(look));
    const night = brandingCss({ ...look, colors: { ...colors, hero: "#000000", heroInk: "#e0ff4f" } });
    expect(night).to.include("--hero:#000000;--hero-ink:#e0ff4f").and.include("--footer:light-dark(");
    const css = brandingCss(look);
    expect(css).to.include("color-scheme:dark").and.include(":root{--radius:0}");
    expect(css).to.not.match(/url|@import/);
  });
});
