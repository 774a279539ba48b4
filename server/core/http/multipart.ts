import type { Readable } from "node:stream";
import busboy from "busboy";
import type { Request } from "express";
import { AppError, type FieldErrors, InvalidInput } from "../errors.ts";

/** One file of a multipart form while it streams in. */
export interface IncomingFile {
  readonly name: string;
  readonly stream: Readable;
}

/** What a form posted, field by field. */
export type Values = Record<string, string | string[]>;

interface FileForm {
  values: Values;
  errors: FieldErrors;
}

/** Reads a form with files. Fields come before files in our forms, so the token is known when the first file begins. */
export function readMultipart(
  req: Request,
  receive: (file: IncomingFile, soFar: Values) => Promise<number>,
): Promise<FileForm> {
  return new Promise((resolve, reject) => {
    const values: Values = {};
    const errors: Record<string, { key: string; values?: Record<string, string | number> }> = {};
    let files = Promise.resolve();
    let failure: Error | undefined;
    let parser: ReturnType<typeof busboy>;
    try {
      // Browsers send file names as UTF-8 (RFC 7578, section 5.1).
      parser = busboy({
        headers: req.headers,
        defParamCharset: "utf8",
        limits: { fields: 200, fieldSize: 2_000_000, files: 50 },
      });
    } catch {
      reject(new AppError(400, "bad_request", "not a multipart form"));
      return;
    }
    parser.on("field", (name, value) => add(values, name, value));
    parser.on("file", (_field, stream, info) => {
      // Whoever reads it hears of it; one that waits for its turn must not end the process.
      stream.on("error", () => undefined);
      // An empty file input sends one nameless empty part.
      const fileName = info.filename as string | undefined;
      if (!fileName || failure) {
        stream.resume();
        return;
      }
      files = files
        .then(() => receive({ name: fileName, stream }, values))
        .then((id) => add(values, "attachmentIds", String(id)))
        .catch((error: unknown) => {
          if (error instanceof InvalidInput)
            errors.attachments = Object.values(error.fields)[0] ?? { key: "uploads.failed" };
          else failure = error as Error;
        })
        .finally(() => stream.resume());
    });
    parser.on(
      "close",
      () => void files.then(() => (failure ? reject(failure) : resolve({ values, errors }))),
    );
    parser.on("error", () => reject(new AppError(400, "bad_request", "a broken multipart form")));
    req.on("aborted", () => {
      reject(new AppError(400, "bad_request", "the upload was broken off"));
      // The file that is coming in ends with an error: its receiver puts away what it has.
      parser.destroy();
    });
    req.pipe(parser);
  });
}

function add(values: Values, name: string, value: string): void {
  const before = values[name];
  values[name] = before === undefined ? value : [...(typeof before === "string" ? [before] : before), value];
}
