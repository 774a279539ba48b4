import type { HostName, Lab, LabHost } from "./lab.ts";

/** Where a fault happens: who is what when the trial begins. */
export interface Stage {
  readonly lab: Lab;
  readonly primary: LabHost;
  readonly standby: LabHost;
  readonly witness: LabHost;
  /** 1 for a row's first trial. */
  readonly trial: number;
  /** Something for the record of this trial. */
  readonly note: (text: string) => void;
}

/** What a row promises (the matrix in shared/failover.md). Seconds. */
export interface Target {
  /** The longest stretch without service: median over the trials, and at worst. 0: no request may fail. */
  readonly median: number;
  readonly max: number;
  readonly role: "moves" | "stays" | "any";
  readonly duplicateMails: number;
  /** What the sentence about the change of role must say. */
  readonly reason?: RegExp;
  /** Within which the cluster must be whole again after the fault's end; 120 unless said. */
  readonly whole?: number;
  readonly roleChanges?: number;
}

/** One row of the fault matrix: a fault, its end, and what is promised. */
export interface Row {
  /** Number in the matrix; variants of one row have a letter: 10a. */
  readonly id: string;
  readonly title: string;
  readonly inject: (stage: Stage) => Promise<void> | void;
  /** How long the fault lasts under load, seconds. */
  readonly hold: number;
  /** Ends the fault, and waits for what its end needs. */
  readonly heal: (stage: Stage) => Promise<void> | void;
  readonly target: Target;
  readonly load?: { readonly rate: number; readonly writing: number };
  /** The outage counts from the fault's end: rows whose fault stops the service by design. */
  readonly fromHeal?: boolean;
  /** Why it cannot run on this machine, or null. */
  readonly impossible?: (lab: Lab) => string | null;
  /** What must be so before the trial, and is undone after it; without load. */
  readonly prepare?: (lab: Lab, note: (text: string) => void) => Promise<void>;
  readonly cleanup?: (lab: Lab) => Promise<void>;
}

/** What one trial showed. Times in seconds. */
export interface Trial {
  readonly row: string;
  readonly trial: number;
  readonly at: string;
  readonly outage: number;
  readonly requests: number;
  readonly failed: number;
  readonly p99: number;
  readonly writes: number;
  readonly lost: readonly string[];
  readonly wrong: readonly string[];
  readonly duplicateMails: number;
  readonly signedOut: readonly string[];
  /** Milliseconds in which two hosts had the virtual address. */
  readonly twoHolders: number;
  readonly before: HostName;
  readonly after: HostName | null;
  readonly roleChanges: number;
  readonly reason: string;
  /** From the fault's end until any one server may be lost again; null: not within its limit. */
  readonly whole: number | null;
  readonly notes: readonly string[];
  readonly problems: readonly string[];
}
