import { cpSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { codeFingerprint, root } from "../installation/build.ts";
import { type Lab, type LabHost, mailPort, webPort } from "./lab.ts";
import { commandIn, run } from "./shell.ts";

const left = new Set(["var", "node_modules", "dist", ".git"]);

/** The sources as they are now, with everything a start needs; dist/ comes along when it is of these sources. */
export async function copyProduct(target: string): Promise<void> {
  mkdirSync(target, { recursive: true });
  cpSync(root, target, {
    recursive: true,
    filter: (source) => !(left.has(basename(source)) && join(root, basename(source)) === source),
  });
  const stamp = join(root, "dist/.stamp");
  const fresh = existsSync(stamp) && readFileSync(stamp, "utf8") === (await codeFingerprint());
  if (fresh) cpSync(join(root, "dist"), join(target, "dist"), { recursive: true });
  linkModules(root, target);
}

// Hard links: no copy of 400 MB each, and a host may still replace its own files.
function linkModules(from: string, to: string): void {
  const modules = join(from, "node_modules");
  try {
    run("cp", "-al", modules, join(to, "node_modules"));
  } catch {
    run("rm", "-rf", join(to, "node_modules")); // another file system
    run("cp", "-a", modules, join(to, "node_modules"));
  }
}

/** A host's copy of what was prepared in `template`, dist/ included. */
export function installOn(template: string, host: LabHost): void {
  cpSync(template, host.root, {
    recursive: true,
    filter: (source) => source !== join(template, "node_modules"),
  });
  linkModules(template, host.root);
}

/** What the operator of that host has in the environment. */
export function environmentOf(lab: Lab, host: LabHost): Record<string, string> {
  const own = { HOLDFAST_DATA: host.data, PORT: String(webPort) };
  if (host.name !== "a") return own;
  return {
    ...own,
    BASE_URL: lab.baseUrl,
    SMTP_URL: `smtp://${lab.client.address}:${mailPort}`,
  };
}

interface HostCommand {
  readonly print?: ((line: string) => void) | undefined;
  readonly seconds?: number;
  readonly env?: Record<string, string>;
}

/** `npm …` on a host, as its operator types it. @returns the output. @throws OperatorError */
export const onHost = (
  lab: Lab,
  host: LabHost,
  npm: readonly string[],
  { print, seconds = 300, env = {} }: HostCommand = {},
): Promise<string> =>
  commandIn(host.namespace, ["npm", ...npm], {
    cwd: host.root,
    env: { ...environmentOf(lab, host), ...env },
    seconds,
    ...(print ? { line: (text: string) => print(`  ${host.name}: ${text}`) } : {}),
  });
