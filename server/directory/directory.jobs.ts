import { job } from "../core/jobs.ts";
import { importDue } from "./importing.service.ts";

export const importPeople = job({
  name: "directory.import-people",
  cron: "20 * * * * *",
  run: importDue,
});
