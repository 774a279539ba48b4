import { pipeline } from "node:stream/promises";
import type { Request, Response } from "express";
import type { Attachment } from "./attachment.ts";
import { contentOf } from "./uploads.service.ts";

/**
 * Answers with a file, streamed from the store. It is a download whatever it is, and where a browser shows it all the same (an image),
 * it can run nothing. Who may have it was decided before.
 */
export async function sendAttachment(req: Request, res: Response, file: Attachment): Promise<void> {
  const tag = `"${file.sha256}"`;
  res.set({
    "Content-Disposition": disposition(file.name),
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    // Kept, but asked for each time: a thumbnail is not sent twice, and after signing out nothing is shown.
    "Cache-Control": "private, no-cache",
    ETag: tag,
  });
  if (req.headers["if-none-match"] === tag) {
    res.status(304).end();
    return;
  }
  // Not res.type(): it would add a charset of its own.
  res.setHeader("Content-Type", file.mediaType);
  res.setHeader("Content-Length", file.size);
  if (req.method === "HEAD") {
    res.end();
    return;
  }
  await pipeline(contentOf(req.ctx, file), res).catch((error: unknown) => {
    // A reader that goes away in the middle is no fault of ours.
    if ((error as { code?: string }).code !== "ERR_STREAM_PREMATURE_CLOSE") throw error;
  });
}

/** RFC 6266: an ASCII name for old clients, the real one in UTF-8. */
function disposition(name: string): string {
  const ascii = name.replace(/[^\x20-\x7e]/g, "_").replace(/["\\%]/g, "_");
  const utf8 = encodeURIComponent(name).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${ascii}"; filename*=UTF-8''${utf8}`;
}
