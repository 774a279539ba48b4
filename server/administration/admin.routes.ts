import { allAgents } from "../accounts/index.ts";
import { sendPage } from "../core/http/pages.ts";
import { routes } from "../core/http/routes.ts";
import { view } from "../core/views.ts";
import { allPortals, countFronts } from "../portals/index.ts";

export const administrationRoutes = routes("admin");

interface Overview {
  readonly cards: readonly {
    readonly title: string;
    readonly text: string;
    readonly count: string | null;
    readonly url: string;
  }[];
}
const overviewPage = view<Overview>("administration/admin/overview");

administrationRoutes.get("/", async (req, res) => {
  const { t } = req;
  const [portals, fronts, agents] = [
    await allPortals(req.ctx.db),
    await countFronts(req.ctx.db),
    await allAgents(req.ctx.db),
  ];
  const card = (key: string, count: number | null, url: string) => ({
    title: t(`administration.card.${key}.title`),
    text: t(`administration.card.${key}.text`),
    count: count === null ? null : String(count),
    url,
  });
  const cards = [
    card("portals", portals.length, "/admin/portals"),
    card("fronts", fronts, "/admin/general-settings/customer-portals"),
    card("agents", agents.filter((agent) => !agent.disabled).length, "/admin/users/agents"),
    card("roles", null, "/admin/users/roles"),
    card("settings", null, "/admin/general-settings"),
    card("mail", null, "/admin/mail"),
  ];
  sendPage(req, res, overviewPage, { cards }, { title: t("layout.administration") });
});
