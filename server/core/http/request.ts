import type { Context } from "../context.ts";
import type { Translate } from "../i18n.ts";
import type { Reader } from "../views.ts";
import type { Area } from "./area.ts";

/** Who is signed in in this browser, whatever they may do in the portal at hand. */
export interface SignedIn {
  readonly loginId: number;
  readonly name: string;
  readonly email: string;
}

declare module "express-serve-static-core" {
  interface Request {
    /** What services get. Its actor is a guest when the person signed in has no place in this portal. */
    ctx: Context;
    signedIn: SignedIn | null;
    area: Area;
    reader: Reader;
    t: Translate;
    /** A random name of this browser, from its cookie; CSRF tokens and guests' drafts hang on it. Empty when it sent none. */
    browser: string;
    nonce: string;
  }
}

declare module "express-session" {
  interface SessionData {
    loginId: number;
    /** Milliseconds since the epoch; what the idle and absolute limits count from. */
    signedInAt: number;
    /** When the person last proved who they are: by signing in, or again before a change that matters. */
    provenAt?: number;
    /** *Keep me signed in* was ticked. */
    keep?: boolean;
  }
}
