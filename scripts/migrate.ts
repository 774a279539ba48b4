import { migrate, pendingMigrations, schemaVersionRange } from "../server/core/migrations.ts";
import { loadNodeConfig } from "../server/installation/node-config.ts";
import { command, OperatorError } from "../server/installation/command.ts";
import { withDatabase } from "../server/installation/database.ts";
import { openInstallation } from "../server/installation/installation.ts";
import { askDatabase } from "../server/installation/readiness.ts";

const help = `
npm run migrate [-- --pending]

Brings the database to the schema of this code. npm start does the same by itself.

  --pending   only list what would be applied`;

await command({ help, options: { pending: { type: "boolean" } } }, async ({ pending }) => {
  const { databaseUrl, embedded } = openInstallation(loadNodeConfig());
  await askDatabase(databaseUrl).catch((error: Error) => {
    throw new OperatorError(
      `The database does not answer (${error.message}). ${embedded.database ? "Run: npm start" : "Check DATABASE_URL."}`,
    );
  });
  const names = await withDatabase(databaseUrl, pending ? pendingMigrations : migrate);
  for (const name of names) console.log(`${pending ? "pending" : "applied"}  ${name}`);
  const last = (await schemaVersionRange())?.last ?? "empty";
  console.log(
    names.length === 0
      ? `The database is at ${last}.`
      : `${names.length} ${pending ? "to apply" : "applied"}; this code's schema is ${last}.`,
  );
});
