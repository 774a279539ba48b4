const errnoOf = (error: unknown) => (error as { errno?: number } | undefined)?.errno ?? 0;
const codeOf = (error: unknown) => (error as { code?: string } | undefined)?.code ?? "";

// 1213 deadlock or certification conflict, 1205 lock wait or NOWAIT, 1020 changed since the snapshot (innodb_snapshot_isolation).
const conflicts = new Set([1213, 1205, 1020]);
/** The transaction lost against another: nothing of it happened, running it again is the answer. */
export const isConflict = (error: unknown): boolean => conflicts.has(errnoOf(error));

/** Of a read that locks nothing: it was to wait for what other nodes had acknowledged (wsrep_sync_wait), and its own was leaving them. */
export const isSyncFailure = (error: unknown): boolean => errnoOf(error) === 1205;

const absent = new Set(["ECONNREFUSED", "ENOENT", "EHOSTUNREACH", "ENETUNREACH", "EHOSTDOWN", "ENOTFOUND"]);
/** Nobody listens there. */
export const isAbsent = (error: unknown): boolean => absent.has(codeOf(error));

/** 1290, 1836: the server is read-only now, as a demoted one of the operator's own is: the name leads elsewhere, the connection does not. */
export const isReadOnly = (error: unknown): boolean =>
  errnoOf(error) === 1836 || (errnoOf(error) === 1290 && /read.only/i.test(String((error as Error).message)));

/** The server refuses to work: 1047, a Galera node outside of the primary component; or read-only. It has executed nothing. */
export const refusesWork = (error: unknown): boolean => errnoOf(error) === 1047 || isReadOnly(error);

const lost = new Set(["ECONNRESET", "ETIMEDOUT", "EPIPE", "ERR_SOCKET_CLOSED", "PROTOCOL_CONNECTION_LOST"]);
// 1053 shutdown in progress, 1927 connection was killed, 1152 aborted.
const endings = new Set([1053, 1152, 1927]);
/** The connection is gone; whether the last statement was executed cannot be known from here. */
export const isLost = (error: unknown): boolean =>
  isAbsent(error) ||
  lost.has(codeOf(error)) ||
  endings.has(errnoOf(error)) ||
  /in closed state|Pool is closed/.test(String((error as Error | undefined)?.message));

/** 1180: the group lost its quorum during the statement. Before COMMIT that means not executed; at COMMIT nobody knows. */
const isAborted = (error: unknown): boolean => errnoOf(error) === 1180;

/** Another try may succeed, now or on the other server, provided that the statement may be executed twice or was not. */
export const isPassing = (error: unknown): boolean => isLost(error) || refusesWork(error) || isAborted(error);
