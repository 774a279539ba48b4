import type { Brand, PortalContent } from "./content.ts";
import { aurora } from "./aurora/portal.ts";
import { northwind } from "./northwind/portal.ts";

/** A portal to load. `suffix` keeps the addresses of its people apart from those of the portal it was modelled on. */
export interface DemoPortal {
  readonly content: PortalContent;
  readonly suffix: string;
}

interface Variant {
  readonly slug: string;
  readonly base: PortalContent;
  readonly look: Pick<Brand, "name" | "logo" | "brandColor" | "headerColor" | "linkColor">;
}

const variants: readonly Variant[] = [
  {
    slug: "harbour",
    base: northwind,
    look: {
      name: "Harbour Workplace Help",
      logo: "logo-harbour.png",
      brandColor: "#7a2e1d",
      headerColor: "#fff6ee",
      linkColor: "#8f3a26",
    },
  },
  {
    slug: "cedar",
    base: aurora,
    look: {
      name: "Cedar Utilities Care",
      logo: "logo-cedar.png",
      brandColor: "#5b2a86",
      headerColor: "#5b2a86",
      linkColor: "#6d35a0",
    },
  },
];

/** The first `count` demo portals: two of their own, then variants of them with other names and colours. */
export function demoPortals(count: number): DemoPortal[] {
  return Array.from({ length: count }, (_, index) => {
    const own = [northwind, aurora][index];
    return own ? { content: own, suffix: "" } : variantOf(index - 2);
  });
}

function variantOf(index: number): DemoPortal {
  const variant = variants[index % variants.length];
  if (!variant) throw new Error("there are no variants");
  const round = Math.floor(index / variants.length) + 1;
  const slug = round === 1 ? variant.slug : `${variant.slug}-${round}`;
  const name = round === 1 ? variant.look.name : `${variant.look.name} ${round}`;
  return {
    content: { ...variant.base, slug, brand: { ...variant.base.brand, ...variant.look, name } },
    suffix: slug,
  };
}
