import type { Request } from "express";
import type { Area } from "./core/http/area.ts";
import { directoryAway } from "./directory/index.ts";
import { gatewayTrouble } from "./text-messages/index.ts";

/**
 * Tells administrators, wherever they are, what outside of us keeps people from signing in. A banner that is there already says something
 * worse.
 */
export async function warnOfTrouble(req: Request): Promise<void> {
  const { actor } = req.ctx;
  if (req.area.banner || actor.kind !== "agent" || !actor.administrator) return;
  const banner = (await directoryBanner(req)) ?? (await textBanner(req));
  if (banner) req.area = { ...req.area, banner };
}

async function directoryBanner({ ctx, t }: Request): Promise<Area["banner"]> {
  const directory = await directoryAway(ctx.db);
  if (!directory) return null;
  const problem = t(`directory.problem.${directory.awayProblem || "fault"}`);
  return {
    kind: "warning",
    text: t("directory.banner", { name: directory.name, problem }),
    link: {
      label: t("directory.bannerLink"),
      url: `/admin/general-settings/directories/${directory.id}`,
    },
  };
}

async function textBanner({ ctx, t }: Request): Promise<Area["banner"]> {
  const trouble = await gatewayTrouble(ctx.db);
  if (!trouble) return null;
  const problem = t(`text-messages.problem.${trouble.problem}`);
  return {
    kind: "warning",
    text: t("text-messages.banner", { problem }),
    link: { label: t("text-messages.bannerLink"), url: "/admin/general-settings/text-messages" },
  };
}
