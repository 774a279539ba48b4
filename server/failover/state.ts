/** Who acts: the same words in `/health/role`, in the admin page, in logs and in tests. */
export type Role = "primary" | "standby" | "witness";

/** A node's role as its agent knows it at this moment. */
export interface RoleState {
  readonly role: Role;
  readonly node: string;
  readonly epoch: number;
  /**
   * Until when the role is certain: CLOCK_MONOTONIC of this machine in milliseconds (Number(process.hrtime.bigint()) / 1e6), the
   * same clock in every process here. 0 unless primary. A reader must compare itself: the agent may be stopped.
   */
  readonly deadline: number;
  /** ISO time of the last change of role. */
  readonly since: string;
  /** One sentence for people: why it is so. */
  readonly reason: string;
}

export interface PartState {
  readonly ok: boolean;
  readonly detail: string;
}

/** What one agent tells the others (and the admin page) about its machine. */
export interface NodeState {
  readonly node: string;
  readonly kind: "data" | "witness";
  readonly address: string;
  readonly version: string;
  /** Newest migration that its code knows. */
  readonly schema: string;
  readonly role: RoleState;
  /** "application", "database", "redis", "sentinel", "disk", "clock", "witness" … */
  readonly parts: Readonly<Record<string, PartState>>;
  readonly galera: {
    /** "Primary" or not. */
    readonly status: string;
    /** "Synced", "Joining", "Donor/Desynced" … */
    readonly state: string;
    readonly size: number;
    readonly seqno: number;
    readonly uuid: string;
  } | null;
  readonly redis: { readonly role: "master" | "replica"; readonly master: string | null } | null;
  /** May it claim the role, and why not. */
  readonly able: PartState;
  /** False for a server that is known by its public health pages only: nothing can be ordered there. */
  readonly takesOrders?: false;
  /** Milliseconds since the epoch by its own wall clock, to show differences; nothing decides by it. */
  readonly clock: number;
}

export interface FailoverRecord {
  readonly at: string;
  readonly from: string;
  readonly to: string;
  readonly epoch: number;
  /** "switchover", "takeover", "start", "drill" */
  readonly kind: string;
  readonly reason: string;
  /** From the last renewal that was seen to the claim, milliseconds. */
  readonly durationMs: number | null;
}

/** The whole, as `npm run failover -- status`, `/api/ha/status` and Administration → Fail Over show it. */
export interface ClusterState {
  readonly id: string;
  readonly self: string;
  readonly profile: string;
  readonly vip: string | null;
  readonly paused: boolean;
  readonly primary: string | null;
  readonly epoch: number;
  readonly nodes: readonly (
    | ({ readonly reachable: true } & NodeState)
    | {
        readonly reachable: false;
        readonly node: string;
        readonly kind: "data" | "witness";
        readonly address: string;
        readonly detail: string;
        /** ISO time of its last answer; left out when it never gave one. */
        readonly seen?: string;
      }
  )[];
  readonly canLoseOne: boolean;
  /** "You can lose any one server now." or why not. */
  readonly sentence: string;
  readonly history: readonly FailoverRecord[];
  readonly backup: { readonly at: string; readonly detail: string } | null;
}
