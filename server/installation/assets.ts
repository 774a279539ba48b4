import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, extname, join, relative } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { build } from "esbuild";

/** Logical name ("app.js", "app.css", "img/logo.svg") → hashed file name in the public folder. */
export type AssetManifest = Record<string, string>;

const compressible = new Set([".js", ".css", ".svg", ".json", ".txt"]);
const keptForDays = 7;

/**
 * Builds the browser's files of `views/assets` into `target`: bundled, minified, named by content, compressed beside, with a
 * `manifest.json`. Does nothing when the sources are those of the last build.
 * @returns the manifest, and whether anything was built.
 */
export async function buildAssets(
  root: string,
  target = join(root, "dist/public"),
): Promise<{ manifest: AssetManifest; built: boolean }> {
  const source = join(root, "views/assets");
  const stampFile = join(target, ".stamp");
  const stamp = await fingerprint([source, join(root, "package-lock.json")]);
  const manifestFile = join(target, "manifest.json");
  if (existsSync(manifestFile) && (await readFile(stampFile, "utf8").catch(() => "")) === stamp)
    return { manifest: JSON.parse(await readFile(manifestFile, "utf8")) as AssetManifest, built: false };

  await mkdir(target, { recursive: true });
  const manifest: AssetManifest = {};
  for (const { logical, name, contents } of [...(await bundles(source)), ...(await images(source))]) {
    await writeHashed(join(target, name), contents);
    if (logical) manifest[logical] = name;
  }
  await writeWhole(manifestFile, JSON.stringify(manifest, undefined, 2));
  await writeWhole(stampFile, stamp);
  await removeOutdated(target);
  return { manifest, built: true };
}

/** A hash over the contents and names of files and folders: equal exactly when nothing changed. */
export async function fingerprint(paths: readonly string[]): Promise<string> {
  const hash = createHash("sha256");
  for (const path of paths) {
    for (const file of await filesUnder(path))
      hash
        .update(`${relative(path, file)}\0`)
        .update(await readFile(file))
        .update("\0");
  }
  return hash.digest("hex");
}

interface Asset {
  readonly logical: string | undefined;
  readonly name: string;
  readonly contents: Uint8Array;
}

async function bundles(source: string): Promise<Asset[]> {
  const entries = ["js/app.ts", "css/app.css"]
    .map((entry) => join(source, entry))
    .filter((entry) => existsSync(entry));
  if (entries.length === 0) return [];
  const result = await build({
    entryPoints: entries,
    outdir: "/",
    entryNames: "[name]-[hash]",
    chunkNames: "[name]-[hash]",
    assetNames: "[name]-[hash]",
    bundle: true,
    minify: true,
    splitting: true,
    format: "esm",
    target: ["es2022", "chrome109", "firefox115", "safari16"],
    loader: { ".svg": "file", ".png": "file", ".webp": "file", ".woff2": "file" },
    legalComments: "none",
    logLevel: "error",
    metafile: true,
    write: false,
  });
  const outputs = Object.entries(result.metafile.outputs);
  return result.outputFiles.map(({ path, contents }) => {
    const entry = outputs.find(([output]) => basename(output) === basename(path))?.[1].entryPoint;
    const logical = entry && `${basename(entry, extname(entry))}${extname(path)}`;
    return { logical, name: basename(path), contents };
  });
}

async function images(source: string): Promise<Asset[]> {
  return Promise.all(
    (await filesUnder(join(source, "img"))).map(async (file) => {
      const contents = await readFile(file);
      const hash = createHash("sha256").update(contents).digest("hex").slice(0, 8);
      const extension = extname(file);
      return {
        logical: relative(source, file),
        name: `${basename(file, extension)}-${hash}${extension}`,
        contents,
      };
    }),
  );
}

async function writeHashed(path: string, contents: Uint8Array): Promise<void> {
  await writeWhole(path, contents);
  if (!compressible.has(extname(path))) return;
  const brotli = await promisify(brotliCompress)(contents, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11 },
  });
  await writeWhole(`${path}.br`, brotli);
  await writeWhole(`${path}.gz`, await promisify(gzip)(contents, { level: 9 }));
}

// Two builds may run at once (a test run beside a start); a reader must never see half a file.
async function writeWhole(path: string, contents: string | Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const draft = `${path}.${process.pid}.draft`;
  await writeFile(draft, contents);
  await rename(draft, path);
}

// Pages that are open in a browser keep asking for the files of the version that rendered them.
async function removeOutdated(target: string): Promise<void> {
  const limit = Date.now() - keptForDays * 24 * 3600 * 1000;
  for (const file of await filesUnder(target))
    if ((await stat(file)).mtimeMs < limit) await rm(file, { force: true });
}

async function filesUnder(path: string): Promise<string[]> {
  if (!existsSync(path)) return [];
  if ((await stat(path)).isFile()) return [path];
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
