import { spawnSync } from "node:child_process";
import { chownSync, existsSync, mkdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Config, environmentNames } from "../../config/schema.ts";
import { root } from "./build.ts";
import { OperatorError } from "./command.ts";
import { layoutOf } from "./layout.ts";

const unitFile = "/etc/systemd/system/holdfast.service";

/** The systemd unit that starts the installation at boot, as the user who owns the clone. */
export function serviceUnit(settings: {
  root: string;
  uid: number;
  pidFile: string;
  environmentFile: string;
}): string {
  // systemd expands % and splits at spaces.
  const quoted = (path: string) => `"${path.replaceAll("%", "%%").replaceAll('"', '\\"')}"`;
  return `[Unit]
Description=Holdfast customer-support portal
Wants=network-online.target
After=network-online.target

[Service]
Type=forking
User=${settings.uid}
WorkingDirectory=${settings.root.replaceAll("%", "%%")}
EnvironmentFile=${settings.environmentFile.replaceAll("%", "%%")}
PIDFile=${settings.pidFile.replaceAll("%", "%%")}
ExecStart=/bin/bash ${quoted(join(settings.root, "scripts/run"))} start
ExecStop=/bin/bash ${quoted(join(settings.root, "scripts/run"))} stop
Restart=on-failure
# The first start may build and create the data; a stop writes the database's cache back.
TimeoutStartSec=900
TimeoutStopSec=300

[Install]
WantedBy=multi-user.target
`;
}

/** The configuration of this very start, for the unit. systemd takes shell-like double quotes. */
export function serviceEnvironment(config: Config, env: NodeJS.ProcessEnv): string {
  const given: NodeJS.ProcessEnv = { ...env, HOLDFAST_DATA: config.data };
  return environmentNames
    .filter((name) => given[name])
    .map((name) => `${name}="${(given[name] ?? "").replaceAll(/["\\$`]/g, "\\$&")}"\n`)
    .join("");
}

/**
 * Installs, enables and starts the systemd unit.
 * @throws OperatorError where there is no systemd, or no right to do it.
 */
export function installService(config: Config, print: (line: string) => void): void {
  if (!existsSync("/run/systemd/system"))
    throw new OperatorError(
      "--install-service needs systemd, which does not run on this machine; start `npm start` at boot in its own way",
    );
  if (process.getuid?.() !== 0)
    throw new OperatorError("--install-service needs root; run: sudo npm start -- --install-service");
  const layout = layoutOf(config.data);
  // The service must be able to use what it finds: it runs as the owner of the data, or, the first time, of the clone.
  const uid = statSync(existsSync(config.data) ? config.data : root).uid;
  mkdirSync(config.data, { recursive: true, mode: 0o711 });
  chownSync(config.data, uid, -1);
  const environmentFile = join(config.data, "service.env");
  writeFileSync(environmentFile, serviceEnvironment(config, process.env), { mode: 0o600 });
  const pidFile = join(layout.pm2, "pm2.pid");
  writeFileSync(unitFile, serviceUnit({ root, uid, pidFile, environmentFile }));
  for (const args of [["daemon-reload"], ["enable", "--now", "holdfast"]])
    if (spawnSync("systemctl", args, { stdio: "inherit" }).status !== 0)
      throw new OperatorError(`systemctl ${args.join(" ")} failed; see: journalctl -u holdfast`);
  print(`Holdfast runs and starts at boot (${unitFile}; its configuration: ${environmentFile}).`);
}
