import { expect } from "chai";
import { emptyForm } from "../core/http/fields.ts";
import { translator } from "../core/i18n.ts";
import { newModel } from "../customer-portals/creating.view.ts";
import type { Portal } from "./portal.ts";
import { portalModel, portalsModel } from "./portals.view.ts";

describe("administration with one portal", () => {
  const t = translator("en");
  const portal: Portal = {
    ...{ id: 1, slug: "support", name: "Support", description: "", state: "production", ownerId: null },
    ...{ timeZone: "UTC", language: "en", currency: "USD", dateFormat: "language", hourFormat: "language" },
  };
  const second: Portal = { ...portal, id: 2, slug: "vans", name: "Vans" };
  const parts = { t, csrf: "", owners: [{ id: 7, name: "Olga" }], me: 7, portal };
  const names = (fields: readonly { name: string }[]) => fields.map(({ name }) => name);

  it("shows nothing of states, owners and the choice among portals", () => {
    expect(portalsModel(t, [portal], []).several).to.equal(false);
    const page = portalModel({ ...parts, portals: [portal] }, emptyForm);
    expect([page.state, names(page.fields)]).to.deep.equal([null, ["name", "slug", "description"]]);
    expect(names(page.regional)).to.deep.equal(["timeZone", "currency", "dateFormat", "hourFormat"]);
    const made = newModel({ t, csrf: "", portals: [portal], fronts: [] }, emptyForm);
    expect([names(made.fields), made.hidden?.value]).to.deep.equal([["name", "slug", "copyFrom"], "1"]);
  });

  it("shows them from the second on", () => {
    const portals = [portal, second];
    expect(portalsModel(t, portals, []).several).to.equal(true);
    const page = portalModel({ ...parts, portals }, emptyForm);
    expect(page.state?.steps.map(({ url }) => url)).to.deep.equal(["/admin/portals/1/state/retired"]);
    expect(names(page.fields)).to.include("owner");
    const made = newModel({ t, csrf: "", portals, fronts: [] }, emptyForm);
    expect([names(made.fields), made.hidden]).to.deep.equal([["name", "slug", "portal", "copyFrom"], null]);
  });
});
