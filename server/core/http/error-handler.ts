import { randomBytes } from "node:crypto";
import type { ErrorRequestHandler, Request, RequestHandler, Response } from "express";
import { AppError, InvalidInput, notFound } from "../errors.ts";
import { defaultLocale, translator } from "../i18n.ts";
import { log } from "../log.ts";
import { view } from "../views.ts";
import type { Area } from "./area.ts";
import { assetUrl } from "./assets.ts";
import { sendPage, wantsJson } from "./pages.ts";
import { type Support, supportOf } from "./support.ts";

interface ErrorPage {
  readonly image: string;
  readonly heading: string;
  readonly text: string;
  readonly details: readonly string[];
  readonly reference: string | null;
  readonly action: { readonly label: string; readonly url: string } | null;
  /** For somebody signed in whose role does not allow it: who they are here, and where else they may go. */
  readonly person: { readonly text: string; readonly url: string } | null;
  readonly support: Support | null;
}
const errorPage = view<ErrorPage>("shared/error-page");

// What the database driver and the pool say when the database is away, starting or full.
const databaseAway = new Set([
  "ECONNREFUSED",
  "ENOENT",
  "ECONNRESET",
  "ETIMEDOUT",
  "EPIPE",
  "PROTOCOL_CONNECTION_LOST",
  "ER_SERVER_SHUTDOWN",
  "ER_CON_COUNT_ERROR",
  "ER_UNKNOWN_COM_ERROR",
  "ER_OPTION_PREVENTS_STATEMENT",
  "ER_DISK_FULL",
  "ER_RECORD_FILE_FULL",
  "ER_ERROR_ON_WRITE",
  "KnexTimeoutError",
]);
const diskFull = new Set(["ER_DISK_FULL", "ER_RECORD_FILE_FULL", "ER_ERROR_ON_WRITE", "ENOSPC"]);

export const pageNotFound: RequestHandler = () => {
  throw notFound();
};

/**
 * The one place where an error becomes an answer. A fault gets a reference number that is in the log with the cause; the page never
 * repeats the cause. `area` is what the page looks like when the request failed before its own area was known.
 */
export function errorHandler(options: {
  area: (req: Request) => Area;
  /** Leads somebody who is not signed in to the login page, keeping what was posted. */
  toSignIn: (req: Request, res: Response) => Promise<void>;
}): ErrorRequestHandler {
  return (error: unknown, req, res, next) => {
    if (res.headersSent) {
      next(error);
      return;
    }
    prepare(req, options.area);
    const known = error instanceof AppError ? error : fromLibrary(error);
    if (known.status === 401 && !wantsJson(req)) {
      options.toSignIn(req, res).catch(next);
      return;
    }
    answer(req, res, known, error);
  };
}

function prepare(req: Request, area: (req: Request) => Area): void {
  const parts = req as Partial<Request>;
  parts.reader ??= { locale: defaultLocale, timeZone: "UTC" };
  parts.t ??= translator(parts.reader.locale);
  parts.nonce ??= "";
  parts.browser ??= "";
  parts.area ??= area(req);
}

function answer(req: Request, res: Response, known: AppError, cause: unknown): void {
  const { t } = req;
  const reference = known.status >= 500 ? randomBytes(4).toString("hex") : null;
  if (reference) log.error({ err: cause, reference, method: req.method, path: req.path }, "a request failed");
  const details =
    known instanceof InvalidInput ? Object.values(known.fields).map(({ key, values }) => t(key, values)) : [];
  res.status(known.status);
  res.setHeader("Cache-Control", "no-store");
  if (known.status === 503) res.setHeader("Retry-After", "5");
  if (wantsJson(req)) {
    const errors =
      known instanceof InvalidInput
        ? Object.fromEntries(
            Object.entries(known.fields).map(([name, { key, values }]) => [name, t(key, values)]),
          )
        : undefined;
    res.json({
      error: known.code,
      message: t(`errors.${known.code}.text`),
      ...(errors ? { errors } : {}),
      ...(reference ? { reference } : {}),
    });
    return;
  }
  const heading = t(`errors.${known.code}.heading`);
  const home = req.area.brand.homeUrl;
  sendPage(
    req,
    res,
    errorPage,
    {
      image: assetUrl("img/error-page.svg"),
      heading,
      text: t(`errors.${known.code}.text`),
      details,
      reference,
      action: home ? { label: t("errors.home"), url: home } : null,
      person:
        known.status === 403 && req.signedIn
          ? { text: t("errors.signedInAs", { email: req.signedIn.email }), url: "/choose-portal" }
          : null,
      // What a person can do something about is worth a call; a fault of ours is in the log.
      support: known.status < 500 && known.status !== 404 ? supportOf(req.area.support) : null,
    },
    { title: heading },
  );
}

function fromLibrary(error: unknown): AppError {
  const { code, name, status, type } = error as {
    code?: string;
    name?: string;
    status?: number;
    type?: string;
  };
  if (code && diskFull.has(code)) return new AppError(503, "disk_full");
  if ((code && databaseAway.has(code)) || (name && databaseAway.has(name)))
    return new AppError(503, "database_away");
  if (type === "entity.too.large" || type === "parameters.too.many") return new AppError(413, "too_large");
  if (error instanceof URIError) return notFound();
  if (typeof status === "number" && status >= 400 && status < 500) return new AppError(400, "bad_request");
  return new AppError(500, "fault");
}
