import { createHash } from "node:crypto";
import { join } from "node:path";

/** Where everything of one installation lies. Pure: nothing is created here. */
export interface Layout {
  readonly data: string;
  /** The generated passwords and the secret, mode 0600. */
  readonly secrets: string;
  /** Who belongs to the cluster (server/cluster/cluster.ts), mode 0600. */
  readonly cluster: string;
  /** The cluster's own certificates: ca.crt, ca.key, node.crt, node.key; mode 0700. */
  readonly keys: string;
  /** Invitations that this node handed out, as hashes. */
  readonly invitations: string;
  /** There while this machine is joining: which cluster, under which name. */
  readonly joining: string;
  /** There after this node left its cluster, or was put out of it: its data must not start as if nothing had happened. */
  readonly left: string;
  /** Generated my.cnf and redis.conf. */
  readonly etc: string;
  readonly mariadb: string;
  readonly redis: string;
  /** The Sentinel's own file; empty while this node is alone. */
  readonly sentinel: string;
  readonly logs: string;
  /** PM2's home. */
  readonly pm2: string;
  /** Unix sockets and pid files; nothing in here survives a start. */
  readonly run: string;
  readonly sockets: {
    readonly mariadb: string;
    readonly redis: string;
    /** Where this machine's failover agent answers its own processes and commands. */
    readonly agent: string;
    readonly pm2Rpc: string;
    readonly pm2Pub: string;
    /** Nothing listens there; PM2's client asks anyway, and fails when the path is too long. */
    readonly pm2Interactor: string;
  };
}

// sun_path holds 107 characters; MariaDB appends to the name while it binds, so stay clear of the edge.
const longestSocketPath = 100;

/** The layout of the installation in the absolute folder `data`. */
export function layoutOf(data: string): Layout {
  const near = join(data, "run");
  const fits = join(near, "mariadb", "mariadb.sock").length <= longestSocketPath;
  const run = fits ? near : `/tmp/holdfast-${createHash("sha256").update(data).digest("hex").slice(0, 16)}`;
  return {
    data,
    secrets: join(data, "installation.json"),
    cluster: join(data, "cluster.json"),
    keys: join(data, "keys"),
    invitations: join(data, "invitations.json"),
    joining: join(data, "joining.json"),
    left: join(data, "left.json"),
    etc: join(data, "etc"),
    mariadb: join(data, "mariadb"),
    redis: join(data, "redis"),
    sentinel: join(data, "sentinel"),
    logs: join(data, "logs"),
    pm2: join(data, "pm2"),
    run,
    sockets: {
      // In a folder of its own, because that one belongs to the user that mariadbd runs as.
      mariadb: join(run, "mariadb", "mariadb.sock"),
      redis: join(run, "redis.sock"),
      agent: join(run, "agent.sock"),
      pm2Rpc: join(run, "pm2-rpc.sock"),
      pm2Pub: join(run, "pm2-pub.sock"),
      pm2Interactor: join(run, "pm2-interactor.sock"),
    },
  };
}
