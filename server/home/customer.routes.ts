import { sendPage } from "../core/http/pages.ts";
import { routes } from "../core/http/routes.ts";
import { view } from "../core/views.ts";

interface HomePage {
  readonly title: string;
}
const homePage = view<HomePage>("home/customer/home");

export const homeRoutes = routes("guest");

homeRoutes.get("/", (req, res) => {
  sendPage(req, res, homePage, { title: req.area.brand.name }, { title: req.t("home.title") });
});
