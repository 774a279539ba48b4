import { writeSync } from "node:fs";

/**
 * How a launcher speaks to its log: not through console, because the process becomes the server, and a stream of Node's would leave its
 * descriptor non-blocking.
 */
export const sayAs = (who: string) => (text: string) => {
  try {
    writeSync(2, `${new Date().toISOString()} ${who} ${text}\n`);
  } catch (error) {
    // What a full disk cannot take is not worth the server.
    if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
  }
};
