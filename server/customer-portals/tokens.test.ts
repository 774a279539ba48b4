import { expect } from "chai";
import { sandboxedTokens } from "./tokens.ts";

describe("the sandbox of design tokens", () => {
  const good: [string, string][] = [
    ["", ""],
    ["--radius: 0; --surface: #fff", "--radius:0;--surface:#fff"],
    [":root { --radius: 2px; /* why */ --line: red }", "--radius:2px;--line:red"],
    ["--anchor: light-dark(#123456, oklch(0.8 0.1 200))", "--anchor:light-dark(#123456,oklch(0.8 0.1 200))"],
    ["--shadow: 0 1px 2px rgb(0 0 0 / 0.1)", "--shadow:0 1px 2px rgb(0 0 0/0.1)"],
    ["--text-3xl: clamp(2rem, 4vw, 3rem)", "--text-3xl:clamp(2rem,4vw,3rem)"],
  ];
  for (const [css, tokens] of good)
    it(`takes ${css || "nothing"}`, () => expect(sandboxedTokens(css)).to.deep.equal({ tokens }));

  const bad: [string, string][] = [
    ["--radius:0} body{display:none", "syntax"],
    ["--surface: red;</style><script>alert(1)</script>", "syntax"],
    ["@import url(//evil.example/x.css);", "selector"],
    ["body{display:none}", "selector"],
    [":root, body {--radius:0}", "selector"],
    [":root{--radius:0; & body{display:none}}", "selector"],
    ["@media print{:root{--radius:0}}", "selector"],
    ["@font-face{font-family:x;src:url(//evil.example)}", "selector"],
    ["--brand: red", "unknown"],
    ["position: fixed", "unknown"],
    ["--__proto__: red", "unknown"],
    ["--SURFACE: red", "unknown"],
    ["--surface: url(//evil.example/pixel)", "value"],
    ["--surface: \\75rl(x)", "value"],
    ["--surface: image-set('//evil.example' 1x)", "value"],
    ["--surface: var(--brand)", "value"],
    ["--radius: expression(alert(1))", "value"],
    ["--radius: 0 !important", "value"],
    ["--radius: red", "value"],
    ["--surface: 2px", "value"],
    ["--shadow: 0 0 0 red, url(x)", "value"],
  ];
  for (const [css, problem] of bad)
    it(`refuses ${css}`, () => expect(sandboxedTokens(css)).to.include({ problem }));
});
