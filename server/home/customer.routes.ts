import { audiencesOf } from "../core/audience.ts";
import { currentAnnouncements } from "../announcements/index.ts";
import { sendPage } from "../core/http/pages.ts";
import { routes } from "../core/http/routes.ts";
import { type Block, frontOfArea } from "../portals/index.ts";
import { popularSolutions, recentSolutions } from "../solutions/index.ts";
import { openRequestsOf } from "../tickets/index.ts";
import { homeModel, homePage } from "./home.view.ts";

export const homeRoutes = routes("guest");

const announcementsShown = 3;
const solutionsShown = 5;
const requestsShown = 5;

homeRoutes.get("/", async (req, res) => {
  const { ctx, area } = req;
  const front = await frontOfArea(area);
  const reader = {
    actor: ctx.actor,
    guestsMayRead: front?.guestsMayRead ?? false,
    guestTopics: front?.look.guestTopics ?? null,
  };
  // What is not shown is not asked for.
  const shows = (block: Block) => front?.look.blocks.includes(block) ?? true;
  const [announcements, popular, recent, openRequests] = await Promise.all([
    shows("announcements")
      ? currentAnnouncements(ctx, audiencesOf(ctx.actor), ctx.now, announcementsShown)
      : [],
    shows("popular") ? popularSolutions(ctx, reader, solutionsShown) : [],
    shows("recent") ? recentSolutions(ctx, reader, solutionsShown) : [],
    shows("requests") ? openRequestsOf(ctx, requestsShown) : [],
  ]);
  const model = homeModel({
    t: req.t,
    base: area.base,
    loginUrl: area.loginUrl,
    front,
    actor: ctx.actor,
    announcements,
    popular,
    recent,
    openRequests,
  });
  sendPage(req, res, homePage, model, { title: req.t("home.title"), pageClass: "home-page" });
});
