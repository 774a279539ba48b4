import { audiencesOf } from "../core/audience.ts";
import { assetUrl } from "../core/http/assets.ts";
import { sendPage } from "../core/http/pages.ts";
import { routes } from "../core/http/routes.ts";
import { currentAnnouncements } from "./announcements.repository.ts";
import { announcementsPage } from "./announcements.view.ts";

export const customerRoutes = routes("guest");

const mostShown = 100;

customerRoutes.get("/announcements", async (req, res) => {
  const { ctx, t } = req;
  const announcements = await currentAnnouncements(ctx, audiencesOf(ctx.actor), ctx.now, mostShown);
  const empty = {
    title: t("announcements.emptyTitle"),
    text: t("announcements.emptyText"),
    image: assetUrl("img/empty-inbox.svg"),
    action: null,
  };
  sendPage(
    req,
    res,
    announcementsPage,
    { announcements, empty: announcements.length > 0 ? null : empty },
    { title: t("announcements.title") },
  );
});
