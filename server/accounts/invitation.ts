/** An invitation as the lists show it. A person has at most one in a portal: sent again, it is the same one. */
export interface Invitation {
  readonly id: number;
  readonly portalId: number;
  readonly contactId: number | null;
  readonly agentId: number | null;
  readonly email: string;
  readonly sentBy: string;
  readonly sentCount: number;
  readonly sentAt: Date;
  readonly expiresAt: Date;
  readonly acceptedAt: Date | null;
  readonly revokedAt: Date | null;
  readonly revokedBy: string;
}

export const invitationStates = ["pending", "accepted", "expired", "revoked"] as const;
export type InvitationState = (typeof invitationStates)[number];

/** An accepted one stays accepted, whatever happened later; a revoked one cannot run out any more. */
export function stateOf(
  { acceptedAt, revokedAt, expiresAt }: Pick<Invitation, "acceptedAt" | "revokedAt" | "expiresAt">,
  now: Date,
): InvitationState {
  if (acceptedAt) return "accepted";
  if (revokedAt) return "revoked";
  return expiresAt <= now ? "expired" : "pending";
}
