import { randomBytes } from "node:crypto";
import type { Request, RequestHandler, Response } from "express";
import { urlencoded } from "express";
import type { z } from "zod";
import { AppError, type FieldErrors, InvalidInput } from "../errors.ts";
import { assertCsrf } from "./csrf.ts";
import type { FormState } from "./fields.ts";
import { type IncomingFile, readMultipart, type Values } from "./multipart.ts";
import { assertRecentProof, proven } from "./proof.ts";
import "./request.ts";

export interface FormOptions<S extends z.ZodType> {
  readonly schema: S;
  /** Called with valid input. Answers with a redirect (303) or, for a script, JSON. */
  handle(req: Request, res: Response, input: z.infer<S>, once: string): Promise<void> | void;
  /** Answers 422 with the form again: what was typed, the errors beside the fields. Without it the error page says it. */
  invalid?(req: Request, res: Response, state: FormState): Promise<void> | void;
  /**
   * True where whoever is signed in must have proved recently that it is them (password, passkey, code): changes that a stranger at a
   * browser left open must not make. Asked in between, without losing what was typed.
   */
  readonly proof?: boolean | ((req: Request) => boolean);
  /**
   * Answers 403 when the form did not come from a page in this browser: cookies are off, or its token is another's. Without it the error
   * page says it.
   */
  unverified?(req: Request, res: Response, error: AppError): Promise<void> | void;
  /**
   * Another site's page posts it (an identity provider's answer): it carries no token of ours and no cookie. What it says must prove
   * itself, by a signature, and must not act on who is signed in in this browser.
   */
  readonly fromElsewhere?: true;
  /**
   * Takes the files of a multipart form, one after the other, each streamed; returns the attachment's id, which joins the field
   * `attachmentIds`. An InvalidInput it throws stands beside the field "attachments".
   */
  receive?(req: Request, file: IncomingFile): Promise<number>;
}

/** A POST route's form; only this makes one, so that no POST goes without schema, CSRF check and parsing. */
export interface Form {
  readonly kind: "form";
  readonly steps: (allow: (req: Request, res: Response) => boolean | Promise<boolean>) => RequestHandler[];
}

export function form<S extends z.ZodType>(options: FormOptions<S>): Form {
  const needsProof = (req: Request) =>
    typeof options.proof === "function" ? options.proof(req) : options.proof === true;
  return {
    kind: "form",
    steps: (allow) => [
      urlencoded({ extended: false, limit: "2mb", parameterLimit: 2000 }),
      async (req, res) => {
        let values = ((req.body as Values | undefined) ?? {}) as Values;
        let errors: FieldErrors = {};
        if (req.is("multipart/form-data")) {
          if (!options.receive) throw new AppError(415, "unsupported_media_type");
          const fileForm = await readMultipart(req, async (file, soFar) => {
            assertCsrf(req, req.headers["x-csrf-token"] ?? soFar._csrf);
            // What was typed must be there for whoever refuses the form, too.
            req.body = soFar;
            if (!(await allow(req, res)) || !options.receive) throw new AppError(403, "forbidden");
            // A file cannot be held back while somebody is asked.
            if (needsProof(req)) assertRecentProof(req);
            return options.receive(req, file);
          });
          values = fileForm.values;
          errors = fileForm.errors;
        }
        // Also where nothing was sent at all, before anybody looks into it.
        req.body = values;
        try {
          if (!options.fromElsewhere) assertCsrf(req, req.headers["x-csrf-token"] ?? values._csrf);
        } catch (error) {
          if (!options.unverified || !(error instanceof AppError)) throw error;
          res.status(error.status);
          await options.unverified(req, res, error);
          return;
        }
        if (!(await allow(req, res))) return;
        if (needsProof(req)) {
          const proved = await proven(req, res, values);
          if (!proved) return;
          req.body = values = proved;
        }
        const parsed = options.schema.safeParse(values);
        if (!parsed.success) errors = { ...errorsOf(parsed.error), ...errors };
        try {
          if (Object.keys(errors).length > 0 || !parsed.success) throw new InvalidInput(errors);
          await options.handle(req, res, parsed.data, onceKey(values));
        } catch (error) {
          if (!(error instanceof InvalidInput) || !options.invalid) throw error;
          res.status(422);
          await options.invalid(req, res, { values, errors: error.fields });
        }
      },
    ],
  };
}

/** For the hidden field `_once` of a page's form. */
export const newOnceKey = () => randomBytes(16).toString("base64url");
const onceKey = (values: Values) =>
  typeof values._once === "string" && values._once !== "" ? values._once.slice(0, 100) : newOnceKey();

/** zod's issues as text keys. A schema's own message is a text key when it has a dot. */
export function errorsOf(error: z.ZodError): FieldErrors {
  const errors: Record<string, { key: string; values?: Record<string, string | number> }> = {};
  for (const issue of error.issues) {
    const name = String(issue.path[0] ?? "form");
    errors[name] ??= describe(issue);
  }
  return errors;
}

function describe(issue: z.core.$ZodIssue): { key: string; values?: Record<string, string | number> } {
  if (/^[\w-]+(\.[\w-]+)+$/.test(issue.message)) return { key: issue.message };
  switch (issue.code) {
    case "too_small":
      return Number(issue.minimum) <= 1
        ? { key: "shared.required" }
        : { key: "shared.tooShort", values: { min: Number(issue.minimum) } };
    case "too_big":
      return { key: "shared.tooLong", values: { max: Number(issue.maximum) } };
    case "invalid_format":
      return { key: issue.format === "email" ? "shared.notAnEmail" : "shared.notValid" };
    case "invalid_type":
      return { key: "shared.required" };
    default:
      return { key: "shared.notValid" };
  }
}
