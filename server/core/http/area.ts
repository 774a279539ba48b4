export interface Link {
  readonly label: string;
  readonly url: string;
}
export interface NavLink extends Link {
  readonly current: boolean;
  /** What waits there; null where nothing is counted. */
  readonly count: number | null;
}
export interface Brand {
  readonly name: string;
  readonly logoUrl: string | null;
  readonly faviconUrl: string | null;
  readonly cssUrl: string;
  /** Whether search engines may list its pages. */
  readonly indexable: boolean;
  readonly homeUrl: string;
  readonly footerText: string;
  readonly footerLinks: readonly Link[];
  readonly headerLinks: readonly Link[];
}

/** The part of the product a request is in: its look, its navigation, where its addresses begin. Set by server/areas.ts. */
export interface Area {
  readonly kind: "customer" | "agent" | "admin";
  /** What every address of the area begins with: "", "/portal/acme", "/desk/acme" or "/admin". */
  readonly base: string;
  /** The customer portal's id; null at the desk and in administration. */
  readonly customerPortalId: number | null;
  readonly brand: Brand;
  readonly nav: readonly NavLink[];
  readonly account: null | {
    readonly name: string;
    readonly initials: string;
    readonly email: string;
    readonly links: readonly Link[];
    readonly signOutUrl: string;
  };
  readonly loginUrl: string | null;
  /** Whom to ask for help, in the words of the customer portal; "" where nobody is named. */
  readonly support: string;
  /** The switcher: the portals this agent works in or this contact belongs to, empty when there is only one. */
  readonly portals: readonly { readonly name: string; readonly url: string; readonly current: boolean }[];
  readonly search: { readonly action: string; readonly value: string } | null;
  readonly banner: {
    readonly kind: "notice" | "warning" | "alert";
    readonly text: string;
    readonly link: Link | null;
  } | null;
}
