import type { Request } from "express";
import { gatewayTrouble } from "./text-messages/index.ts";

/** Tells administrators, wherever they are, that no text message gets through. A banner that is there already says something worse. */
export async function warnOfTextTrouble(req: Request): Promise<void> {
  const { actor, db } = req.ctx;
  if (req.area.banner || actor.kind !== "agent" || !actor.administrator) return;
  const trouble = await gatewayTrouble(db);
  if (!trouble) return;
  const problem = req.t(`text-messages.problem.${trouble.problem}`);
  const banner = {
    kind: "warning" as const,
    text: req.t("text-messages.banner", { problem }),
    link: { label: req.t("text-messages.bannerLink"), url: "/admin/general-settings/text-messages" },
  };
  req.area = { ...req.area, banner };
}
