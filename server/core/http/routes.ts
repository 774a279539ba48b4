import { Router, type Request, type RequestHandler, type Response } from "express";
import { forbidden, signInNeeded } from "../errors.ts";
import type { Form } from "./forms.ts";
import { noStore } from "./security.ts";
import "./request.ts";

/**
 * Who may knock. anyone: outside of any portal (sign-in, set-up, health). guest: a customer portal's pages for everybody.
 * contact: the self-service portal. agent: the desk of one portal. admin: administration.
 */
export type Audience = "anyone" | "guest" | "contact" | "agent" | "admin";

export interface Route {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly audience: Audience;
}

type Page = (req: Request, res: Response) => Promise<void> | void;

export interface Routes {
  readonly audience: Audience;
  readonly router: Router;
  /** What was declared, for the start-up check and the test that walks every route as everybody. */
  readonly list: readonly Route[];
  get(path: string, page: Page): void;
  post(path: string, form: Form): void;
}

/**
 * A router that declares its audience and holds everybody to it. Whoever else asks gets: nobody signed in → 401 (the error handler
 * leads to the login page and keeps a posted text), somebody without permission → 403 with a page that says so.
 */
export function routes(audience: Audience): Routes {
  const router = Router();
  const list: Route[] = [];
  const guard = (req: Request, res: Response) => {
    if (audience !== "anyone" && audience !== "guest") {
      assertAudience(audience, req);
      noStore(res);
    }
    return true;
  };
  const guardStep: RequestHandler = (req, res, next) => {
    guard(req, res);
    next();
  };
  return {
    audience,
    router,
    list,
    get(path, page) {
      list.push({ method: "GET", path, audience });
      router.get(path, guardStep, page);
    },
    post(path, form) {
      if ((form as Partial<Form>).kind !== "form")
        throw new Error(`POST ${path} was declared without a form(schema, …)`);
      list.push({ method: "POST", path, audience });
      router.post(path, ...form.steps(guard));
    },
  };
}

function assertAudience(audience: "contact" | "agent" | "admin", req: Request): void {
  const { actor } = req.ctx;
  const fits = audience === "admin" ? actor.kind === "agent" && actor.administrator : actor.kind === audience;
  if (fits) return;
  throw req.signedIn ? forbidden(`this page is for ${audience}s`) : signInNeeded();
}

/** A whole number from the path; anything else is a page that does not exist. */
export function idParam(req: Request, name: string): number {
  const value = Number(req.params[name]);
  return Number.isSafeInteger(value) && value > 0 ? value : 0;
}
