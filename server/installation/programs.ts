import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, isAbsolute, join } from "node:path";
import { OperatorError } from "./command.ts";

/** A program we run, and the Debian packages that bring it. */
interface Need {
  readonly program: string;
  readonly packages: readonly string[];
}

// All that a node of a cluster needs, from the first start: the second server must be able to join when it matters, without a network.
const database = [
  "mariadb-server",
  "mariadb-client",
  "mariadb-backup",
  "galera-4",
  "socat",
  "lsof",
  "openssl",
];
export const databaseNeeds: readonly Need[] = [
  "mariadbd",
  "mariadb-install-db",
  "mariadb-backup",
  "socat",
  "lsof",
  "openssl",
  "/usr/lib/galera/libgalera_smm.so",
].map((program) => ({ program, packages: database }));
export const witnessNeeds: readonly Need[] = [
  { program: "garbd", packages: ["galera-arbitrator-4"] },
  { program: "openssl", packages: ["openssl"] },
];
/** What carries a virtual address and tells the network about it. */
export const addressNeeds: readonly Need[] = [
  { program: "ip", packages: ["iproute2"] },
  { program: "arping", packages: ["iputils-arping"] },
  { program: "nft", packages: ["nftables"] },
];
export const redisNeeds: readonly Need[] = [{ program: "redis-server", packages: ["redis-server"] }];
/** For tests of a load balancer before several servers. */
export const balancerNeeds: readonly Need[] = [{ program: "haproxy", packages: ["haproxy"] }];
/** For tests of signing in and importing from a directory. */
export const directoryNeeds: readonly Need[] = [
  { program: "slapd", packages: ["slapd"] },
  { program: "slapadd", packages: ["slapd"] },
];
export const browserNeeds: readonly Need[] = [{ program: "chromium", packages: ["chromium"] }];

// Debian keeps servers in sbin, which is not on an ordinary user's PATH.
const searchPath = () =>
  [...(process.env.PATH ?? "").split(delimiter), "/usr/local/sbin", "/usr/sbin", "/sbin"].filter(Boolean);

/** The absolute path of a program, or `undefined` when the machine lacks it. A path is only looked at. */
export function findProgram(name: string): string | undefined {
  if (isAbsolute(name)) return existsSync(name) ? name : undefined;
  return searchPath()
    .map((folder) => join(folder, name))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

/**
 * Makes sure that the programs exist: installs Debian's packages as root on a Debian family system.
 * @throws OperatorError with the command to run where we cannot or may not install.
 */
export function ensurePrograms(needs: readonly Need[], print: (line: string) => void): void {
  const missing = needs.filter(({ program }) => findProgram(program) === undefined);
  if (missing.length === 0) return;
  const programs = missing.map(({ program }) => program).join(", ");
  const packages = [...new Set(missing.flatMap((need) => need.packages))];
  if (!isDebianFamily() || process.getuid?.() !== 0)
    throw new OperatorError(howToInstall(programs, packages));
  print(`Installing ${packages.join(", ")} with apt: this machine lacks ${programs}.`);
  withoutServices(() => {
    // Failing to refresh the lists is not fatal: a local mirror may still have the packages.
    apt(["update", "-qq"]);
    if (apt(["install", "-y", "-qq", "--no-install-recommends", ...packages]) !== 0)
      throw new OperatorError(
        `apt could not install ${packages.join(", ")}; see its message above, then run this command again`,
      );
  });
}

function howToInstall(programs: string, packages: readonly string[]): string {
  const command = isDebianFamily()
    ? `run: sudo apt-get install -y --no-install-recommends ${packages.join(" ")}`
    : `install MariaDB 10.11 or newer and Redis 7 (on Debian: ${packages.join(", ")})`;
  return `Missing programs: ${programs}; ${command}, or set DATABASE_URL and REDIS_URL to servers of your own.`;
}

function isDebianFamily(): boolean {
  if (findProgram("apt-get") === undefined || !existsSync("/etc/os-release")) return false;
  return /^ID(_LIKE)?=.*(debian|ubuntu)/m.test(readFileSync("/etc/os-release", "utf8"));
}

function apt(args: string[]): number {
  const { status } = spawnSync("apt-get", args, {
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  });
  return status ?? 1;
}

// Debian starts and enables a server as it installs it. We want the programs only, so a policy says no meanwhile, and a machine
// with systemd is told not to start them at boot. Never done to packages that were there before.
function withoutServices(work: () => void): void {
  const policy = "/usr/sbin/policy-rc.d";
  const guard = !existsSync(policy);
  const before = new Set(["mariadb", "redis-server", "slapd"].filter(isServiceInstalled));
  if (guard) writeFileSync(policy, "#!/bin/sh\nexit 101\n", { mode: 0o755 });
  try {
    work();
  } finally {
    if (guard) rmSync(policy);
    for (const service of ["mariadb", "redis-server", "slapd"])
      if (!before.has(service) && isServiceInstalled(service) && findProgram("systemctl"))
        spawnSync("systemctl", ["disable", "--quiet", service], { stdio: "ignore" });
  }
}

const isServiceInstalled = (service: string) => existsSync(`/lib/systemd/system/${service}.service`);
