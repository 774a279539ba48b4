// Demo texts are written in a few marks: paragraphs are separated by an empty line, "## " is a heading, "- " and "1. " are list items,
// **bold**, *emphasis* and `code`. Everything else is text.

const escapes: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };
const inline = (text: string) =>
  text
    .replaceAll(/[&<>]/g, (character) => escapes[character] ?? character)
    .replaceAll(/\*\*(.+?)\*\*/g, "<strong>$1</strong>")
    .replaceAll(/\*(\S.*?)\*/g, "<em>$1</em>")
    .replaceAll(/`(.+?)`/g, "<code>$1</code>");

/** The HTML of a marked-up text. */
export function html(text: string): string {
  return text
    .trim()
    .split(/\n\s*\n/)
    .map((block) => blockHtml(block.split("\n").map((line) => line.trim())))
    .join("");
}

function blockHtml(lines: readonly string[]): string {
  const first = lines[0] ?? "";
  if (first.startsWith("## ")) return `<h2>${inline(first.slice(3))}</h2>`;
  if (first.startsWith("- ")) return listHtml("ul", lines, /^- /);
  if (/^\d+\. /.test(first)) return listHtml("ol", lines, /^\d+\. /);
  return `<p>${lines.map(inline).join(" ")}</p>`;
}

// A line without a mark continues the item above.
function listHtml(tag: "ul" | "ol", lines: readonly string[], mark: RegExp): string {
  const items: string[] = [];
  for (const line of lines)
    if (mark.test(line)) items.push(line.replace(mark, ""));
    else items[items.length - 1] += ` ${line}`;
  return `<${tag}>${items.map((item) => `<li>${inline(item)}</li>`).join("")}</${tag}>`;
}
