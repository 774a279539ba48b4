/** A Redis behind Sentinels, as `REDIS_URL` names it. */
export interface SentinelUrl {
  readonly sentinels: readonly { readonly host: string; readonly port: number }[];
  /** What the Sentinels call the master. */
  readonly name: string;
  readonly username: string | undefined;
  readonly password: string | undefined;
  readonly sentinelPassword: string | undefined;
  readonly db: number;
  /** `rediss+sentinel:` encrypts both ways. */
  readonly tls: boolean;
}

const shape =
  /^redis(?<tls>s?)\+sentinel:\/\/(?:(?<user>[^:@/]*)(?::(?<password>[^@/]*))?@)?(?<hosts>[^/?]+)\/(?<name>[\w.-]+)(?:\/(?<db>\d+))?(?:\?(?<query>.*))?$/;
const host = /^(?:\[(?<v6>[0-9a-f:]+)\]|(?<plain>[^:[\]]+))(?::(?<port>\d{1,5}))?$/i;

/**
 * Reads `redis+sentinel://[user:]password@host:26379,host:26379/name[/database][?sentinelPassword=…]`. A password alone is written
 * `:password@`. Not a URL in the standard's sense: that knows one host only.
 * @returns null for anything else.
 */
export function parseSentinelUrl(text: string): SentinelUrl | null {
  const parts = shape.exec(text)?.groups;
  if (!parts) return null;
  const sentinels = (parts.hosts ?? "").split(",").map((one) => {
    const found = host.exec(one)?.groups;
    const port = Number(found?.port ?? 26379);
    return found && port > 0 && port < 65536 ? { host: found.v6 ?? found.plain ?? "", port } : null;
  });
  if (sentinels.includes(null)) return null;
  const decoded = (value: string | undefined) => (value ? decodeURIComponent(value) : undefined);
  try {
    return {
      sentinels: sentinels.filter((one) => one !== null),
      name: parts.name ?? "",
      username: decoded(parts.user),
      password: decoded(parts.password),
      sentinelPassword: new URLSearchParams(parts.query ?? "").get("sentinelPassword") ?? undefined,
      db: Number(parts.db ?? 0),
      tls: parts.tls === "s",
    };
  } catch {
    return null; // a % that encodes nothing
  }
}
