import { command } from "../server/installation/command.ts";
import { buildIfStale } from "../server/installation/build.ts";

const help = `
npm run build

Compiles the server to dist/ and builds the browser's files into dist/public/. Does nothing when dist/ is of this very code.
npm start does the same by itself.`;

await command({ help, options: {} }, async () => {
  const started = Date.now();
  const { built } = await buildIfStale((line) => console.log(line));
  console.log(
    built ? `Built dist/ in ${((Date.now() - started) / 1000).toFixed(1)} s.` : "dist/ is up to date.",
  );
});
