/** One thing that an agent can be asked for; tables of them are keyed `"GET /state"`. */
export interface Route {
  /** May processes and commands of this machine ask it, over the unix socket? */
  readonly local: boolean;
  /** May the other nodes of the cluster ask it, over mutual TLS? */
  readonly peers: boolean;
  /**
   * Who may ask it over TLS without being a member (yet): "anyone" needs no certificate at all, "certified" one of our authority.
   * Only joining uses it.
   */
  readonly strangers?: "anyone" | "certified";
  /**
   * @param body what the caller sent, unchecked; undefined when nothing.
   * @param caller "local", or the node's name by its certificate; "" for a stranger without one.
   * @returns what becomes the JSON of the answer; an async iterable becomes a stream of lines.
   * @throws Refusal for what the caller should read.
   */
  readonly handle: (body: unknown, caller: string) => Promise<unknown>;
}
export type Routes = Readonly<Record<string, Route>>;

/** Why an agent does not do what it was asked: one sentence for the operator. It travels to the caller as it is. */
export class Refusal extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}
