import { loadConfig } from "../config/schema.ts";
import { restoreCommand } from "../server/backup/restore-command.ts";
import { command } from "../server/installation/command.ts";

const help = `
npm run restore -- FILE.backup [options]

Restores a backup into HOLDFAST_DATA, which must hold no installation yet: checks key and integrity, unpacks beside, compares every
table's rows and checksum with what was backed up, and only then puts it in its place. When anything is wrong it says so in one
sentence and has changed nothing. An older version's data is migrated by the next npm start.

  --to-time "2026-11-22 10:15:00"   replays the archived binary logs up to that second, excluding it (this machine's local time; with
                                    a zone: 2026-11-22T10:15:00Z); "latest": as far as they reach
  --data FOLDER    restores there instead of into HOLDFAST_DATA
  --key FILE       the copy of backup.key (default: in the data folder, or beside the backups)
  --logs FOLDER    where the archived binary logs are (default: logs/ beside the backup)
  --force          moves what is in the folder to before-restore-<time>/ in it; deletes nothing`;

const text = { type: "string" } as const;
const options = { "to-time": text, data: text, key: text, logs: text, force: { type: "boolean" } } as const;

await command({ help, options, positionals: true }, (given, archives) =>
  restoreCommand(loadConfig(), archives, given, (line) => console.log(line)),
);
