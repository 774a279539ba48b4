import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { RequestHandler } from "express";
import express from "express";
import { projectRoot } from "../project.ts";

const folder = join(projectRoot, "dist/public");
let manifest: Record<string, string> = {};

/** The address of a browser file by its logical name ("app.css"); hashed, so it may be cached for ever. */
export function assetUrl(name: string): string {
  const file = manifest[name];
  if (!file) throw new Error(`dist/public has no ${name}; run npm run build`);
  return `/assets/${file}`;
}

/** Reads the manifest that the build wrote and serves the files beside it, brotli or gzip where the browser takes it. */
export function serveAssets(): RequestHandler {
  manifest = JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8")) as Record<string, string>;
  const plain = express.static(folder, {
    index: false,
    immutable: true,
    maxAge: "1y",
    etag: false,
    redirect: false,
  });
  const encodings: [string, string][] = [
    ["br", ".br"],
    ["gzip", ".gz"],
  ];
  return (req, res, next) => {
    const accepted = String(req.headers["accept-encoding"] ?? "");
    const type = /\.(js|css|svg)$/.exec(req.path)?.[1];
    if (type && !req.path.includes(".."))
      for (const [encoding, ending] of encodings)
        if (accepted.includes(encoding) && existsSync(join(folder, req.path + ending))) {
          res.type(type).set({ "Content-Encoding": encoding, Vary: "Accept-Encoding" });
          req.url += ending;
          break;
        }
    plain(req, res, next);
  };
}
