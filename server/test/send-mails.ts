// A worker's sender alone, as a process that a test can kill: node --import tsx server/test/send-mails.ts
import { createDb } from "../core/db.ts";
import { startLoop } from "../core/loops.ts";
import { createSender } from "../mail/sending.service.ts";

const { DATABASE_URL: databaseUrl = "", SMTP_URL: smtpUrl = "" } = process.env;
const settings = {
  baseUrl: "https://support.example.com",
  smtpUrl,
  from: "support@example.com",
  host: "support.example.com",
};
startLoop(
  createDb(databaseUrl),
  createSender(() => settings),
);
