import { setPriority } from "node:os";
import { resolve } from "node:path";
import { loadConfig } from "../config/schema.ts";
import { backupCommand } from "../server/backup/backup-command.ts";
import { command } from "../server/installation/command.ts";

const help = `
npm run backup [-- --to FOLDER] [--log]

Makes a full backup of the running installation while it serves: copies the database, packs and encrypts it with the passwords and
secrets into one file holdfast-<node>-<time>.backup, reads that back, restores it into a private server and compares every table
with the running database. Only then it counts. Then removes backups that had their time.

  --to FOLDER   instead of HOLDFAST_BACKUP_TO (HOLDFAST_DATA/backups)
  --log         only archives what the binary log has gained, for restoring to any second in between

The worker runs both by itself, on the standby when there is one: the full one at the time that Administration → General settings →
Backups says, which also says how many stay; the log by HOLDFAST_BACKUP_LOG_SCHEDULE ("*/5 * * * *", "off" ends it).
Restore with npm run restore. The key is HOLDFAST_DATA/backup.key: store a copy of it, and of the backups, elsewhere.`;

const options = { to: { type: "string" }, log: { type: "boolean" }, slot: { type: "string" } } as const;

await command({ help, options }, ({ to, log, slot }) => {
  // Those who are being served come first.
  setPriority(10);
  return backupCommand(loadConfig(), { to: to && resolve(to), log, slot }, (line) => console.log(line));
});
