import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/** The folder with package.json, views/ and config/: the same whether this file runs from server/ or from dist/server/. */
export const projectRoot = (() => {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, "package.json"))) folder = dirname(folder);
  return folder;
})();
