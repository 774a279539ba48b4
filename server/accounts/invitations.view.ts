import { type Field, field } from "../core/http/fields.ts";
import type { Translate } from "../core/i18n.ts";
import { view } from "../core/views.ts";
import { type Invitation, invitationStates, stateOf } from "./invitation.ts";
import type { InvitationFilter, ListedInvitation } from "./invitation-rows.repository.ts";

/** What a person's own page says of their invitation. */
export interface InvitationLine {
  readonly state: string;
  readonly by: string;
  readonly again: string | null;
  readonly sentAt: Date;
  /** Null when it cannot run out any more. */
  readonly until: Date | null;
  readonly revocable: boolean;
}

export function invitationLine(t: Translate, invitation: Invitation, now: Date): InvitationLine {
  const state = stateOf(invitation, now);
  return {
    state: t(`accounts.invitations.state.${state}`),
    by: invitation.sentBy,
    again: invitation.sentCount > 1 ? t("accounts.invitations.times", { count: invitation.sentCount }) : null,
    sentAt: invitation.sentAt,
    until: state === "pending" || state === "expired" ? invitation.expiresAt : null,
    revocable: state === "pending" || state === "expired",
  };
}

interface InvitationsPage {
  readonly filters: readonly Field[];
  readonly csrf: string;
  readonly rows: readonly (InvitationLine & {
    readonly id: number;
    readonly name: string;
    readonly email: string;
    readonly portal: string;
    readonly kind: string;
    readonly url: string;
    readonly label: string;
    readonly open: boolean;
    readonly revokedBy: string | null;
  })[];
  readonly empty: { title: string; text: string; action: null; image: null };
  readonly pagination: { previous: string | null; next: string | null; label: string } | null;
}
export const invitationsPage = view<InvitationsPage>("accounts/admin/invitations");

export const pageSize = 50;
const base = "/admin/users/invitations";

export function invitationsModel(
  t: Translate,
  given: {
    filter: InvitationFilter;
    page: number;
    found: readonly ListedInvitation[];
    portals: readonly { id: number; name: string }[];
    csrf: string;
    now: Date;
  },
): InvitationsPage {
  const { filter, page, found, portals, csrf, now } = given;
  const address = (to: number) =>
    `${base}?${new URLSearchParams({
      ...(filter.q ? { q: filter.q } : {}),
      ...(filter.state ? { state: filter.state } : {}),
      ...(filter.portalId ? { portal: String(filter.portalId) } : {}),
      page: String(to),
    }).toString()}`;
  const more = found.length > pageSize;
  return {
    filters: filters(t, filter, portals),
    csrf,
    rows: found.slice(0, pageSize).map((row) => ({
      ...invitationLine(t, row, now),
      id: row.id,
      name: row.name,
      email: row.email,
      portal: row.portal,
      kind: t(row.agentId === null ? "accounts.invitations.contact" : "accounts.invitations.agent"),
      url:
        row.agentId === null
          ? `/desk/${row.portalSlug}/contacts/${row.contactId}`
          : `/admin/users/agents/${row.agentId}`,
      label: t("accounts.invitations.choose", { email: row.email }),
      open: !row.acceptedAt,
      revokedBy: row.revokedBy || null,
    })),
    empty: {
      title: t("accounts.invitations.none"),
      text: t("accounts.invitations.noneText"),
      action: null,
      image: null,
    },
    pagination:
      more || page > 0
        ? {
            previous: page > 0 ? address(page - 1) : null,
            next: more ? address(page + 1) : null,
            label: t("accounts.invitations.title"),
          }
        : null,
  };
}

function filters(
  t: Translate,
  { q, state, portalId }: InvitationFilter,
  portals: readonly { id: number; name: string }[],
): Field[] {
  const make = (name: string, label: string, value: string, options?: { value: string; label: string }[]) =>
    field(
      t,
      { values: {}, errors: {} },
      {
        name,
        label: t(label),
        type: options ? "select" : "search",
        required: true,
        value,
        ...(options ? { options } : {}),
      },
    );
  const all = { value: "", label: t("accounts.invitations.all") };
  return [
    make("q", "accounts.email", q),
    make("state", "accounts.status", state ?? "", [
      all,
      ...invitationStates.map((value) => ({ value, label: t(`accounts.invitations.state.${value}`) })),
    ]),
    ...(portals.length > 1
      ? [
          make("portal", "accounts.invitations.portal", String(portalId ?? ""), [
            all,
            ...portals.map(({ id, name }) => ({ value: String(id), label: name })),
          ]),
        ]
      : []),
  ];
}
