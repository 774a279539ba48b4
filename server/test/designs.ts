import type { Answer, Browser } from "./harness.ts";

export const customerPortals = "/admin/general-settings/customer-portals";

/** The Customize form as a browser would send it back, untouched. */
export function designFields({ $ }: Answer): Record<string, string | string[]> {
  const form = $("form[action$='/design']");
  const fields: Record<string, string | string[]> = {};
  for (const each of form.find("input, select, textarea").toArray()) {
    const name = $(each).attr("name") ?? "";
    const type = $(each).attr("type") ?? "";
    if (name === "_csrf" || type === "file") continue;
    const choice = type === "checkbox" || type === "radio";
    if (choice && $(each).attr("checked") === undefined) continue;
    const value = String($(each).val() ?? "");
    // cheerio keeps the line break that the browser drops at the start of a textarea.
    const clean = each.tagName === "textarea" ? value.replace(/^\n/, "") : value;
    fields[name] = type === "checkbox" && fields[name] !== undefined ? [fields[name], clean].flat() : clean;
  }
  return fields;
}

/** Changes the draft of a customer portal as an administrator does. */
export async function changeDesign(
  admin: Browser,
  id: number,
  change: Record<string, string | string[]>,
): Promise<Answer> {
  const address = `${customerPortals}/${id}/design`;
  return admin.post(address, { ...designFields(await admin.get(address)), ...change });
}

/** Changes it and puts it into force. */
export async function publishDesign(
  admin: Browser,
  id: number,
  change: Record<string, string | string[]> = {},
): Promise<Answer> {
  const saved = await changeDesign(admin, id, change);
  if (saved.status !== 303) throw new Error(`the draft was refused: ${saved.$(".field-error").text()}`);
  const address = `${customerPortals}/${id}/design/publication`;
  const page = await admin.get(address);
  return admin.post(address, { revision: String(page.$("[name=revision]").val()) });
}
