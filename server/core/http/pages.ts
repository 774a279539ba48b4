import { gzipSync } from "node:zlib";
import type { Request, Response } from "express";
import { direction } from "../i18n.ts";
import { view, type View } from "../views.ts";
import type { Area } from "./area.ts";
import { assetUrl } from "./assets.ts";
import { csrfToken, takeFlash } from "./csrf.ts";
import "./request.ts";

/** What a layout draws around a page; documented with the layouts. */
export interface Frame {
  readonly locale: string;
  readonly dir: "ltr" | "rtl";
  readonly title: string;
  readonly pageClass: string;
  readonly nonce: string;
  readonly csrf: string;
  readonly body: string;
  readonly assets: { readonly css: string; readonly js: string };
  readonly brand: Area["brand"];
  readonly nav: Area["nav"];
  readonly account: Area["account"];
  readonly loginUrl: string | null;
  readonly flash: { readonly kind: "notice" | "alert"; readonly text: string } | null;
  readonly live: string | null;
  readonly banner: Area["banner"];
  readonly portals: Area["portals"];
  readonly search: Area["search"];
}

const layouts: Record<Area["kind"], View<Frame>> = {
  customer: view<Frame>("layouts/customer"),
  agent: view<Frame>("layouts/agent"),
  admin: view<Frame>("layouts/admin"),
};

export interface PageOptions {
  readonly title: string;
  readonly pageClass?: string;
  /** Address of the page's stream of live updates (server-sent events). */
  readonly live?: string;
}

/** Below this a page fits a few packets, and compressing it costs more than it saves. */
const compressFrom = 6000;

/** Renders a page in the layout of the request's area and sends it. Called directly, not through res.render: measured 15 % of a list page. */
export function sendPage<M>(
  req: Request,
  res: Response,
  page: View<M>,
  model: M,
  options: PageOptions,
): void {
  const { area, reader } = req;
  const frame: Frame = {
    locale: reader.locale,
    dir: direction(reader.locale),
    title: options.title,
    pageClass: options.pageClass ?? "",
    nonce: req.nonce,
    csrf: csrfToken(req),
    body: page.render(model, reader),
    assets: { css: assetUrl("app.css"), js: assetUrl("app.js") },
    brand: area.brand,
    nav: area.nav,
    account: area.account,
    loginUrl: area.loginUrl,
    flash: takeFlash(req, res),
    live: options.live ?? null,
    banner: area.banner,
    portals: area.portals,
    search: area.search,
  };
  sendHtml(req, res, layouts[area.kind].render(frame, reader));
}

/** A piece of a page for a script (suggestions). */
export function sendFragment<M>(req: Request, res: Response, fragment: View<M>, model: M): void {
  sendHtml(req, res, fragment.render(model, req.reader));
}

function sendHtml(req: Request, res: Response, html: string): void {
  res.setHeader("Content-Type", "text/html; charset=utf-8");
  // Guests' pages carry their browser's form token: no cache may share them.
  if (!res.hasHeader("Cache-Control")) res.setHeader("Cache-Control", "private, no-cache");
  let body: string | Buffer = html;
  if (html.length > compressFrom && String(req.headers["accept-encoding"] ?? "").includes("gzip")) {
    body = gzipSync(html, { level: 1 });
    res.setHeader("Content-Encoding", "gzip");
    res.setHeader("Vary", "Accept-Encoding");
  }
  res.setHeader("Content-Length", Buffer.byteLength(body));
  res.end(req.method === "HEAD" ? undefined : body);
}

/** True when a script asks (uploads, drafts): it gets JSON, not a page. */
export const wantsJson = (req: Request) => req.headers.accept?.startsWith("application/json") ?? false;

/** Only a path of ours: what a `next` parameter may lead to after sign-in. */
export function safePath(value: unknown): string | null {
  if (typeof value !== "string" || !/^\/(?![/\\])[^\s\\]*$/.test(value)) return null;
  return new URL(value, "http://self.invalid").host === "self.invalid" ? value : null;
}
